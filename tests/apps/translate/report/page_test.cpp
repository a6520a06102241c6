#include "apps/translate/report/page.h"

#include "tests/apps/translate/report/markup.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

Run full_run(const std::string& name) {
  Run run;
  run.name = name;
  for (const char* quantity : {"loss", "perplexity", "bleu", "chrf"})
    run.curves[{quantity, true}] = {{10, 3}, {20, 2}};
  for (const char* quantity : {"loss", "learn_rate", "grad_norm", "tokens_per_second"})
    run.curves[{quantity, false}] = {{10, 3}, {20, 2}};
  run.samples = {{"the cat", "le chat", {{10, "le le"}, {20, "le chat"}}}};
  run.translated = {
      {"the cat", "le chat", "le chat", {{"the", "cat"}, {"le", "chat"}, {0.75F, 0.25F, 0, 1}}}};
  run.facts = {{"updates", "20"}};
  run.settings = {{"cell", "gru"}, {"dropout", "0.3"}};
  return run;
}

// A page that needs nothing else, and whose tags are in order.
void check_page(const std::string& html) {
  CHECK(markup_fault(html) == "");
  CHECK(html.starts_with("<!DOCTYPE html>\n"));
  for (const char* outside : {"http:", "https:", "//", "<script", "src=", "@import", "url("})
    CHECK(html.find(outside) == std::string::npos);
  for (size_t at = 0; (at = html.find("href=", at)) != std::string::npos; ++at)
    CHECK(html.compare(at, 11, "href=\"#mark") == 0);  // a shape of the page itself
}

bool has(const std::string& html, const std::string& part) {
  return html.find(part) != std::string::npos;
}

TEST_CASE("report page: one run shows all its parts", "[apps]") {
  const std::string html = page({full_run("gru")}, "built for testing");
  check_page(html);
  for (const char* part :
       {"<h2>Learning curves</h2>", "<h2>Samples over time</h2>", "<h2>Attention</h2>",
        "<h2>Settings</h2>", "<b>Loss</b>", "<b>Perplexity</b>", "<b>BLEU</b>", "<b>chrF</b>",
        "<b>Learning rate</b>", "<b>Gradient norm</b>", "<b>Speed</b>", ">valid 2</text>",
        ">train 2</text>", "built for testing", "prefers-color-scheme:dark"}) {
    CAPTURE(part);
    CHECK(has(html, part));
  }
  CHECK_FALSE(has(html, "≠"));
}

TEST_CASE("report page: several runs share charts and are told apart by letters", "[apps]") {
  Run other = full_run("lstm");
  other.settings[0].second = "lstm";
  const std::vector<Run> runs = {full_run("gru"), other};
  const auto all = charts(runs, {"A", "B"});
  REQUIRE(all.size() == 7);
  CHECK(all[0].lines.size() == 4);
  CHECK(all[0].lines[2].label == "B train");
  CHECK(all[1].lines[1].label == "B");
  const std::string html = page(runs, "");
  check_page(html);
  CHECK(has(html, ">A</span> gru"));
  CHECK(has(html, ">B</span> lstm"));
  CHECK(has(html, "cell ≠"));
  CHECK_FALSE(has(html, "dropout ≠"));
}

TEST_CASE("report page: a section that no run has content for is left out", "[apps]") {
  Run run;
  run.name = "bare";
  run.curves[{"tokens_per_second", false}] = {{10, 3}};
  const std::string html = page({run}, "");
  check_page(html);
  CHECK(charts({run}, {""}).size() == 1);
  for (const char* part : {"Samples", "Attention", "Settings"})
    CHECK_FALSE(has(html, part));
}

TEST_CASE("report page: text from files does not become markup", "[apps]") {
  const std::string bad = "<script>alert('\"&')</script>";
  Run run = full_run(bad);
  run.samples = {{bad, bad, {{10, bad}}}};
  run.translated = {{bad, bad, bad, {{bad}, {bad}, {1}}}};
  run.facts = run.settings = {{bad, bad}};
  for (const auto& runs : {std::vector{run}, std::vector{run, full_run("other")}}) {
    const std::string html = page(runs, bad);
    check_page(html);
    CHECK(has(html, "&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;"));
  }
}

TEST_CASE("report page: attention shows each weight on hover and prints the largest", "[apps]") {
  const std::string table =
      attention_table({{"the", "cat"}, {"le", "chat"}, {0.75F, 0.25F, 0.004F, 0.996F}});
  CHECK(markup_fault(table) == "");
  CHECK(has(table, "<td style=\"--w:0.75\" title=\"le ← the: 0.75\">75</td>"));
  CHECK(has(table, "<td style=\"--w:0.25\" title=\"le ← cat: 0.25\"></td>"));
  CHECK(has(table, "title=\"chat ← cat: 1.00\">100</td>"));
  Run run = full_run("none");
  run.translated[0].attention = {};
  CHECK(has(page({run}, ""), "no attention"));
}

TEST_CASE("report page: of many translations the first, the last and the changes are shown",
          "[apps]") {
  Run run = full_run("long");
  run.samples = {{"s", "r", {}}};
  for (int64_t update = 1; update <= 100; ++update)
    run.samples[0].translations.push_back({update, "t" + std::to_string(update / 2)});
  const std::string html = page({run}, "");
  CHECK(has(html, "<dt>1</dt><dd><bdi>t0</bdi></dd>"));
  CHECK(has(html, "<dt>100</dt><dd><bdi>t50</bdi></dd>"));
  CHECK_FALSE(has(html, "<dt>3</dt>"));  // as at 2
  int shown = 0;
  for (size_t at = 0; (at = html.find("<dt>", at)) != std::string::npos; ++at)
    ++shown;
  CHECK(shown == 9);  // and the reference
}

}  // namespace
}  // namespace gloss::translate
