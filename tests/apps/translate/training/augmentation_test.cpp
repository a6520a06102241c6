#include "apps/translate/training/augmentation.h"

#include <cstdlib>
#include <set>

#include "tests/apps/translate/cli/train_command.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE("augmentation: a change without a share has a default, all stands for every change",
          "[apps]") {
  const AugmentationShares some = parse_augmentation({"upper=0.25", "typos"});
  CHECK(some.upper == 0.25);
  CHECK(some.typos > 0);
  CHECK(some.title == 0);
  const AugmentationShares all = parse_augmentation({"all", "title=0"});
  CHECK((all.upper > 0 && all.no_punctuation > 0 && all.typos == some.typos));
  CHECK(all.title == 0);
  CHECK_FALSE(parse_augmentation({}).any());
}

TEST_CASE("augmentation: unknown changes and impossible shares are refused", "[apps]") {
  const auto refused = [](const std::vector<std::string>& words) {
    return usage_error([&] { parse_augmentation(words); });
  };
  CHECK(refused({"lower=0.1"}) ==
        "--augment: 'lower=0.1' is not upper, title, no-punctuation, typos or all");
  for (const char* word : {"upper=", "upper=1.5", "upper=-1", "upper=0.1x", "typos=nan"})
    CHECK(refused({word}) == "--augment: '" + std::string(word) + "' has no share from 0 to 1");
  CHECK_THAT(refused({"upper=0.6", "title=0.5"}), ContainsSubstring("more than 1 together"));
}

TEST_CASE("augmentation: capitals are those of Unicode, and one for each word in a title",
          "[apps]") {
  CHECK(upper_case("Été à la Straße, n° 3.") == "ÉTÉ À LA STRASSE, N° 3.");
  CHECK(title_case("it's 3pm (à l'école) in saint-malo") == "It's 3pm (À L'école) In Saint-Malo");
}

TEST_CASE("augmentation: the final mark goes with the space before it", "[apps]") {
  CHECK(without_final_mark("Who is it?") == "Who is it");
  CHECK(without_final_mark("Qui est-ce ?") == "Qui est-ce");
  CHECK(without_final_mark("Non\u202f! ") == "Non");
  CHECK(without_final_mark("well...") == "well");
  CHECK(without_final_mark("Mr. Smith") == "Mr. Smith");
  CHECK(without_final_mark("?!") == "?!");
}

TEST_CASE("augmentation: a typing error is one of four kinds behind a word's first letter",
          "[apps]") {
  std::set<std::string> found;
  for (uint64_t stream = 0; stream < 200; ++stream) {
    Rng rng{.seed = 1, .stream = stream};
    found.insert(with_typo("a été I", rng));
  }
  CHECK(found == std::set<std::string>{"a éét I", "a étté I", "a éé I", "a éyé I"});
  Rng rng;
  CHECK(with_typo("I am 12 at 3", rng) == "I am 12 at 3");
  CHECK(with_typo("", rng).empty());
}

TEST_CASE("augmentation: typing errors leave the translation, other changes are on both sides",
          "[apps]") {
  const auto changed = [](const AugmentationShares& shares) {
    SentencePair pair{"She sees it.", "Elle le voit."};
    CHECK(augment(pair, shares, {}));
    return pair;
  };
  CHECK(changed({.upper = 1}) == SentencePair{"SHE SEES IT.", "ELLE LE VOIT."});
  CHECK(changed({.title = 1}) == SentencePair{"She Sees It.", "Elle Le Voit."});
  CHECK(changed({.no_punctuation = 1}) == SentencePair{"She sees it", "Elle le voit"});
  const SentencePair mistyped = changed({.typos = 1});
  CHECK(mistyped.source != "She sees it.");
  CHECK(mistyped.target == "Elle le voit.");
  CHECK(changed({.upper = 1, .no_punctuation = 1}) == SentencePair{"SHE SEES IT", "ELLE LE VOIT"});
}

TEST_CASE("augmentation: as many pairs are changed as the shares say", "[apps]") {
  int upper = 0, title = 0, plain = 0;
  for (uint64_t stream = 0; stream < 2000; ++stream) {
    SentencePair pair{"an ant", "un ours"};
    augment(pair, {.upper = 0.2, .title = 0.1}, {.seed = 1, .stream = stream});
    upper += pair.source == "AN ANT" ? 1 : 0;
    title += pair.source == "An Ant" ? 1 : 0;
    plain += pair.source == "an ant" ? 1 : 0;
  }
  CHECK(std::abs(upper - 400) < 60);
  CHECK(std::abs(title - 200) < 45);
  CHECK(upper + title + plain == 2000);
}

}  // namespace
}  // namespace gloss::translate
