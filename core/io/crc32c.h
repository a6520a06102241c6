#pragma once

#include <cstdint>
#include <string_view>

namespace gloss {

// The checksum CRC-32C (Castagnoli 1993; RFC 3720, appendix B.4): crc32c("123456789") is
// 0xE3069283. It detects every change within 32 consecutive bits, and any other change with a
// probability of 1 - 2^-32. For bytes in pieces: crc32c(second, crc32c(first)).
uint32_t crc32c(std::string_view bytes, uint32_t before = 0);

}  // namespace gloss
