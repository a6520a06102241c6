#include "apps/translate/data_check/pairs.h"

#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

using Lines = std::vector<std::string>;

const Finding* find(const Findings& findings, const std::string& kind) {
  for (const Finding& finding : findings)
    if (finding.kind == kind) return &finding;
  return nullptr;
}

}  // namespace

TEST_CASE("pairs: correct pairs give no finding", "[data]") {
  const Lines source{"one dog", "a cat sleeps", "three birds"},
      target{"un chien", "un chat dort", "trois oiseaux"};
  CHECK(length_findings(source, target, 100).empty());
  CHECK(duplicate_findings(source, target).empty());
  CHECK(overlap_findings(source, "test", {"two dogs"}, {"deux chiens"}).empty());
  CHECK(length_findings({}, {}, 100).empty());
  CHECK(duplicate_findings({}, {}).empty());
}

TEST_CASE("pairs: a side of white space is an empty side", "[data]") {
  const Findings findings =
      length_findings({"a dog", "", "b", " \u00A0\t"}, {"un chien", "x", " ", ""}, 100);
  const Finding* empty = find(findings, "empty");
  REQUIRE(empty);
  CHECK(empty->count == 3);
  CHECK(empty->examples[0] == Example{2, "", "x"});
  CHECK(find(findings, "identical") == nullptr);
}

TEST_CASE("pairs: only pairs with more tokens than the limit are too long", "[data]") {
  const Lines source{"a b c d", "a b c", "don't"}, target{"a b", "a b c", "a b"};
  const Findings findings = length_findings(source, target, 3);
  const Finding* too_long = find(findings, "too-long");
  REQUIRE(too_long);
  CHECK(too_long->count == 1);
  CHECK(too_long->examples[0].line == 1);
  CHECK(find(length_findings(source, target, 4), "too-long") == nullptr);
}

TEST_CASE("pairs: pairs of very different lengths are shown, the worst first", "[data]") {
  Lines source(50, "a sentence of the usual length"), target(50, "une phrase de longueur normale");
  source[10] = std::string(100, 'x');
  target[30] = std::string(400, 'y');
  const Findings findings = length_findings(source, target, 1000);
  const Finding* ratio = find(findings, "length-ratio");
  REQUIRE(ratio);
  CHECK(ratio->count == 2);
  CHECK(ratio->examples[0].line == 31);
  CHECK(ratio->examples[1].line == 11);
  CHECK_THAT(ratio->message, ContainsSubstring("1.00 to 1"));
}

TEST_CASE("pairs: the same text on both sides is a finding", "[data]") {
  const Findings findings = length_findings({"Berlin", "a dog"}, {"Berlin", "un chien"}, 9);
  const Finding* identical = find(findings, "identical");
  REQUIRE(identical);
  CHECK(identical->count == 1);
  CHECK(identical->examples == std::vector<Example>{{1, "Berlin", "Berlin"}});
}

TEST_CASE("pairs: repeated pairs and sources with several targets are separate findings",
          "[data]") {
  const Lines source{"hi", "go", "go", "go", "hi", "stay", ""},
      target{"a", "b", "c", "b", "a", "d", "e"};
  const Findings findings = duplicate_findings(source, target);
  const Finding *duplicates = find(findings, "duplicates"),
                *several = find(findings, "several-targets");
  REQUIRE((duplicates && several));
  CHECK(duplicates->count == 2);
  CHECK(duplicates->examples == std::vector<Example>{{4, "go", "b"}, {5, "hi", "a"}});
  CHECK(several->count == 1);
  CHECK(several->examples == std::vector<Example>{{2, "go", "b"}, {3, "go", "c"}});
}

TEST_CASE(
    "pairs: a validation source in the training data is found, without regard to case and spacing",
    "[data]") {
  const Findings findings = overlap_findings({"A dog  barks", "two cats"}, "validation",
                                             {"two birds", "a Dog barks", ""}, {"x", "y", "z"});
  REQUIRE(findings.size() == 1);
  CHECK(findings[0].kind == "overlap");
  CHECK(findings[0].count == 1);
  CHECK(findings[0].examples == std::vector<Example>{{2, "a Dog barks", "y"}});
  CHECK_THAT(findings[0].message, ContainsSubstring("1 validation pair "));
}
