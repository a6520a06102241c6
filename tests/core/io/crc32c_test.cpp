#include "core/io/crc32c.h"

#include <string>

#include "tests/support/catch.h"

using gloss::crc32c;

TEST_CASE("crc32c: the checksums are those of RFC 3720, appendix B.4", "[core]") {
  std::string counting;
  for (char c = 0; c < 32; ++c)
    counting += c;
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
  CHECK(crc32c(counting) == 0x46DD794E);
  CHECK(crc32c(std::string(counting.rbegin(), counting.rend())) == 0x113FDB5C);
  CHECK(crc32c("123456789") == 0xE3069283);
  CHECK(crc32c("") == 0);
}

TEST_CASE("crc32c: bytes in two pieces give the checksum of the whole", "[core]") {
  const std::string text = "the quick brown fox jumps over the lazy dog";
  for (size_t cut = 0; cut <= text.size(); ++cut)
    CHECK(crc32c(text.substr(cut), crc32c(text.substr(0, cut))) == crc32c(text));
}

TEST_CASE("crc32c: every change of a single bit changes the checksum", "[core]") {
  const std::string text = "0123456789abcdefghijk";  // eight bytes at once, twice, and five more
  for (size_t bit = 0; bit < 8 * text.size(); ++bit) {
    std::string changed = text;
    changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ 1 << bit % 8);
    CHECK(crc32c(changed) != crc32c(text));
  }
}
