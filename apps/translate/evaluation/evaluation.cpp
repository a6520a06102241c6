#include "apps/translate/evaluation/evaluation.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <stdexcept>
#include <string_view>

#include "apps/translate/evaluation/bleu.h"
#include "apps/translate/evaluation/chrf.h"
#include "apps/translate/evaluation/ter.h"
#include "core/check.h"

namespace gloss::translate {

namespace {

using Lines = std::span<const std::string>;

// A metric with its options: how sentences are counted and what a sum of counts is worth.
template <class Counts>
struct Metric {
  std::string name, settings;
  std::function<Counts(std::string_view, std::span<const std::string_view>)> count;
  std::function<double(const Counts&)> score;
  std::function<std::string(const Counts&)> details = [](const Counts&) { return ""; };
};

Metric<BleuCounts> bleu(const EvaluateOptions& given) {
  BleuOptions options;
  options.tokenize = given.tokenize;
  options.lowercase = given.lowercase;
  options.smooth_method = given.smooth_method;
  options.effective_order = given.sentence_level;
  return {"BLEU", bleu_settings(options),
          [=](auto line, auto references) { return bleu_counts(line, references, options); },
          [=](const auto& counts) { return bleu_score(counts, options).score; },
          [=](const auto& counts) { return bleu_details(bleu_score(counts, options)); }};
}

Metric<ChrfCounts> chrf(const EvaluateOptions& given) {
  const ChrfOptions options{given.chrf_word_order, given.lowercase};
  return {chrf_name(options), chrf_settings(options),
          [=](auto line, auto references) { return chrf_counts(line, references, options); },
          [](const auto& counts) { return chrf_score(counts).score; }};
}

Metric<TerCounts> ter(const EvaluateOptions& given) {
  const TerOptions options{given.ter_normalized, given.ter_case_sensitive};
  return {"TER", ter_settings(options),
          [=](auto line, auto references) { return ter_counts(line, references, options); },
          ter_score};
}

// Calls use(metric) for each that is asked for.
template <class Use>
void for_each_metric(const EvaluateOptions& options, const Use& use) {
  const std::vector<std::string>& names = options.metrics;
  check(!names.empty(), "evaluate", "no metric is given");
  for (const std::string& name : names) {
    check(name == "bleu" || name == "chrf" || name == "ter", "evaluate", "unknown metric: '", name,
          "'");
  }
  const auto asked = [&](const char* name) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (asked("bleu")) use(bleu(options));
  if (asked("chrf")) use(chrf(options));
  if (asked("ter")) use(ter(options));
}

void check_lines(const std::string& whose, Lines hypotheses, References references) {
  const auto fail = [](const std::string& what) { throw std::runtime_error("evaluate: " + what); };
  if (hypotheses.empty()) fail("there are no hypotheses");
  if (references.empty()) fail("there are no references");
  for (size_t r = 0; r < references.size(); ++r) {
    if (references[r].size() == hypotheses.size()) continue;
    fail("reference " + std::to_string(r + 1) + " has " + std::to_string(references[r].size()) +
         " lines, " + whose + " " + std::to_string(hypotheses.size()));
  }
}

std::string signature(const EvaluateOptions& options, const std::string& number_of_references,
                      const std::string& settings) {
  std::string text = "nrefs:" + number_of_references + "|";
  if (options.confidence || options.paired_bs) {
    text += "bs:" + std::to_string(kResamples) + "|seed:" + std::to_string(options.seed) + "|";
  }
  return text + settings + "|version:2.6.0";
}

}  // namespace

std::vector<Evaluation> evaluate(const EvaluateOptions& options, Lines hypotheses,
                                 References references) {
  check_lines("the hypotheses have", hypotheses, references);
  std::vector<Evaluation> evaluations;
  for_each_metric(options, [&]<class Counts>(const Metric<Counts>& metric) {
    const auto sentences = count_sentences("evaluate", hypotheses, references, metric.count);
    const auto add = [&](const Counts& counts, const std::string& number_of_references) {
      evaluations.push_back({metric.name, metric.score(counts), metric.details(counts),
                             signature(options, number_of_references, metric.settings)});
    };
    if (options.sentence_level) {
      for (size_t i = 0; i < sentences.size(); ++i)
        add(sentences[i], std::to_string(references_of(i, references).size()));
      return;
    }
    add(total(sentences), number_of_references(references));
    if (options.confidence) {
      evaluations.back().confidence =
          confidence(resampled_scores(sentences, metric.score, options.seed));
    }
  });
  return evaluations;
}

std::vector<Comparison> compare(const EvaluateOptions& options,
                                std::span<const std::vector<std::string>> systems,
                                References references) {
  for (size_t s = 0; s < systems.size(); ++s)
    check_lines("system " + std::to_string(s + 1) + " has", systems[s], references);
  std::vector<Comparison> comparisons;
  for_each_metric(options, [&](const auto& metric) {
    Comparison comparison{
        metric.name, signature(options, number_of_references(references), metric.settings), {}};
    std::vector<double> baseline;
    for (const auto& system : systems) {
      const auto sentences = count_sentences("evaluate", system, references, metric.count);
      Comparison::System result{metric.score(total(sentences))};
      if (options.paired_bs) {
        const std::vector<double> resampled =
            resampled_scores(sentences, metric.score, options.seed);
        result.confidence = confidence(resampled);
        if (baseline.empty()) {
          baseline = resampled;
        } else {
          const double difference = result.score - comparison.systems[0].score;
          result.p_value = p_value(difference, baseline, resampled);
        }
      }
      comparison.systems.push_back(result);
    }
    comparisons.push_back(comparison);
  });
  return comparisons;
}

}  // namespace gloss::translate
