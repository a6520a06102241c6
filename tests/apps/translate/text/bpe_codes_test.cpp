#include "apps/translate/text/bpe_codes.h"

#include <sstream>

#include "core/random.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

using Lines = std::vector<std::string>;

// The dictionary of Sennrich et al. 2016, figure 1, as a text.
const Lines& paper() {
  static const Lines lines = {"low low low low low lower lower",
                              "newest newest newest newest newest newest widest widest widest"};
  return lines;
}

std::string written(const std::vector<Merge>& merges) {
  std::ostringstream out;
  write_codes(out, merges);
  return out.str();
}

TEST_CASE("bpe codes: the paper's dictionary gives merges that were worked out by hand", "[apps]") {
  // With </w> as part of the last letter. Counts: e s 9, s t</w> 9: the tie goes to the larger;
  // then e st</w> 9; l o 7; w est</w> 6, n e 6, ...
  CHECK(written(learn_codes(paper(), 10)) ==
        "#version: 0.2\n"
        "s t</w>\ne st</w>\nl o\nw est</w>\nn e\nne west</w>\nlo w</w>\nw i\nwi d\nwid est</w>\n");
}

TEST_CASE("bpe codes: unseen words split into learnt symbols", "[apps]") {
  CodesEncoder encoder(learn_codes(paper(), 10));
  CHECK(encoder.encode("low lowest newer wide") == "low lo@@ west ne@@ w@@ e@@ r wid@@ e");
  CHECK(encoder.encode("a z\u00FCg") == "a z@@ \u00FC@@ g");
}

TEST_CASE("bpe codes: spaces at the ends are kept, inside they become one", "[apps]") {
  CodesEncoder encoder(learn_codes(paper(), 10));
  CHECK(encoder.encode("") == "");
  CHECK(encoder.encode("  ") == "  ");
  CHECK(encoder.encode("  low   low ") == "  low low ");
  CHECK(encoder.encode("lo\twe") == "lo@@ \t@@ w@@ e");
}

TEST_CASE("bpe codes: a file is read as it was written", "[apps]") {
  const TemporaryFolder folder;
  const std::vector<Merge> merges = learn_codes(paper(), 10);
  CHECK(read_codes(folder.write("codes", written(merges))) == merges);
  CHECK(read_codes(folder.write("none", "#version: 0.2\n")).empty());
  CHECK(read_codes(folder.write("returns", "#version: 0.2\r\na b\r\r\nc d</w>\r\r\r\n")) ==
        std::vector<Merge>{{"a", "b"}, {"c", "d</w>"}});
}

TEST_CASE("bpe codes: learnt codes can be read for text of any characters", "[apps]") {
  const TemporaryFolder folder;
  const std::vector<std::string> pieces = {"a",      "b",      " ",      "\r",     "\t",
                                           "</w>",   "@@",     "#",      "\u00A0", "\x0B",
                                           "\u2028", "\u0085", "\uFEFF", "\x1B"};
  Rng rng;
  Lines lines;
  for (int i = 0; i < 300; ++i) {
    std::string& line = lines.emplace_back();
    for (int j = 0; j < 20; ++j)
      line += pieces[rng.below(pieces.size())];
  }
  const std::vector<Merge> merges = learn_codes(lines, 500);
  CHECK(merges.size() > 100);
  CHECK(read_codes(folder.write("codes", written(merges))) == merges);
}

TEST_CASE("bpe codes: an error names the file and the line", "[apps]") {
  const TemporaryFolder folder;
  const auto complaint = [&](const std::string& text) {
    const std::string path = folder.write("codes", text);
    try {
      read_codes(path);
    } catch (const std::runtime_error& error) {
      const std::string message = error.what();
      REQUIRE(message.find("'" + path + "'") != std::string::npos);
      return message.substr(message.find(path) + path.size() + 1);
    }
    return std::string("no complaint");
  };
  const std::string version =
      " does not start with '#version: 0.2': not a file of codes, or one of another version";
  CHECK(complaint("") == version);
  CHECK(complaint("e s\n") == version);
  CHECK(complaint("#version: 0.1\ne s\n") == version);
  const std::string expected = " line 3: expected two symbols separated by a space, found '";
  for (const char* line : {"", "x", " x", "x ", "a b c", "a  b"})
    CHECK(complaint(std::string("#version: 0.2\ne s\n") + line + "\nl o\n") ==
          expected + line + "'");
  CHECK_THROWS_WITH(read_codes(folder.file("absent")), ContainsSubstring("absent"));
}

}  // namespace
}  // namespace gloss::translate
