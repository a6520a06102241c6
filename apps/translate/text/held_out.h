#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/pair_reader.h"

// Hashes of sentences, and which pairs are held out from training: a hash decides.

namespace gloss::translate {

// FNV-1a: the hash of a text and of what was hashed before it. Of pairs: each side and a line feed,
// which no sentence holds.
inline constexpr uint64_t kNoPairsHash = 0xCBF29CE484222325;
uint64_t add_to_hash(uint64_t hash, std::string_view text);
uint64_t hash_of_pairs(uint64_t hash_before, const SentencePair& pair);

// A 64-bit hash, the same on every platform.
uint64_t text_hash(uint64_t seed, std::string_view text);

// The order in which pairs are held out for validation. Pairs with the same source (up to case and
// spacing) have the same key.
uint64_t held_out_key(uint64_t seed, const std::string& source);

// The keys of about `validation_pairs` of the pairs, in ascending order: pairs with the same key
// stay on one side. The choice depends on the keys alone, not on their order. Unless 0 are wanted,
// both sides get at least one pair. std::invalid_argument unless 0 <= validation_pairs < number of
// pairs, std::runtime_error if all pairs have the same key.
std::vector<uint64_t> choose_held_out(std::vector<uint64_t> keys, int64_t validation_pairs);

}  // namespace gloss::translate
