#include "apps/translate/training/validation.h"

#include <algorithm>
#include <cmath>

#include "apps/translate/decoding/translation.h"
#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/training/batching.h"
#include "apps/translate/training/health.h"
#include "core/autograd.h"

namespace gloss::translate {
namespace {

// How many sentences are translated if no score needs all of them, and how many samples are kept.
constexpr size_t kFew = 32, kSamples = 3;

double mean_loss(const Checkpoint& checkpoint, const EncodedPairs& pairs, int64_t words) {
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
void translate_and_score(const Checkpoint& checkpoint, const EncodedCorpus& data,
                         const std::vector<size_t>& chosen, const TrainSettings& settings,
                         const OnShare& on_share, Validation& v) {
  std::vector<SentencePair> pairs;
  std::vector<TokenIds> output_ids, reference_ids;
  for (const size_t i : chosen) {
    pairs.push_back(data.pairs[i]);
    reference_ids.push_back(data.encoded[i].target);
  }
  // Without the repetition guard: the model is judged as it is, and in half the time early on.
  const TranslationOptions greedy{.search = {.beam_size = 1, .repetition_guard = false},
                                  .on_share = on_share};
  const TranslatedPairs translated = translate_pairs(checkpoint, pairs, greedy);
  for (const Translation& t : translated.translations)
    output_ids.push_back(t.hypotheses.empty() ? TokenIds() : t.hypotheses[0].tokens);
  const auto score = [&](ValidMetric name, const Metric& metric) {
    if (std::ranges::count(settings.valid_metrics, name) == 0) return Validation::kNone;
    return corpus_score(metric, translated.texts, {&translated.references, 1});
  };
  v.bleu = score(ValidMetric::kBleu, Bleu());
  v.chrf = score(ValidMetric::kChrf, Chrf());
  v.outputs = output_health(output_ids, reference_ids);
  for (const size_t i : spread(chosen.size(), kSamples))
    v.samples.push_back({translated.sources[i], translated.references[i], translated.texts[i]});
}

// A record holds null for a number that is not finite.
double number(const Json& record, const char* key) {
  const Json& value = record.at(key);
  return value.is_null() ? Validation::kNone : value.as_double();
}

}  // namespace

Validation measure(const Checkpoint& checkpoint, const EncodedCorpus& data,
                   const TrainSettings& settings, const OnShare& on_share) {
  const NoGradGuard no_grad;
  checkpoint.model->eval();
  Validation v;
  if (on_share) on_share(0);
  v.loss = mean_loss(checkpoint, data.encoded, settings.mini_batch_words);
  if (!std::isfinite(v.loss)) return v;  // nothing can be translated
  const bool scored = std::ranges::any_of(settings.valid_metrics,
                                          [](ValidMetric m) { return m != ValidMetric::kLoss; });
  translate_and_score(checkpoint, data, spread(data.size(), scored ? data.size() : kFew), settings,
                      on_share, v);
  return v;
}

double cost(const Validation& v, const TrainSettings& settings) {
  if (!std::isfinite(v.loss)) return std::numeric_limits<double>::infinity();
  // A random translation reaches these scores. The loss weighs too little to outvote any score.
  constexpr double kBleuFloor = 1, kChrfFloor = 10, kLossWeight = 1e-6;
  switch (settings.valid_metrics.front()) {
    case ValidMetric::kBleu:
      return -std::max(v.bleu, kBleuFloor) + kLossWeight * v.loss;
    case ValidMetric::kChrf:
      return -std::max(v.chrf, kChrfFloor) + kLossWeight * v.loss;
    case ValidMetric::kLoss:
      break;
  }
  return v.loss;
}

Json to_json(const Validation& v) {
  Json record = Json::object({{"update", v.update},
                              {"epoch", v.epoch},
                              {"best", v.best},
                              {"train_loss", v.train_loss},
                              {"loss", v.loss},
                              {"perplexity", std::exp(v.loss)},
                              {"bleu", v.bleu},
                              {"chrf", v.chrf},
                              {"learn_rate", v.learn_rate},
                              {"grad_norm", v.grad_norm},
                              {"update_ratio", v.update_ratio},
                              {"outputs", v.outputs.count},
                              {"distinct", v.outputs.distinct},
                              {"repeats", v.outputs.repeats},
                              {"length_ratio", v.outputs.length_ratio},
                              {"samples", Json::array()}});
  for (const Sample& sample : v.samples)
    record["samples"].push_back(Json::object({{"source", sample.source},
                                              {"reference", sample.reference},
                                              {"translation", sample.translation}}));
  return record;
}

Validation validation_from(const Json& record) {
  Validation v;
  v.update = record.at("update").as_int();
  v.epoch = record.at("epoch").as_int();
  v.best = record.at("best").as_bool();
  v.train_loss = number(record, "train_loss");
  v.loss = number(record, "loss");
  v.bleu = number(record, "bleu");
  v.chrf = number(record, "chrf");
  v.learn_rate = number(record, "learn_rate");
  v.grad_norm = number(record, "grad_norm");
  v.update_ratio = number(record, "update_ratio");
  v.outputs = {.count = record.at("outputs").as_int(),
               .distinct = number(record, "distinct"),
               .repeats = number(record, "repeats"),
               .length_ratio = number(record, "length_ratio")};
  for (const Json& sample : record.at("samples").items())
    v.samples.push_back({sample.at("source").as_string(), sample.at("reference").as_string(),
                         sample.at("translation").as_string()});
  return v;
}

History::History(const std::vector<Json>& records) {
  for (const Json& record : records)
    records_.push_back(validation_from(record));
}

std::vector<Json> History::to_json() const {
  std::vector<Json> records;
  for (const Validation& validation : records_)
    records.push_back(translate::to_json(validation));
  return records;
}

int64_t History::stalled() const {
  return std::ranges::find(records_.rbegin(), records_.rend(), true, &Validation::best) -
         records_.rbegin();
}

const Validation* History::best() const {
  const size_t after = records_.size() - static_cast<size_t>(stalled());
  return after > 0 ? &records_[after - 1] : nullptr;
}

int64_t History::last_update() const {
  return records_.empty() ? 0 : records_.back().update;
}

}  // namespace gloss::translate
