#pragma once

#include <algorithm>
#include <string>

#include "core/random.h"

namespace gloss {

// Returns the bytes with one random damage: a flipped bit, a changed byte, a piece that is removed,
// repeated or overwritten with another piece, a missing end, inserted bytes, or another number in
// place of one that is written in digits.
inline std::string mutated(std::string bytes, Rng& rng) {
  if (bytes.empty()) return std::string(1, static_cast<char>(rng.below(256)));
  const size_t at = rng.below(bytes.size());
  const size_t length = 1 + rng.below(rng.below(4) == 0 ? bytes.size() : 8);
  switch (rng.below(8)) {
    case 0:
      bytes[at] = static_cast<char>(bytes[at] ^ 1 << rng.below(8));
      break;
    case 1:
      bytes[at] = static_cast<char>(rng.below(256));
      break;
    case 2:
      bytes.erase(at, length);
      break;
    case 3:
      bytes.insert(at, bytes.substr(at, length));
      break;
    case 4:
      bytes.replace(at, length, bytes.substr(rng.below(bytes.size()), length));
      break;
    case 5:
      bytes.resize(at);
      break;
    case 6:
      for (size_t i = 0; i < length; ++i)
        bytes.insert(at, 1, static_cast<char>(rng.below(256)));
      break;
    default: {
      constexpr const char* kDigits = "0123456789";
      const size_t first = bytes.find_first_of(kDigits, at);
      if (first == std::string::npos) break;
      const size_t end = std::min(bytes.find_first_not_of(kDigits, first), bytes.size());
      const uint64_t bits = rng.below(64);  // small numbers as often as large ones
      bytes.replace(first, end - first, std::to_string(rng.below(uint64_t{1} << bits)));
    }
  }
  return bytes;
}

}  // namespace gloss
