#include "apps/translate/decoding/terms.h"

#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

TermFinder finder_of(const std::string& glossary, bool protect = false) {
  const TemporaryFolder folder;
  folder.write("glossary", glossary);
  TermFinder finder;
  finder.add_glossary(folder.file("glossary"));
  if (protect) finder.protect();
  return finder;
}

std::vector<std::string> targets(const TermFinder& finder, const std::string& line) {
  std::vector<std::string> found;
  for (const Term& term : finder.find(line))
    found.push_back(term.target);
  return found;
}

using Texts = std::vector<std::string>;

TEST_CASE("terms: a term is found as whole words, the longest first", "[apps]") {
  const TermFinder finder = finder_of("cat\tchat\nblack cat\tpanthère\nbed\tlit\n");
  CHECK(targets(finder, "the cat") == Texts{"chat"});
  CHECK(targets(finder, "\"cat\", cat-bed.") == Texts{"chat", "chat", "lit"});
  CHECK(targets(finder, "a black cat") == Texts{"panthère"});
  CHECK(targets(finder, "cats, concat, catégorie, cat2").empty());
  CHECK(targets(finder, "").empty());
  CHECK(finder.find("a bed")[0] == Term{"bed", "lit", 2});
}

TEST_CASE("terms: capitals count unless the term is only found without them", "[apps]") {
  const TermFinder finder = finder_of("Polish\tpolonais\npolish\tcirage\nBed\tLit\n");
  CHECK(targets(finder, "Polish polish") == Texts{"polonais", "cirage"});
  CHECK(targets(finder, "POLISH bed") == Texts{"polonais", "Lit"});
}

TEST_CASE("terms: a glossary line needs a source and a target", "[apps]") {
  CHECK_THROWS_WITH(finder_of("cat\tchat\ndog\n"), ContainsSubstring("line 2: no tab"));
  CHECK_THROWS_WITH(finder_of("cat\tchat\ndog\t \n"), ContainsSubstring("line 2: a term needs"));
  CHECK_THROWS_WITH(finder_of(""), ContainsSubstring("is empty"));
}

TEST_CASE("terms: numbers, addresses and braces are protected as they are", "[apps]") {
  const TermFinder finder = finder_of("dog\tchien\n", true);
  CHECK(targets(finder, "12 dogs, 3.50 and 1,000, at 10:30 on 2016-05-03.") ==
        Texts{"12", "3.50", "1,000", "10:30", "2016-05-03"});
  CHECK(targets(finder, "see (https://dog.org/a?b=1), www.x.de.") ==
        Texts{"https://dog.org/a?b=1", "www.x.de"});
  CHECK(targets(finder, "write to <the.dog@x.org>!") == Texts{"the.dog@x.org"});
  CHECK(targets(finder, "{dog name}, dog {unclosed") == Texts{"{dog name}", "chien"});
  CHECK(targets(finder, "mp3 3rd @x").empty());
  CHECK(finder.find("at 7")[0] == Term{"7", "7", 3, true});
}

TEST_CASE("terms: the text of a translation shows whether a term is met", "[apps]") {
  const std::vector<Term> terms = {{"a", "Haus"}, {"b", "Haus"}, {"c", "{x}"}};
  CHECK(terms_met("Das Haus, {x}.", terms, false) == std::vector<bool>{true, false, true});
  CHECK(terms_met("Haus und Haus", terms, false) == std::vector<bool>{true, true, false});
  CHECK(terms_met("Hausboot haus", terms, false) == std::vector<bool>{false, false, false});
  CHECK(terms_met("haus", terms, true) == std::vector<bool>{true, false, false});
}

TEST_CASE("terms: in a translation in small letters they are spelled as given", "[apps]") {
  const std::vector<Term> terms = {{"user", "{userName}", 0}, {"x", "Haus", 5}, {"y", "HAUS", 9}};
  CHECK(with_terms_spelled("ein haus, {username} und haus.", terms) ==
        "ein Haus, {userName} und HAUS.");
  CHECK(with_terms_spelled("ein hausboot", terms) == "ein hausboot");
  CHECK(with_terms_spelled("das i\u0307sfest", {{"x", "İsfest", 0}}) == "das İsfest");
}

TEST_CASE("terms: a phrase decodes to its target and knows its source tokens", "[apps]") {
  const Checkpoint checkpoint =
      case_marked_checkpoint({"Das Haus ist da.", "Das HAUS ist da.", "das Haus"});
  const TermEncoder encoder(checkpoint);
  const std::string line = "Das Haus ist da.";
  const auto tokens = checkpoint.source.tokens(line);
  for (const std::string target : {"Haus", "haus", "HAUS", "{das} Haus", "2016"}) {
    CAPTURE(target);
    const auto constraints = encoder.encode(line, {{"Haus", target, 4}});
    REQUIRE(constraints.phrases.size() == 1);
    const models::Phrase& phrase = constraints.phrases[0];
    CHECK(checkpoint.target.decode(phrase.tokens) == target);
    std::vector<int32_t> sentence = checkpoint.target.encode("das");
    sentence.insert(sentence.end(), phrase.tokens.begin(), phrase.tokens.end());
    CHECK(checkpoint.target.decode(sentence) == "das " + target);
    std::string source;
    for (size_t i = phrase.source_begin; i < phrase.source_end; ++i)
      source += tokens.at(i);
    CHECK(source == "<Cap>▁haus");
  }
}

TEST_CASE("terms: whole-word models leave out terms with unknown words", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const TermEncoder encoder(checkpoint);
  const auto constraints =
      encoder.encode("she sees the cat", {{"cat", "chien noir", 13}, {"she", "qui", 0}});
  REQUIRE(constraints.phrases.size() == 1);
  CHECK(checkpoint.target.decode(constraints.phrases[0].tokens) == "chien noir");
  CHECK(constraints.phrases[0].source_begin == 3);
  CHECK(constraints.phrases[0].source_end == 4);
}

}  // namespace
}  // namespace gloss::translate
