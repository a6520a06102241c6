#include "apps/translate/report/html.h"

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

TEST_CASE("html: an element has its attributes only if there are any", "[apps]") {
  CHECK(element("p", "", "x") == "<p>x</p>");
  CHECK(element("p", "class=\"soft\"", element("b", "", "")) == "<p class=\"soft\"><b></b></p>");
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
