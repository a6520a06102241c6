#include "apps/translate/text/corpus.h"

#include <filesystem>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/shared_data.h"
#include "tests/support/standard_input.h"

using namespace std::string_literals;
using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;
using Pairs = std::vector<SentencePair>;

// A folder of small files that vanishes with the test.
class Folder {
 public:
  Folder()
      : path_(std::filesystem::temp_directory_path() /
              ("gloss_corpus_" + std::to_string(std::random_device{}()))) {
    std::filesystem::create_directory(path_);
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string path(const std::string& name) const { return (path_ / name).string(); }

  std::string write(const std::string& name, const std::string& content) const {
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
  }

 private:
  std::filesystem::path path_;
};

}  // namespace

TEST_CASE("corpus: line ends, final newline and byte-order mark make no difference", "[apps]") {
  const Folder folder;
  const auto [content, lines] = GENERATE(table<std::string, Lines>({
      {"", {}},
      {"\n", {""}},
      {"a", {"a"}},
      {"a\n", {"a"}},
      {"a\nb", {"a", "b"}},
      {"a\r\nb\r\n", {"a", "b"}},
      {"a\n\nb\n\n", {"a", "", "b", ""}},
      {"a\rb\n", {"a\rb"}},
      {"\xEF\xBB\xBF", {}},
      {"\xEF\xBB\xBF\n", {""}},
      {"\xEF\xBB\xBF"
       "a\r\nb",
       {"a", "b"}},
      {"a\n\xEF\xBB\xBF"
       "b",
       {"a",
        "\xEF\xBB\xBF"
        "b"}},
      {"nul\0inside\n"s, {"nul\0inside"s}},
  }));
  CAPTURE(content);
  CHECK(read_lines(folder.write("file", content)) == lines);
}

TEST_CASE("corpus: a dash is standard input", "[apps]") {
  SECTION("lines") {
    const gloss::StandardInput input("eins\nzwei\n");
    CHECK(read_lines("-") == Lines{"eins", "zwei"});
  }
  SECTION("one side of a pair of files") {
    const Folder folder;
    const gloss::StandardInput input("eins\n");
    CHECK(read_parallel("-", folder.write("en", "one\n")) == Pairs{{"eins", "one"}});
  }
  SECTION("in messages") {
    const gloss::StandardInput input("a\n\xFF\n");
    CHECK_THROWS_WITH(read_lines("-"), "corpus: standard input line 2, byte 1: not valid UTF-8");
  }
  SECTION("both sides") {
    CHECK_THROWS_WITH(read_parallel("-", "-"),
                      "corpus: standard input cannot be both source and target");
  }
}

TEST_CASE("corpus: bytes that are not UTF-8 are named by file, line and byte", "[apps]") {
  const Folder folder;
  const auto [content, where] = GENERATE(table<std::string, std::string>({
      {"gut\ngut\nschl\xE4"
       "cht\n",
       "line 3, byte 5"},
      {"\xFF\xFD"
       "a",
       "line 1, byte 1"},
      {"\xEF\xBB\xBF"
       "a\xC0\n",
       "line 1, byte 5"},  // the mark counts: it is in the file
      {"\xC3\n\xA9", "line 1, byte 1"},
  }));
  const std::string path = folder.write("train.de", content);
  CHECK_THROWS_WITH(read_lines(path), "corpus: '" + path + "' " + where + ": not valid UTF-8");
  CHECK_THROWS_AS(read_lines(path), std::runtime_error);
}

TEST_CASE("corpus: a file that cannot be opened is named with the reason", "[apps]") {
  const Folder folder;
  const std::string missing = folder.path("missing");
  CHECK_THROWS_WITH(read_lines(missing),
                    "corpus: cannot open '" + missing + "': No such file or directory");
  CHECK_THROWS_WITH(read_lines(folder.path("")),
                    "corpus: cannot open '" + folder.path("") + "': Is a directory");
  CHECK_THROWS_WITH(read_lines(""), "corpus: cannot open '': No such file or directory");
  CHECK_THROWS_AS(read_tsv(missing), std::runtime_error);
  CHECK_THROWS_AS(read_parallel(missing, missing), std::runtime_error);
}

