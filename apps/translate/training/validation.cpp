#include "apps/translate/training/validation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "apps/translate/decoding/translation.h"
#include "apps/translate/evaluation/evaluation.h"
#include "core/autograd.h"

namespace gloss::translate {
namespace {

// How many sentences are translated if no score needs all of them, and how many samples are kept.
constexpr size_t kFew = 32, kSamples = 3;

// At most `count` of the indices 0 .. size - 1, evenly spread.
std::vector<size_t> spread(size_t size, size_t count) {
  std::vector<size_t> chosen;
  for (size_t i = 0; i < std::min(size, count); ++i)
    chosen.push_back(i * size / std::min(size, count));
  return chosen;
}

double mean_loss(const Checkpoint& checkpoint, const std::vector<EncodedPair>& pairs,
                 int64_t words) {
  double sum = 0;
  int64_t tokens = 0;
  for (const auto& indices : make_batches(pairs, words, 0)) {
    const models::Loss loss = checkpoint.model->loss(assemble(pairs, indices), 0);
    sum += static_cast<double>(loss.sum.item());
    tokens += loss.tokens;
  }
  return sum / static_cast<double>(tokens);
}

// Translates the chosen sentences; measures scores and health; keeps samples.
void translate_and_score(const Checkpoint& checkpoint, const ValidationData& data,
                         const std::vector<size_t>& chosen, const TrainSettings& settings,
                         Validation& v) {
  std::vector<std::string> sources, outputs, references;
  std::vector<TokenIds> output_ids, reference_ids;
  for (const size_t i : chosen) {
    sources.push_back(data.pairs[i].source);
    references.push_back(data.pairs[i].target);
    reference_ids.push_back(data.encoded[i].target);
  }
  for (const Translation& t : translate_lines(checkpoint, sources, {.search = {.beam_size = 1}})) {
    outputs.push_back(best_text(checkpoint, t));
    output_ids.push_back(t.hypotheses.empty() ? TokenIds() : t.hypotheses[0].tokens);
  }
  const auto score = [&](ValidMetric name, const Metric& metric) -> std::optional<double> {
    if (std::ranges::count(settings.valid_metrics, name) == 0) return std::nullopt;
    return corpus_score(metric, outputs, {&references, 1});
  };
  v.bleu = score(ValidMetric::kBleu, Bleu());
  v.chrf = score(ValidMetric::kChrf, Chrf());
  v.outputs = output_health(output_ids, reference_ids);
  for (const size_t i : spread(chosen.size(), kSamples))
    v.samples.push_back({sources[i], references[i], outputs[i]});
}

}  // namespace

std::vector<EncodedPair> encode(const Checkpoint& checkpoint,
                                const std::vector<SentencePair>& pairs) {
  std::vector<EncodedPair> encoded;
  for (const SentencePair& pair : pairs)
    encoded.push_back(
        {checkpoint.source.encode(pair.source), checkpoint.target.encode(pair.target)});
  return encoded;
}

Validation measure(const Checkpoint& checkpoint, const ValidationData& data,
                   const TrainSettings& settings) {
  const NoGradGuard no_grad;
  checkpoint.model->eval();
  Validation v;
  v.loss = mean_loss(checkpoint, data.encoded, settings.mini_batch_words);
  if (!std::isfinite(v.loss)) return v;  // nothing can be translated
  const bool scored = std::ranges::any_of(settings.valid_metrics,
                                          [](ValidMetric m) { return m != ValidMetric::kLoss; });
  translate_and_score(checkpoint, data,
                      spread(data.pairs.size(), scored ? data.pairs.size() : kFew), settings, v);
  return v;
}

double cost(const Validation& v, const TrainSettings& settings) {
  if (!std::isfinite(v.loss)) return std::numeric_limits<double>::infinity();
  switch (settings.valid_metrics.front()) {
    case ValidMetric::kBleu:
      return -*v.bleu;
    case ValidMetric::kChrf:
      return -*v.chrf;
    case ValidMetric::kLoss:
      break;
  }
  return v.loss;
}

}  // namespace gloss::translate
