#include "apps/translate/text/line_reader.h"

#include "tests/support/catch.h"
#include "tests/support/standard_input.h"
#include "tests/support/temporary_folder.h"

using namespace std::string_literals;

namespace gloss::translate {
namespace {

TEST_CASE("line reader: a line is returned before the next one arrives", "[apps]") {
  StandardInput pipe;
  LineReader reader("-");
  std::string line;
  CHECK_FALSE(reader.ready());
  pipe.write("first\r\nsec");
  CHECK(reader.ready());
  CHECK(reader.next(line));
  CHECK(line == "first");
  CHECK_FALSE(reader.ready());  // half a line
  pipe.write("ond\n\nfourth\nfif");
  for (const char* expected : {"second", "", "fourth"}) {
    CHECK(reader.ready());
    CHECK(reader.next(line));
    CHECK(line == expected);
  }
  CHECK_FALSE(reader.ready());
  pipe.write("th");
  pipe.end();
  CHECK(reader.ready());
  CHECK(reader.next(line));
  CHECK(line == "fifth");
  CHECK(reader.ready());
  CHECK_FALSE(reader.next(line));
  CHECK_FALSE(reader.next(line));
}

TEST_CASE("line reader: a file never waits, and lines may be of any length", "[apps]") {
  const TemporaryFolder folder;
  const std::string longest(200'000, 'x');  // more than is read at once
  std::string text;
  for (int i = 0; i < 50; ++i)
    text += longest.substr(0, static_cast<size_t>(i * i * 80)) + '\n';
  LineReader reader(folder.write("lines", text + longest));
  std::string line;
  for (int i = 0; i < 50; ++i) {
    REQUIRE(reader.ready());
    REQUIRE(reader.next(line));
    CHECK(line.size() == static_cast<size_t>(i * i * 80));
  }
  REQUIRE(reader.next(line));
  CHECK(line == longest);
  CHECK_FALSE(reader.next(line));
}

TEST_CASE("line reader: the share returned is known for a file and 0 for a pipe", "[apps]") {
  const TemporaryFolder folder;
  LineReader reader(folder.write("lines", "one\nthree\n"));
  std::string line;
  CHECK(reader.share() == 0);
  reader.next(line);
  CHECK(reader.share() == Approx(0.4));
  reader.next(line);
  CHECK(reader.share() == 1);
  StandardInput pipe;
  pipe.write("one\n");
  LineReader piped("-");
  REQUIRE(piped.next(line));
  CHECK(piped.share() == 0);
}

TEST_CASE("line reader: the first bytes of another kind of file give its name and the cure",
          "[apps]") {
  const TemporaryFolder folder;
  const auto message = [&](const std::string& bytes) {
    LineReader reader(folder.write("x", bytes), Bytes::kAny);
    std::string line;
    try {
      reader.next(line);
    } catch (const std::runtime_error& error) {
      const std::string what = error.what();
      return what.substr(what.find("' is ") + 5);
    }
    return std::string();
  };
  CHECK(message("\x1F\x8B\x08\n") == "compressed (gzip -d unpacks it)");
  CHECK(message("BZh91AY") == "compressed (bzip2 -d unpacks it)");
  CHECK(message("\xFD"
                "7zXZ") == "compressed (xz -d unpacks it)");
  CHECK(message("\x28\xB5\x2F\xFD$") == "compressed (zstd -d unpacks it)");
  CHECK(message("PK\3\4\n") == "a ZIP archive or an office document (save it as text)");
  CHECK(message("%PDF-1.4\n") == "a PDF document (save it as text)");
  const std::string utf16 = "UTF-16, not UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)";
  CHECK(message("\xFF\xFEH\0i\0\n\0"s) == utf16);
  CHECK(message("\xFE\xFF\0H\0i\0\n"s) == utf16);
  CHECK(message("H\0i\0\n\0"s) == "UTF-16, not UTF-8 (iconv -f UTF-16LE -t UTF-8 converts it)");
  CHECK(message("\0H\0i\0\n"s) == "UTF-16, not UTF-8 (iconv -f UTF-16BE -t UTF-8 converts it)");
  for (const std::string& text : {"Hi\n"s, "nul\0inside\n"s, ""s, "P\n"s, "\xC3\xBC\n"s, "\xFF\n"s})
    CHECK(message(text).empty());
}

}  // namespace
}  // namespace gloss::translate
