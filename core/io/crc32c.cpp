#include "core/io/crc32c.h"

#include <array>
#include <bit>
#include <cstring>

namespace gloss {
namespace {

static_assert(std::endian::native == std::endian::little, "the first byte of a word is its lowest");

// kTables[k][b] is the remainder of byte b followed by k zero bytes. With eight tables, eight bytes
// are processed at once ("slicing by 8": Kounavis and Berry 2005).
constexpr auto kTables = [] {
  std::array<std::array<uint32_t, 256>, 8> tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (auto& table : tables) {
      for (int bit = 0; bit < 8; ++bit)
        crc = crc >> 1 ^ (crc & 1 ? 0x82F63B78 : 0);  // the polynomial, bits reversed
      table[byte] = crc;
    }
  }
  return tables;
}();

}  // namespace

uint32_t crc32c(std::string_view bytes, uint32_t before) {
  uint32_t crc = ~before;
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) {
    uint64_t word;
    std::memcpy(&word, bytes.data(), 8);
#ifdef __SSE4_2__
    crc = static_cast<uint32_t>(__builtin_ia32_crc32di(crc, word));  // one instruction
#else
    word ^= crc;
    crc = 0;
    for (size_t k = 0; k < 8; ++k)
      crc ^= kTables[7 - k][word >> 8 * k & 0xFF];
#endif
  }
  for (const char c : bytes)
    crc = crc >> 8 ^ kTables[0][(crc ^ static_cast<unsigned char>(c)) & 0xFF];
  return ~crc;
}

}  // namespace gloss
