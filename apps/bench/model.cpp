#include "apps/bench/model.h"

namespace gloss::bench {

std::unique_ptr<models::Translator> random_model(const translate::ModelSettings& settings,
                                                 int64_t vocabulary, int64_t seed) {
  try {
    return translate::make_model(settings, vocabulary, vocabulary, static_cast<uint64_t>(seed));
  } catch (const std::invalid_argument& error) {
    throw translate::UsageError(error.what());
  }
}

Json to_json(translate::ModelSettings settings) {
  Json object = Json::object();
  for (const auto& [name, value] : values_of(settings))
    object[name] = value;
  return object;
}

}  // namespace gloss::bench
