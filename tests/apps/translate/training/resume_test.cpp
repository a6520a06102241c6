#include "apps/translate/training/resume.h"

#include "apps/translate/cli/option.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE("resume: the command is quoted for a shell and resumes once", "[apps]") {
  CHECK(resume_command({}) == "gloss train --resume");
  CHECK(resume_command({"-t", "a b", "it's", "--model=x", ""}) ==
        R"(gloss train --resume -t 'a b' 'it'\''s' --model=x '')");
  CHECK(resume_command({"-l4", "--resume"}) == "gloss train -l4 --resume");
}

TEST_CASE("resume: settings that change nothing are not kept", "[apps]") {
  const Json all = Json::object({{"tsv", "a"}, {"threads", "2"}, {"seed", "1"}, {"quiet", "true"}});
  CHECK(kept_settings(all).dump() == R"({"seed":"1"})");
}

TEST_CASE("resume: a training of a version that lacked an option goes on without it", "[apps]") {
  const Json before = Json::object({{"seed", "1"}});
  const auto now = [](const char* precision) {
    return Json::object(
        {{"seed", "1"}, {"bpe-dropout", "0"}, {"consistency", "none"}, {"precision", precision}});
  };
  CHECK(changed_settings(before, now("fp32")).empty());
  CHECK_THROWS_WITH(
      changed_settings(before, now("bf16")),
      "--resume: --precision is bf16, the training began with fp32 (--resume needs the same)");
}

TEST_CASE("resume: limits may change and are named with both values", "[apps]") {
  const Json before = Json::object({{"seed", "1"}, {"after-epochs", "4"}, {"valid-freq", "9"}});
  const Json now = Json::object({{"seed", "1"}, {"after-epochs", "8"}});
  CHECK(changed_settings(before, before).empty());
  CHECK(
      changed_settings(before, now) ==
      std::vector<std::string>{"--after-epochs 8 (before: 4)", "--valid-freq not set (before: 9)"});
}

TEST_CASE("resume: other settings may not change", "[apps]") {
  const Json before = Json::object({{"seed", "1"}, {"tsv", "x"}});
  CHECK_THROWS_AS(changed_settings(before, Json::object({{"seed", "2"}, {"tsv", "x"}})),
                  UsageError);
  CHECK_THROWS_WITH(changed_settings(before, Json::object({{"tsv", "x"}})),
                    "--resume: --seed is not set, the training began with 1 (--resume needs the "
                    "same)");
}

// def fnv(b):
//   h = 0xcbf29ce484222325
//   for c in b: h = (h ^ c) * 0x100000001b3 % 2**64
//   return "%016x" % h
// fnv("a\nb\nc\né\n\nd\ne\n\n".encode())
// fnv("a\nb\nc\né\n\nd\ne\n\n".encode())
TEST_CASE("resume: the checksum is FNV-1a of the lines of all pairs", "[apps]") {
  using Pairs = std::vector<SentencePair>;
  const auto checksum = [codec = tiny_checkpoint()](const Pairs& training,
                                                    const Pairs& validation) {
    return translate::checksum(encode(codec, training), encode(codec, validation));
  };
  CHECK(checksum({{"a", "b"}, {"c", "é"}}, {{"d", "e"}}) == "93b60e2c86b3d4b8");
  CHECK(checksum({{"a", "b"}}, {{"c", "d"}}) != checksum({{"c", "d"}}, {{"a", "b"}}));
  CHECK(checksum({{"a", "b"}, {"c", "d"}}, {}) != checksum({{"a", "b"}}, {{"c", "d"}}));
}

}  // namespace
}  // namespace gloss::translate
