#include "apps/translate/report/html.h"

#include <stdexcept>

#include "tests/apps/translate/report/markup.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

TEST_CASE("html: text does not become markup, in content and in attributes", "[apps]") {
  CHECK(escape("<script>alert(\"a\" & 'b')</script>") ==
        "&lt;script&gt;alert(&quot;a&quot; &amp; &#39;b&#39;)&lt;/script&gt;");
  CHECK(escape("&amp;") == "&amp;amp;");
  CHECK(escape("Ça va \u4e2d \U0001F600") == "Ça va \u4e2d \U0001F600");
}

TEST_CASE("html: characters that HTML does not allow become U+FFFD", "[apps]") {
  CHECK(escape(std::string("a\0b\x1b\x7f", 5)) == "a\uFFFDb\uFFFD\uFFFD");
  CHECK(escape("a\xffz\xc3") == "a\uFFFDz\uFFFD");
  CHECK(escape("a\tb\nc") == "a b c");
}

TEST_CASE("html: a part of the page has its values, escaped between two braces", "[apps]") {
  CHECK(html("facts cell", {{"text", "a < b"}}) == "<td>a &lt; b</td>");
  CHECK(html("facts column", {{"name", "<b>x</b>"}}) == "<th scope=\"col\"><b>x</b></th>");
}

TEST_CASE("html: an unknown part and a missing value are errors", "[apps]") {
  CHECK_THROWS_AS(html("no such part", {}), std::logic_error);
  CHECK_THROWS_AS(html("facts cell", {{"name", "x"}}), std::logic_error);
}

TEST_CASE("html: the tests' own check of markup finds faults", "[apps]") {
  CHECK(markup_fault("<!DOCTYPE html><p a=\"<\"><b/>x</p>") != "");
  CHECK(markup_fault("<!DOCTYPE html><p a=\"1 > 0\"><b/>x</p>") == "");
  for (const char* bad : {"<p>", "<p></b>", "</p>", "<p", "1 < 2", "1 > 2", "<p><b></p></b>"}) {
    CAPTURE(bad);
    CHECK(markup_fault(bad) != "");
  }
}

}  // namespace
}  // namespace gloss::translate
