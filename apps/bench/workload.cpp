#include "apps/bench/workload.h"

#include <algorithm>

#include "core/random.h"

namespace gloss::bench {
namespace {

int64_t uniform_between(int64_t low, int64_t high, Rng& rng) {
  return low + static_cast<int64_t>(rng.below(static_cast<uint64_t>(high - low + 1)));
}

std::vector<int32_t> random_sentence(int64_t length, int64_t vocabulary, Rng& rng) {
  std::vector<int32_t> words(static_cast<size_t>(std::max<int64_t>(1, length)));
  for (int32_t& word : words)
    word = static_cast<int32_t>(uniform_between(models::kReservedIds, vocabulary - 1, rng));
  return words;
}

}  // namespace

std::unique_ptr<models::Translator> random_model(const translate::ModelSettings& settings,
                                                 int64_t vocabulary, int64_t seed) {
  try {
    return translate::make_model(settings, vocabulary, vocabulary, static_cast<uint64_t>(seed));
  } catch (const std::invalid_argument& error) {
    throw translate::UsageError(error.what());
  }
}

Json to_json(const translate::ModelSettings& settings) {
  const auto values = values_of(settings);
  return Json::Object(values.begin(), values.end());
}

void add_workload_options(translate::OptionTable& table, Workload& w) {
  table.group("Sentences");
  table.add("vocabulary", w.vocabulary, "N",
            "tokens of either language, from which sentences are drawn",
            {.at_least = models::kReservedIds + 1, .at_most = 10'000'000});
  table.add(
      "length", w.length, "N",
      "mean words of a target sentence; lengths are uniform from N/2 to 3N/2, and a source is "
      "up to N/4 words shorter or longer than its target",
      {.at_least = 1, .at_most = 10'000});
}

std::vector<translate::EncodedPair> random_pairs(int64_t count, const Workload& w, int64_t seed) {
  Rng rng{.seed = static_cast<uint64_t>(seed)};
  std::vector<translate::EncodedPair> pairs(static_cast<size_t>(count));
  for (translate::EncodedPair& pair : pairs) {
    const int64_t target = uniform_between(w.length / 2, 3 * w.length / 2, rng);
    const int64_t source = target + uniform_between(-(w.length / 4), w.length / 4, rng);
    pair.source = random_sentence(source, w.vocabulary, rng);
    pair.target = random_sentence(target, w.vocabulary, rng);
  }
  return pairs;
}

}  // namespace gloss::bench
