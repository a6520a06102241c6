#include <iostream>

#include "apps/translate/cli/help.h"
#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/text/corpus.h"

namespace gloss::translate {

int evaluate_command(const Arguments& arguments) {
  std::vector<std::string> reference_files, inputs = {"-"};
  EvaluateOptions settings;
  CommonSettings common;
  common.seed = settings.seed;
  OptionTable options("gloss evaluate",
                      "Scores translations with sacrebleu's figures (version 2.6.0).");
  options.positional("REF...", reference_files, "reference translations, a file each").optional();
  options.group("Scoring");
  options.add("input,i", inputs, "HYP...",
              "the translations to score, a file for each system; - is standard input");
  add_evaluate_options(options, settings);
  add_common_options(options, common);
  if (!start(options, common, arguments)) return 0;
  settings.seed = common.seed;
  if (reference_files.empty() && !settings.paired_bs && inputs.size() > 1) {
    reference_files.assign(inputs.begin() + 1, inputs.end());  // gloss evaluate -i HYP REF
    inputs.resize(1);
  }
  if (reference_files.empty())
    throw UsageError("argument REF is missing (" + usage_line(options) + ")");
  check_combination(settings, inputs.size());
  std::vector<std::string> files = inputs;
  files.insert(files.end(), reference_files.begin(), reference_files.end());
  check_outputs({}, files);

  std::vector<std::vector<std::string>> systems, references;
  for (const std::string& path : inputs)
    systems.push_back(read_lines(path));
  for (const std::string& path : reference_files)
    references.push_back(read_lines(path));
  const Evaluations results = evaluate(settings, systems, references);
  std::cout << (settings.by_length ? scores_by_length(settings, systems[0], references)
                                   : evaluation_output(settings, inputs, results));
  return 0;
}

}  // namespace gloss::translate
