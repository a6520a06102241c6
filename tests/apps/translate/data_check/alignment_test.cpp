#include "apps/translate/data_check/alignment.h"

#include <algorithm>

#include "core/random.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

struct Text {
  std::vector<std::string> source, target;
};

// Sentences of 2 to 21 "words", some with a number or a question mark, and a target whose words are
// a little longer.
Text made_up(int lines) {
  gloss::Rng rng{.seed = 4};
  Text text;
  for (int i = 0; i < lines; ++i) {
    std::string source, target;
    for (uint64_t words = 2 + rng.below(20); words > 0; --words) {
      source += "word ";
      target += rng.below(3) == 0 ? "word " : "parola ";
    }
    const std::string end = rng.below(4) == 0 ? "?" : ".";
    const std::string number = rng.below(5) == 0 ? std::to_string(rng.below(1000)) : "";
    text.source.push_back(source + number + end);
    text.target.push_back(target + number + end);
  }
  return text;
}

void erase_line(std::vector<std::string>& lines, int line) {
  lines.erase(lines.begin() + line);
}

std::vector<LineTraits> traits(const std::vector<std::string>& lines) {
  std::vector<LineTraits> all(lines.size());
  std::ranges::transform(lines, all.begin(), traits_of);
  return all;
}

std::optional<Shift> shift_of(const Text& text) {
  return find_shift(traits(text.source), traits(text.target));
}

}  // namespace

TEST_CASE("alignment: traits are the numbers in any order, the end mark and the length", "[data]") {
  const LineTraits a = traits_of("In 1999, 12 men."), b = traits_of("12 Männer 1999?");
  CHECK(a.numbers == b.numbers);
  CHECK(a.numbers != traits_of("In 1999, 13 men.").numbers);
  CHECK(traits_of("none").numbers == 0);
  CHECK(a.ending == '.');
  CHECK(b.ending == '?');
  CHECK(traits_of("He said \"no.\"").ending == '.');
  CHECK(traits_of("none").ending == 0);
  CHECK(traits_of("äöü").log_length == traits_of("aou").log_length);
}

TEST_CASE("alignment: matching lines give no finding", "[data]") {
  for (const int lines : {1, 30, 1000}) {
    const Text text = made_up(lines);
    CHECK(alignment_findings(text.source, text.target).empty());
  }
  CHECK(alignment_findings({}, {}).empty());
}

TEST_CASE("alignment: identical lines give no shift", "[data]") {
  const std::vector<std::string> same(500, "the same line .");
  CHECK_FALSE(find_shift(traits(same), traits(same)));
}

TEST_CASE("alignment: a missing line on either side gives a shift that begins there", "[data]") {
  for (const int at : {3, 400, 900}) {
    CAPTURE(at);
    Text text = made_up(1000);
    erase_line(text.source, at);
    const std::optional<Shift> later = shift_of(text);
    REQUIRE(later);
    CHECK(later->offset == 1);
    CHECK(std::abs(static_cast<int>(later->first) - at) <= 3);
    CHECK(later->last == 999);

    text = made_up(1000);
    erase_line(text.target, at);
    erase_line(text.target, at);
    const std::optional<Shift> earlier = shift_of(text);
    REQUIRE(earlier);
    CHECK(earlier->offset == -2);
    CHECK(std::abs(static_cast<int>(earlier->first) - at) <= 4);
  }
}

TEST_CASE("alignment: a shift ends where a second missing line undoes it", "[data]") {
  Text text = made_up(1000);
  erase_line(text.source, 300);
  erase_line(text.target, 600);
  const std::optional<Shift> shift = shift_of(text);
  REQUIRE(shift);
  CHECK(shift->first >= 297);
  CHECK(shift->first <= 303);
  CHECK(shift->last >= 540);
  CHECK(shift->last <= 660);
}

TEST_CASE("alignment: different numbers of lines are fatal, and a shift is not", "[data]") {
  Text text = made_up(500);
  erase_line(text.source, 200);
  const Findings findings = alignment_findings(text.source, text.target);
  REQUIRE(findings.size() == 2);
  CHECK(findings[0].kind == "line-counts");
  CHECK(findings[0].fatal);
  CHECK(findings[0].count == 1);
  CHECK(findings[0].message == "source and target differ in length: 499 lines and 500");
  CHECK(findings[1].kind == "shift");
  CHECK_FALSE(findings[1].fatal);
  CHECK(findings[1].examples.size() == kExamples);
}

TEST_CASE("alignment: files in different order look unrelated", "[data]") {
  Text text = made_up(600);
  CHECK_FALSE(look_unrelated(traits(text.source), traits(text.target)));
  Text gaps = text;
  for (size_t i = 0; i < gaps.target.size(); i += 3)
    gaps.target[i] = "";
  CHECK(alignment_findings(gaps.source, gaps.target).empty());
  std::ranges::reverse(text.target);
  CHECK(look_unrelated(traits(text.source), traits(text.target)));
  const Findings findings = alignment_findings(text.source, text.target);
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == "unrelated");
}
