#include "apps/translate/evaluation/references.h"

#include "apps/translate/evaluation/bleu.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

using Lines = std::vector<std::string>;
using Views = std::vector<std::string_view>;

TEST_CASE("references: those without text are left out where others have some", "[apps]") {
  const std::vector<Lines> references = {{"a", "", " "}, {"b", "c", ""}};
  CHECK(references_of(0, references) == Views{"a", "b"});
  CHECK(references_of(1, references) == Views{"c"});
  CHECK(references_of(2, references) == Views{" "});
  CHECK(number_of_references(references) == "var");
  CHECK(number_of_references({references.data(), 1}) == "1");
  CHECK(number_of_references(std::vector<Lines>{{"a"}, {"b"}}) == "2");
  // "" would be the closest in length
  CHECK(corpus_bleu(Lines{"x"}, std::vector<Lines>{{"a b c d"}, {""}}).counts.ref_len == 4);
}

TEST_CASE("references: sentences are counted in order, by however many threads", "[apps]") {
  Lines hypotheses;
  for (int i = 0; i < 100; ++i)
    hypotheses.push_back(std::to_string(i));
  const auto joined = [](std::string_view hypothesis, const Views& references) {
    return std::string(hypothesis) + "/" + std::string(references[0]);
  };
  const std::vector<std::string> counts =
      count_sentences("test", hypotheses, std::vector<Lines>{hypotheses}, joined);
  REQUIRE(counts.size() == 100);
  for (size_t i = 0; i < 100; ++i)
    CHECK(counts[i] == hypotheses[i] + "/" + hypotheses[i]);
}
