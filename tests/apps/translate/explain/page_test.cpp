#include "apps/translate/explain/page.h"

#include <sstream>

#include "apps/translate/explain/toy.h"
#include "models/translator.h"
#include "tests/apps/translate/explain/explain.h"
#include "tests/apps/translate/report/markup.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

Explanation explanation(const Checkpoint& checkpoint, bool learns) {
  return {.source = "she sees <script>\"&'",
          .target = "elle voit",
          .notes = {"a <note>"},
          .pass = tiny_pass(checkpoint, learns),
          .search = {},
          .model = "<model>"};
}

}  // namespace

TEST_CASE("explain page: is well-formed, escapes text and has its sections", "[explain]") {
  for (const char* type : {"rnn", "transformer", "conv"}) {
    const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"type", type}}));
    Explanation e = explanation(checkpoint, true);
    e.search = search_steps(*checkpoint.model, models::pad({checkpoint.source.encode("the cat")}),
                            {.beam_size = 2});
    const std::string html = explain_page(checkpoint, e);
    CAPTURE(type);
    CHECK(markup_fault(html) == "");
    CHECK(html.find("<script") == std::string::npos);
    for (const char* part :
         {"she sees &lt;script&gt;&quot;&amp;&#39;", "a &lt;note&gt;", "prefers-color-scheme:dark",
          "id=\"tokens\"", "id=\"loss\"", "id=\"search\"", "id=\"attention\"", "id=\"graph\"",
          "id=\"operations\"", "class=\"graph\"", "linear_cross_entropy",
          "<summary>y = linear(x, weight, bias)</summary>", "its gradient"})
      CHECK_THAT(html, ContainsSubstring(part));
  }
}

TEST_CASE(
    "explain page: says that a network has no attention, and shows the search if there is no "
    "target",
    "[explain]") {
  const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"attention", "none"}}));
  const std::string html = explain_page(checkpoint, explanation(checkpoint, false));
  CHECK(markup_fault(html) == "");
  CHECK_THAT(html, ContainsSubstring("This network has no attention."));
  CHECK(html.find("its gradient") == std::string::npos);
}

TEST_CASE("explain page: the toy reverses its digits, and the page has all its numbers",
          "[explain]") {
  const Checkpoint toy = toy_checkpoint("transformer", 1);
  int right = 0;
  for (const char* digits : {"3 1 2", "0 4", "2 3 0", "1 0 4", "4"}) {
    const auto ids = toy.source.encode(digits);
    const auto found = models::search(*toy.model, models::pad({ids}), {})[0][0].tokens;
    right += std::ranges::equal(found.rbegin(), found.rend(), ids.begin(), ids.end());
  }
  CHECK(right >= 4);
  Explanation e;
  e.pass = run_pass(toy, toy.source.encode("3 1 2"), toy.target.encode("2 1 3"), true);
  e.all_numbers = true;
  const std::string html = explain_page(toy, e);
  CHECK(markup_fault(html) == "");
  for (const Trace::Entry& entry : e.pass.entries)
    for (const Tensor& x : {entry.value, entry.gradient}) {
      if (!x || x.shape().rank() == 0) continue;
      std::ostringstream numbers;
      numbers << x;
      CHECK_THAT(html, ContainsSubstring(numbers.str()));
    }
}
