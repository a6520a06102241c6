#include "apps/translate/text/held_out.h"

#include <algorithm>
#include <stdexcept>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {

uint64_t add_to_hash(uint64_t hash, std::string_view text) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

uint64_t hash_of_pairs(uint64_t hash_before, const SentencePair& pair) {
  const uint64_t source = add_to_hash(add_to_hash(hash_before, pair.source), "\n");
  return add_to_hash(add_to_hash(source, pair.target), "\n");
}

// FNV-1a over the bytes, then the finaliser of SplitMix64 (Steele, Lea and Flood 2014), because FNV
// alone leaves similar texts close to each other.
uint64_t text_hash(uint64_t seed, std::string_view text) {
  const auto mix = [](uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  };
  return mix(add_to_hash(kNoPairsHash, text) ^ mix(seed));
}

uint64_t held_out_key(uint64_t seed, const std::string& source) {
  return text_hash(seed, lowercase(normalise_spaces(source)));
}

std::vector<uint64_t> choose_held_out(std::vector<uint64_t> keys, int64_t validation_pairs) {
  const auto total = std::ssize(keys);
  if (validation_pairs < 0 || validation_pairs >= std::max<int64_t>(total, 1)) {
    throw std::invalid_argument("corpus: cannot hold out " + std::to_string(validation_pairs) +
                                " of " + std::to_string(total) + " pairs");
  }
  std::ranges::sort(keys);
  // Pairs of the same key are a group. Groups are held out in the order of the keys while they fit.
  std::vector<uint64_t> chosen;
  int64_t wanted = validation_pairs, smallest = total;
  uint64_t smallest_key = 0;
  for (auto group = keys.begin(); group != keys.end() && wanted > 0;) {
    const auto end = std::upper_bound(group, keys.end(), *group);
    const int64_t size = end - group;
    if (size < smallest) {
      smallest = size;
      smallest_key = *group;
    }
    if (size <= wanted) {
      chosen.push_back(*group);
      wanted -= size;
    }
    group = end;
  }
  if (validation_pairs > 0 && chosen.empty()) {  // every group is larger than that
    if (smallest == total)
      throw std::runtime_error("corpus: all " + std::to_string(total) +
                               " pairs have the same source, so none can be held out");
    chosen.push_back(smallest_key);
  }
  return chosen;
}

}  // namespace gloss::translate
