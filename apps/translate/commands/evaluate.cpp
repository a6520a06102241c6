#include <iostream>

#include "apps/translate/cli/help.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/evaluation/evaluation_output.h"
#include "apps/translate/text/corpus.h"

namespace gloss::translate {

namespace {

void check_combination(const EvaluateOptions& s, bool score_only, size_t systems) {
  const auto refuse = [](bool wrong, const char* why) {
    if (wrong) throw UsageError(why);
  };
  refuse(s.sentence_level && s.metrics.size() > 1, "--sentence-level: needs a single metric");
  refuse(s.sentence_level && systems > 1, "--sentence-level: needs a single --input");
  refuse(s.sentence_level && (s.confidence || s.paired_bs),
         "--sentence-level: single sentences cannot be resampled (leave --confidence and "
         "--paired-bs out)");
  refuse(s.paired_bs && systems < 2, "--paired-bs: needs two or more files behind --input");
  refuse(s.confidence && systems > 1, "--confidence: is for one system (--paired-bs compares)");
  refuse(score_only && systems > 1, "--score-only: is for one system");
}

}  // namespace

int evaluate_command(const std::vector<std::string>& arguments) {
  EvaluateOptions s;
  OutputOptions output;
  std::vector<std::string> reference_files, inputs = {"-"};
  int64_t width = output.width;
  CommonSettings common;
  OptionTable options("gloss evaluate",
                      "Scores translations with sacrebleu's figures (version 2.6.0).");
  options.positional("REF...", reference_files, "reference translations, a file each").optional();
  options.group("Scoring");
  options.add("input,i", inputs, "HYP...",
              "the translations to score, a file for each system; - is standard input");
  options.add("metrics,m", s.metrics, "METRIC...", "what to measure")
      .one_of({"bleu", "chrf", "ter"});
  options.add("tokenize,tok", s.tokenize, "NAME", "how BLEU sees words").one_of({"13a", "none"});
  options.flag("lowercase,lc", s.lowercase, "BLEU and chrF ignore case");
  options.add("smooth-method,s", s.smooth_method, "NAME", "what BLEU does about a count of 0")
      .one_of({"none", "floor", "add-k", "exp"});
  options
      .add("chrf-word-order,cw", s.chrf_word_order, "N",
           "up to how many words chrF takes together besides characters; 2 is chrF++")
      .at_least(0)
      .at_most(10);
  options.flag("ter-normalized", s.ter_normalized, "TER splits punctuation off");
  options.flag("ter-case-sensitive", s.ter_case_sensitive, "TER does not ignore case");
  options.flag("sentence-level,sl", s.sentence_level, "a score for each line");
  options.group("Significance");
  options.flag(
      "confidence,ci", s.confidence,
      "a 95% interval, from 1000 resamples of the lines (drawn from sacrebleu's seed, 12345, "
      "unless --seed is given)");
  options.flag("paired-bs", s.paired_bs,
               "test whether the systems behind --input differ from the first of them");
  options.group("Output");
  options.add("format,f", output.format, "FORM", "how scores are printed").one_of({"json", "text"});
  options.add("width,w", width, "N", "decimals").at_least(0).at_most(17);
  options.flag("score-only,b", output.score_only, "print only the score");
  add_common_options(options, common);
  if (!start(options, common, arguments)) return 0;
  output.width = static_cast<int>(width);
  if (options.given("seed")) s.seed = common.seed;
  if (reference_files.empty() && !s.paired_bs && inputs.size() > 1) {  // evaluate -i HYP REF
    reference_files.assign(inputs.begin() + 1, inputs.end());
    inputs.resize(1);
  }
  if (reference_files.empty()) {
    throw UsageError("argument REF is missing (" + usage_line(options) + ")");
  }
  check_combination(s, output.score_only, inputs.size());

  std::vector<std::vector<std::string>> systems, references;
  for (const std::string& path : inputs)
    systems.push_back(read_lines(path));
  for (const std::string& path : reference_files)
    references.push_back(read_lines(path));
  if (systems.size() == 1) {
    std::cout << evaluation_output(output, evaluate(s, systems[0], references), s.sentence_level);
  } else {
    std::cout << comparison_output(output, inputs, compare(s, systems, references));
  }
  return 0;
}

}  // namespace gloss::translate
