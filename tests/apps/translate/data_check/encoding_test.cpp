#include "apps/translate/data_check/encoding.h"

#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

std::vector<std::string> kinds(const Findings& findings) {
  std::vector<std::string> all;
  for (const Finding& finding : findings)
    all.push_back(finding.kind);
  return all;
}

}  // namespace

TEST_CASE("encoding: correct text of any script has no fault", "[data]") {
  for (const char* line :
       {"", "A plain line; 3 & 4 \"quoted\".", "Müßiggang – «déjà vu» … naïve", "LA FORÊT « É »",
        "Дом и сад", "Ἀθῆναι, Αθήνα", "東京へ行く", "a@@b, @ 5", "AT&T; R&D", "AÑO NUEVO, 20 °C"})
    CHECK((encoding_faults(line) & ~unsigned{kComposed}) == 0);
}

TEST_CASE("encoding: each fault is recognised", "[data]") {
  CHECK(encoding_faults("caf\xE9") == kNotUtf8);
  CHECK(encoding_faults("a \uFFFD b") == kReplacement);
  CHECK((encoding_faults("MÃ¤dchen") & kMojibake) != 0);  // ä
  CHECK((encoding_faults("donâ€™t") & kMojibake) != 0);   // ’
  CHECK((encoding_faults("Ð¿Ñ€Ð¸") & kMojibake) != 0);    // п
  CHECK((encoding_faults("ðŸ˜€") & kMojibake) != 0);      // an emoji
  CHECK(encoding_faults("a\x01"
                        "b") == kControl);
  CHECK(encoding_faults("a\u0085b") == kControl);
  CHECK(encoding_faults("a\tb") == kControl);
  CHECK(encoding_faults("a\u2028b") == kControl);
  CHECK(encoding_faults("un@@ known") == kSubwords);
  CHECK(encoding_faults("▁known") == kSubwords);
  CHECK(encoding_faults("fish &amp; chips") == kEntity);
  CHECK(encoding_faults("it&#39;s") == kEntity);
  CHECK(encoding_faults("a\u200Bb") == kInvisible);
  CHECK(encoding_faults("e\u0301") == kDecomposed);
  CHECK(encoding_faults("é") == kComposed);
}

TEST_CASE(
    "encoding: findings count lines and show examples, and only bytes that are not UTF-8 are fatal",
    "[data]") {
  const Findings findings = encoding_findings(
      "source", {"fine", "bad \xFF", "&lt;", "x &gt; y", "&amp;", "&quot;", "also fine"});
  REQUIRE(kinds(findings) == std::vector<std::string>{"not-utf8", "html-entity"});
  CHECK(findings[0].fatal);
  CHECK(findings[0].count == 1);
  CHECK(findings[0].examples == std::vector<Example>{{2, "bad \uFFFD"}});
  CHECK_THAT(findings[0].message, ContainsSubstring("1 source line with bytes that are not UTF-8"));
  CHECK_FALSE(findings[1].fatal);
  CHECK(findings[1].count == 4);
  CHECK(findings[1].examples.size() == kExamples);
  CHECK(encoding_findings("source", {"fine", "schön"}).empty());
}

TEST_CASE("encoding: a column that a spreadsheet quoted is a finding, quoted speech is not",
          "[data]") {
  const Findings found = quoting_findings(
      "target", {R"("He said ""no"".")", "plain", R"("a, b")", R"("Yes," he said. "No.")"});
  REQUIRE(kinds(found) == std::vector<std::string>{"quoted"});
  CHECK(found[0].count == 2);
  CHECK_FALSE(found[0].fatal);
  CHECK_THAT(found[0].message, ContainsSubstring("2 target lines in quotation marks"));
  CHECK(quoting_findings("source", {R"("a")", R"("b")", "c"}).size() == 1);
  CHECK(quoting_findings("source", {R"("Yes!")", "a", "b", R"(")", "", R"("a" "b")"}).empty());
}

TEST_CASE("encoding: NFD text is a finding that also counts the NFC lines", "[data]") {
  const Findings mixed = encoding_findings("target", {"caf\u00E9", "cafe\u0301", "the\u0301"});
  REQUIRE(kinds(mixed) == std::vector<std::string>{"normalisation"});
  CHECK(mixed[0].count == 2);
  CHECK_THAT(mixed[0].message, ContainsSubstring("1 with accented letters"));
}

TEST_CASE("encoding: characters that occur only once are counted and shown with their line",
          "[data]") {
  const Findings rare = rare_characters("source", {"abab", "ab§", "baß"});
  REQUIRE(rare.size() == 1);
  CHECK(rare[0].count == 2);
  CHECK(rare[0].examples == std::vector<Example>{{2, "'§' in: ab§"}, {3, "'ß' in: baß"}});
  CHECK(rare_characters("source", {"abc", "cba"}).empty());
}