TEST_CASE("corpus: a file that opens but cannot be read is an error", "[apps]") {
  const std::string unreadable = "/proc/self/mem";  // its first page is never mapped
  if (!std::filesystem::exists(unreadable)) return;
  CHECK_THROWS_WITH(read_lines(unreadable), "corpus: cannot read '/proc/self/mem'");
}

TEST_CASE("corpus: parallel files pair line by line", "[apps]") {
  const Folder folder;
  const std::string de = folder.write("de", "eins\r\n\r\ndrei");
  const std::string en = folder.write("en", "one\ntwo\nthree\n");
  CHECK(read_parallel(de, en) == Pairs{{"eins", "one"}, {"", "two"}, {"drei", "three"}});
}

TEST_CASE("corpus: parallel files of different or no length are refused", "[apps]") {
  const Folder folder;
  const std::string three = folder.write("three", "a\nb\nc\n");
  const std::string two = folder.write("two", "a\nb");
  const std::string none = folder.write("none", "");
  CHECK_THROWS_WITH(read_parallel(three, two), "corpus: the numbers of lines differ: 3 in '" +
                                                   three + "', 2 in '" + two + "'");
  CHECK_THROWS_WITH(read_parallel(none, two), "corpus: '" + none + "' is empty");
  CHECK_THROWS_WITH(read_parallel(two, none), "corpus: '" + none + "' is empty");
  CHECK_THROWS_AS(read_parallel(none, none), std::runtime_error);
}

TEST_CASE("corpus: a tsv line is source, target and columns to ignore", "[apps]") {
  const Folder folder;
  const std::string path =
      folder.write("x.tsv", "Go.\tVa !\tCC-BY\t#1\r\nHi.\tSalut !\n\tx\ny\t\n\n\r\n");
  CHECK(read_tsv(path) == Pairs{{"Go.", "Va !"}, {"Hi.", "Salut !"}, {"", "x"}, {"y", ""}});
}

TEST_CASE("corpus: a tsv line without a tab is named", "[apps]") {
  const Folder folder;
  const std::string path = folder.write("x.tsv", GENERATE("a\tb\nc d\n", "a\tb\n\nc\td\n"));
  CHECK_THROWS_WITH(read_tsv(path),
                    "corpus: '" + path + "' line 2: no tab between source and target");
  const std::string blank = folder.write("blank.tsv", "\n\n");
  CHECK_THROWS_WITH(read_tsv(blank), "corpus: '" + blank + "' is empty");
}

TEST_CASE("corpus: a file with the line ends of old Macs is refused", "[apps]") {
  const Folder folder;
  const std::string path = folder.write("mac", "one\rtwo\rthree\r");
  CHECK_THROWS_WITH(read_lines(path), "corpus: '" + path +
                                          "' is text with the line ends of old Macs (tr '\\r' "
                                          "'\\n' converts them)");
}

TEST_CASE("corpus: cleaning drops pairs with a blank or a long side", "[apps]") {
  const Pairs pairs{{"a b c", "d"}, {"", "x"},       {"x", " \t\u00A0"}, {"a b", "c d"},
                    {"a", "b c d"}, {"a b c d", ""}, {"a", "b"}};
  CHECK(clean(pairs, 2) == Pairs{{"a b", "c d"}, {"a", "b"}});
  CHECK(clean(pairs, 0).size() == 4);
  CHECK(check_pair(pairs[0], 2).fault == PairFault::kTooLong);
  CHECK(check_pair(pairs[2], 2).fault == PairFault::kEmpty);
  CHECK(check_pair(pairs[3], 2).target_words == 2);
}

TEST_CASE("corpus: the real corpora are read in full", "[apps]") {
  const auto de = gloss::shared_data("data/multi30k/train.de");
  const auto en = gloss::shared_data("data/multi30k/train.en");
  const auto fra = gloss::shared_data("data/tatoeba/eng-fra-5000.tsv");
  if (!de || !en || !fra) {
    WARN("Multi30k or Tatoeba is not there: skipped");
    return;
  }
  CHECK(read_parallel(de->string(), en->string()).size() == 29000);
  CHECK(read_tsv(fra->string()).size() == 5000);
}
