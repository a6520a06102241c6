#include "apps/translate/evaluation/evaluation.h"

#include <algorithm>
#include <memory>
#include <stdexcept>

#include "core/check.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

std::vector<std::unique_ptr<Metric>> metrics_of(const EvaluateOptions& options) {
  const auto asked = [&](MetricKind kind) { return std::ranges::count(options.metrics, kind) > 0; };
  std::vector<std::unique_ptr<Metric>> metrics;
  if (asked(MetricKind::kBleu)) metrics.push_back(std::make_unique<Bleu>(options));
  if (asked(MetricKind::kChrf)) metrics.push_back(std::make_unique<Chrf>(options));
  if (asked(MetricKind::kTer)) metrics.push_back(std::make_unique<Ter>(options));
  check(!metrics.empty(), "evaluate", "no metric is given");
  return metrics;
}

void check_lines(std::span<const std::vector<std::string>> systems, References references) {
  const auto fail = [](const std::string& what) { throw std::runtime_error("evaluate: " + what); };
  if (references.empty()) fail("there are no references");
  for (size_t s = 0; s < systems.size(); ++s) {
    const size_t lines = systems[s].size();
    if (lines == 0) fail("there are no hypotheses");
    for (size_t r = 0; r < references.size(); ++r) {
      if (references[r].size() == lines) continue;
      fail("the numbers of lines differ: " + std::to_string(references[r].size()) +
           " in reference " + std::to_string(r + 1) + ", " + std::to_string(lines) + " in " +
           (systems.size() == 1 ? "the hypotheses" : "system " + std::to_string(s + 1)));
    }
  }
}

// Under one metric: an evaluation of each system, or of each sentence.
std::vector<Evaluation> evaluate_by(const Metric& metric, const EvaluateOptions& options,
                                    std::span<const std::vector<std::string>> systems,
                                    References references) {
  const bool resamples = options.confidence || options.paired_bs;
  std::string signature = "nrefs:" + std::to_string(references.size()) + "|";
  if (resamples)
    signature += "bs:" + std::to_string(kResamples) + "|seed:" + std::to_string(options.seed) + "|";
  signature += metric.settings() + "|version:2.6.0";
  std::vector<Evaluation> all;
  const auto append = [&](const Counts& counts) {
    all.push_back({metric.name(), metric.score(counts), metric.details(counts), signature});
  };
  std::vector<double> first;  // the scores of the first system's resamples
  for (const std::vector<std::string>& hypotheses : systems) {
    const std::vector<Counts> sentences = count_sentences(metric, hypotheses, references);
    if (options.sentence_level) {
      for (const Counts& counts : sentences)
        append(counts);
      continue;
    }
    append(total(sentences));
    if (!resamples) continue;
    const std::vector<double> scores = resampled_scores(metric, sentences, options.seed);
    all.back().confidence = confidence(scores);
    if (first.empty())
      first = scores;
    else
      all.back().p_value = p_value(all.back().score - all[0].score, first, scores);
  }
  return all;
}

}  // namespace

std::vector<Counts> count_sentences(const Metric& metric, std::span<const std::string> hypotheses,
                                    References references) {
  check(!references.empty(), "evaluate", "there is no reference");
  for (const auto& reference : references) {
    check(reference.size() == hypotheses.size(), "evaluate", "there are ", hypotheses.size(),
          " hypotheses and ", reference.size(), " references");
  }
  std::vector<Counts> counts(hypotheses.size());
  parallel_for(static_cast<int64_t>(counts.size()), 8, [&](int64_t begin, int64_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i) {
      std::vector<std::string_view> of_this;
      for (const auto& reference : references)
        of_this.push_back(reference[i]);
      counts[i] = metric.count(hypotheses[i], of_this);
    }
  });
  return counts;
}

double corpus_score(const Metric& metric, std::span<const std::string> hypotheses,
                    References references) {
  return metric.score(total(count_sentences(metric, hypotheses, references)));
}

Evaluations evaluate(const EvaluateOptions& options,
                     std::span<const std::vector<std::string>> systems, References references) {
  check_lines(systems, references);
  Evaluations result;
  for (const auto& metric : metrics_of(options))
    result.push_back(evaluate_by(*metric, options, systems, references));
  return result;
}

}  // namespace gloss::translate
