#include "apps/translate/evaluation/options.h"

namespace gloss::translate {
namespace {

constexpr std::pair<std::string_view, ScoreFormat> kFormats[] = {{"json", ScoreFormat::kJson},
                                                                 {"text", ScoreFormat::kText}};

}  // namespace

void add_evaluate_options(OptionTable& table, EvaluateOptions& o) {
  table.add("metrics,m", o.metrics, kMetrics, "what to measure");
  table.add(
      "tokenize,tok", o.tokenize, kBleuTokens,
      "the tokens of BLEU: 13a splits punctuation off, none takes what white space separates");
  table.flag("lowercase,lc", o.lowercase, "BLEU and chrF ignore case");
  table.add("smooth-method,s", o.smooth_method, kSmoothings,
            "what BLEU counts for n-grams of a length that has no match");
  table.add("chrf-word-order,cw", o.chrf_word_order, "N",
            "chrF also counts n-grams of up to N words; 2 is chrF++",
            {.at_least = 0, .at_most = 10});
  table.flag("ter-normalized", o.ter_normalized, "TER splits punctuation off");
  table.flag("ter-case-sensitive", o.ter_case_sensitive, "TER does not ignore case");
  table.flag("sentence-level,sl", o.sentence_level, "a score for each line");
  table.flag("by-length", o.by_length, "a score for short, longer and long references");
  table.group("Significance");
  table.flag("confidence,ci", o.confidence, "a 95% interval, from 1000 resamples of the lines");
  table.flag("paired-bs", o.paired_bs,
             "test whether the systems behind --input differ from the first of them");
  table.group("Output");
  table.add("format,f", o.format, kFormats, "how scores are printed");
  table.add("width,w", o.width, "N", "decimals", {.at_least = 0, .at_most = 17});
  table.flag("score-only,b", o.score_only, "print only the score");
}

void check_combination(const EvaluateOptions& o, size_t systems) {
  const auto refuse = [](bool wrong, const char* why) {
    if (wrong) throw UsageError(why);
  };
  refuse(o.sentence_level && o.metrics.size() > 1, "--sentence-level: needs a single metric");
  refuse(o.sentence_level && systems > 1, "--sentence-level: needs a single --input");
  refuse(o.sentence_level && (o.confidence || o.paired_bs),
         "--sentence-level: single sentences cannot be resampled (leave --confidence and "
         "--paired-bs out)");
  refuse(o.by_length && (systems > 1 || o.sentence_level || o.confidence || o.paired_bs),
         "--by-length: is for one system, without --sentence-level, --confidence and --paired-bs");
  refuse(o.paired_bs && systems < 2, "--paired-bs: needs two or more files behind --input");
  refuse(o.confidence && systems > 1, "--confidence: is for one system (--paired-bs compares)");
  refuse(o.score_only && systems > 1, "--score-only: is for one system");
}

}  // namespace gloss::translate
