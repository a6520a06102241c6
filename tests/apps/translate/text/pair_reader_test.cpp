#include "apps/translate/text/pair_reader.h"

#include <filesystem>

#include "tests/support/catch.h"
#include "tests/support/standard_input.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

std::vector<SentencePair> rest_of(PairReader& reader) {
  std::vector<SentencePair> pairs;
  for (SentencePair pair; reader.next(pair);)
    pairs.push_back(pair);
  return pairs;
}

const std::vector<SentencePair> kPairs = {{"one", "un"}, {"two", "deux"}, {"three", "trois"}};

TEST_CASE("pair reader: files and pairs in memory are read again from the beginning", "[apps]") {
  const TemporaryFolder folder;
  const std::string source = folder.write("s", "\xEF\xBB\xBFone\ntwo\nthree\n");
  const std::string target = folder.write("t", "un\r\ndeux\r\ntrois");
  const std::string both = folder.write("tsv", "one\tun\ntwo\tdeux\tx\nthree\ttrois\n\n");
  const auto check = [&](PairReader reader) {
    reader.keep_pipes(folder.file("model"));
    SentencePair first;
    REQUIRE(reader.next(first));
    CHECK(first == kPairs[0]);
    for (int again = 0; again < 2; ++again) {
      reader.rewind();
      CHECK(rest_of(reader) == kPairs);
      CHECK(reader.share() == 1);
    }
  };
  check(PairReader(std::vector{source, target}));
  check(PairReader(std::vector{both}));
  check(PairReader(kPairs));
}

TEST_CASE("pair reader: a pipe is read again from a copy that leaves no file", "[apps]") {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 1000; ++i)
    text += std::to_string(i) + " is read in several pieces\ta target of some length\n";
  StandardInput pipe;
  pipe.write(text.substr(0, 30'000));
  PairReader reader({"-"});
  reader.keep_pipes(folder.file("model"));
  CHECK(std::filesystem::is_empty(folder.file("")));
  SentencePair pair;
  REQUIRE(reader.next(pair));
  pipe.write(text.substr(30'000));
  pipe.end();
  CHECK(rest_of(reader).size() == 999);
  for (int again = 0; again < 2; ++again) {
    reader.rewind();
    const std::vector<SentencePair> pairs = rest_of(reader);
    REQUIRE(pairs.size() == 1000);
    CHECK(pairs[999] == SentencePair{"999 is read in several pieces", "a target of some length"});
  }
}

}  // namespace
}  // namespace gloss::translate
