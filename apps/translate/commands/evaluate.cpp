#include "apps/translate/commands/evaluate.h"

#include <iostream>

#include "apps/translate/commands/start.h"
#include "apps/translate/corpus.h"
#include "apps/translate/metrics/evaluation.h"

namespace gloss::translate {

int evaluate_command(const std::vector<std::string>& arguments) {
  EvaluateOptions s;
  std::vector<std::string> references;
  std::string input = "-";
  int64_t width = s.width;
  CommonSettings common;
  OptionTable options("gloss evaluate",
                      "Scores translations with sacrebleu's figures (version 2.6.0).");
  options.positional("REF...", references, "reference translations, a file each");
  options.group("Scoring");
  options.add("input,i", input, "HYP", "the translations to score; - is standard input");
  options.add("metrics,m", s.metrics, "METRIC...", "what to measure").one_of({"bleu"});
  options.add("tokenize,tok", s.tokenize, "NAME", "how BLEU sees words").one_of({"13a", "none"});
  options.flag("lowercase,lc", s.lowercase, "ignore case");
  options.add("smooth-method,s", s.smooth_method, "NAME", "what BLEU does about a count of 0")
      .one_of({"none", "floor", "add-k", "exp"});
  options.flag("sentence-level,sl", s.sentence_level, "a score for each line");
  options.group("Output");
  options.add("format,f", s.format, "FORM", "how scores are printed").one_of({"json", "text"});
  options.add("width,w", width, "N", "decimals").at_least(0).at_most(17);
  options.flag("score-only,b", s.score_only, "print only the score");
  add_common_options(options, common);
  if (!start(options, common, arguments)) return 0;
  s.width = static_cast<int>(width);

  const std::vector<std::string> hypotheses = read_lines(input);
  std::vector<std::vector<std::string>> read;
  for (const std::string& path : references)
    read.push_back(read_lines(path));
  std::cout << evaluation_output(s, evaluate(s, hypotheses, read));
  return 0;
}

}  // namespace gloss::translate
