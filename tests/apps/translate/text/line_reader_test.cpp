#include "apps/translate/text/line_reader.h"

#include "tests/support/catch.h"
#include "tests/support/standard_input.h"
#include "tests/support/temporary_folder.h"

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

}  // namespace
}  // namespace gloss::translate
