#include "apps/translate/training/history.h"

#include <algorithm>
#include <cmath>

namespace gloss::translate {
namespace {

Json or_null(const std::optional<double>& score) {
  return score ? Json(*score) : Json();
}

// The reverse of what a record shows for a number that is absent or not finite.
double number(const Json& record, const char* key) {
  const Json& value = record.at(key);
  return value.is_null() ? std::numeric_limits<double>::quiet_NaN() : value.as_double();
}

std::optional<double> score_from(const Json& record, const char* key) {
  const Json& value = record.at(key);
  return value.is_null() ? std::nullopt : std::optional(value.as_double());
}

}  // namespace

Json to_json(const Validation& v) {
  Json record = Json::object({{"update", v.update},
                              {"epoch", v.epoch},
                              {"best", v.best},
                              {"train_loss", v.train_loss},
                              {"loss", v.loss},
                              {"perplexity", std::exp(v.loss)},
                              {"bleu", or_null(v.bleu)},
                              {"chrf", or_null(v.chrf)},
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
  v.bleu = score_from(record, "bleu");
  v.chrf = score_from(record, "chrf");
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
