#include "apps/translate/text/corpus.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"
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

std::string key(const SentencePair& pair) {
  return lowercase(normalise_spaces(pair.source));
}

std::vector<std::string> sorted_text(const Pairs& a, const Pairs& b = {}) {
  std::vector<std::string> all;
  for (const SentencePair& p : a)
    all.push_back(p.source + '\t' + p.target);
  for (const SentencePair& p : b)
    all.push_back(p.source + '\t' + p.target);
  std::sort(all.begin(), all.end());
  return all;
}

struct HeldOut {
  Pairs training, validation;
};

HeldOut hold_out(const Pairs& pairs, int64_t wanted, uint64_t seed) {
  std::vector<uint64_t> keys;
  for (const SentencePair& pair : pairs)
    keys.push_back(held_out_key(seed, pair.source));
  const std::vector<uint64_t> chosen = choose_held_out(keys, wanted);
  HeldOut split;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const bool held = std::ranges::binary_search(chosen, keys[i]);
    (held ? split.validation : split.training).push_back(pairs[i]);
  }
  return split;
}

// 1000 pairs over 400 sources: the first 200 sources stand four times, the others once.
Pairs repeating_pairs() {
  Pairs pairs;
  for (int copy = 0; copy < 4; ++copy) {
    for (int i = 0; i < (copy == 0 ? 400 : 200); ++i) {
      const std::string number = std::to_string(i);
      const std::string source = copy % 2 == 0 ? "Source " + number : " SOURCE  " + number;
      pairs.push_back({source, "target " + number + " " + std::to_string(copy)});
    }
  }
  return pairs;
}

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
  CHECK_THROWS_WITH(read_parallel(three, two),
                    "corpus: '" + three + "' has 3 lines, '" + two + "' has 2");
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

TEST_CASE("corpus: cleaning drops pairs with a blank or a long side", "[apps]") {
  const Pairs pairs{{"a b c", "d"}, {"", "x"},       {"x", " \t\u00A0"}, {"a b", "c d"},
                    {"a", "b c d"}, {"a b c d", ""}, {"a", "b"}};
  const auto words = [](const std::string& text) {
    return static_cast<int64_t>(tokenize(text).size());
  };
  CHECK(clean(pairs, 2, words) == Pairs{{"a b", "c d"}, {"a", "b"}});
  CHECK(clean(pairs, 0, words).size() == 4);
  CHECK(check_pair(pairs[0], 2, words).fault == PairFault::kTooLong);
  CHECK(check_pair(pairs[2], 2, words).fault == PairFault::kEmpty);
  CHECK(check_pair(pairs[3], 2, words).target_tokens == 2);
}

TEST_CASE("hold_out: no source stands on both sides", "[apps]") {
  const Pairs pairs = repeating_pairs();
  const int64_t wanted = GENERATE(1, 2, 100, 333, 800);
  const uint64_t seed = GENERATE(1, 2, 3);
  const HeldOut split = hold_out(pairs, wanted, seed);
  CAPTURE(wanted, seed);

  std::set<std::string> training, both;
  for (const SentencePair& pair : split.training)
    training.insert(key(pair));
  for (const SentencePair& pair : split.validation) {
    if (training.count(key(pair))) both.insert(key(pair));
  }
  CHECK(both.empty());
  CHECK(sorted_text(split.training, split.validation) == sorted_text(pairs));
  // Sources that stand once fill what the groups of four leave over.
  CHECK(static_cast<int64_t>(split.validation.size()) == wanted);
}

TEST_CASE("hold_out: the seed alone decides, not the order of the pairs", "[apps]") {
  Pairs pairs = repeating_pairs();
  const HeldOut split = hold_out(pairs, 100, 1);
  CHECK(hold_out(pairs, 100, 1).validation == split.validation);
  CHECK(hold_out(pairs, 100, 2).validation != split.validation);

  std::reverse(pairs.begin(), pairs.end());
  HeldOut reversed = hold_out(pairs, 100, 1);
  std::reverse(reversed.validation.begin(), reversed.validation.end());
  CHECK(reversed.validation == split.validation);
}

TEST_CASE("hold_out: the choice is the same on every platform", "[apps]") {
  Pairs pairs;
  for (int i = 0; i < 20; ++i)
    pairs.push_back({"s" + std::to_string(i), ""});
  Lines sources;
  for (const SentencePair& pair : hold_out(pairs, 5, 1).validation)
    sources.push_back(pair.source);
  // M = 2**64 - 1; F = 0xCBF29CE484222325
  // def mix(x):
  //   x = x + 0x9E3779B97F4A7C15 & M; x = (x ^ x >> 30) * 0xBF58476D1CE4E5B9 & M
  //   x = (x ^ x >> 27) * 0x94D049BB133111EB & M; return x ^ x >> 31
  // fnv = lambda s: reduce(lambda h, b: (h ^ b) * 0x100000001B3 & M, s.encode(), F)
  //
  // sorted((f"s{i}" for i in range(20)), key=lambda s: mix(fnv(s) ^ mix(1)))[:5]
  CHECK(sources == Lines{"s0", "s1", "s3", "s14", "s18"});
}

TEST_CASE("hold_out: a group larger than asked for is held out when there is no other", "[apps]") {
  const HeldOut split =
      hold_out({{"a", "1"}, {"A ", "2"}, {"a", "3"}, {"b", "4"}, {"B", "5"}}, 1, 1);
  CHECK(split.validation == Pairs{{"b", "4"}, {"B", "5"}});
  CHECK(split.training.size() == 3);
}

TEST_CASE("hold_out: impossible requests are refused", "[apps]") {
  const Pairs pairs{{"a", "1"}, {"A", "2"}};
  CHECK(hold_out(pairs, 0, 1).training == pairs);
  CHECK(hold_out({}, 0, 1).training.empty());
  CHECK_THROWS_WITH(hold_out(pairs, 2, 1), "hold_out: cannot hold out 2 of 2 pairs");
  CHECK_THROWS_AS(hold_out(pairs, -1, 1), std::invalid_argument);
  CHECK_THROWS_WITH(hold_out({}, 1, 1), "hold_out: cannot hold out 1 of 0 pairs");
  CHECK_THROWS_WITH(hold_out(pairs, 1, 1),
                    "corpus: all 2 pairs have the same source, so none can be held out");
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
  const Pairs pairs = read_tsv(fra->string());
  CHECK(pairs.size() == 5000);
  CHECK(hold_out(pairs, 250, 1).validation.size() == 250);
}
