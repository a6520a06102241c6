#include "apps/translate/report/pictures.h"

#include <sstream>

#include "tests/apps/translate/report/markup.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

namespace {

const AttentionMap kMap{{"a", "<b>"}, {"c", "d", "e"}, {0.9f, 0.1f, 0.02f, 0.98f, 0.5f, 0.5f}};

size_t count_of(const std::string& text, const std::string& part) {
  size_t count = 0;
  for (size_t at = 0; (at = text.find(part, at)) != std::string::npos; ++at)
    ++count;
  return count;
}

}  // namespace

TEST_CASE("pictures: each is a file of SVG that needs nothing else, light and dark", "[apps]") {
  std::istringstream speeds("# a comment\nwork\ttokens/s\tours\t20\ttheirs\t10\n");
  const Chart chart{.title = "Loss", .unit = "nats", .lines = {{"", 0, true, {{1, 3}, {2, 1}}}}};
  for (const std::string& svg :
       {attention_picture("a <b>", "c d e", kMap), curves_picture(chart),
        speed_picture(read_speeds("speeds", speeds)), architecture_picture("rnn"),
        architecture_picture("transformer"), architecture_picture("conv")}) {
    CAPTURE(svg.substr(0, 300));
    CHECK(svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\""));
    CHECK(markup_fault(svg) == "");
    CHECK_THAT(svg, ContainsSubstring("prefers-color-scheme:dark"));
    CHECK(svg.find("NaN") == std::string::npos);
    CHECK(svg.find("var(") == std::string::npos);  // not in librsvg and Inkscape
    CHECK(svg.size() < 30'000);
  }
}

TEST_CASE("heatmap_svg: weights are darker the larger, and the largest of a row has its percent",
          "[apps]") {
  const std::string svg = heatmap_svg(kMap, 30, HeatmapNumbers::kLargest).svg;
  CHECK(count_of(svg, "class=\"value\"") == 3);
  CHECK_THAT(svg, ContainsSubstring(">98</text>"));
  CHECK_THAT(svg, ContainsSubstring("&lt;b&gt;"));
  CHECK(count_of(svg, "<path") == 4);  // 0.9, 0.1, 1, 0.5; no cell for 0.02
  CHECK(count_of(heatmap_svg(kMap, 30, HeatmapNumbers::kAll).svg, "class=\"value\"") == 6);
  CHECK(count_of(heatmap_svg(kMap, 30, HeatmapNumbers::kNone).svg, "class=\"value\"") == 0);
}

TEST_CASE("architecture_picture: shows the layers and what flows back in a recurrent decoder",
          "[apps]") {
  const std::string transformer = architecture_picture("transformer"),
                    rnn = architecture_picture("rnn");
  for (const char* module : {"encoder.layers.3", "decoder.layers.0", "output_embedding"})
    CHECK_THAT(transformer, ContainsSubstring(module));
  CHECK(count_of(transformer, "g-edge g-back\"") == 0);
  CHECK_THAT(rnn, ContainsSubstring(">attention<"));
  CHECK_THAT(rnn, ContainsSubstring(">context_cell<"));
  CHECK(count_of(rnn, "g-edge g-back\"") > 0);
}

TEST_CASE("read_speeds: a line that is no row is named", "[apps]") {
  for (const char* line : {"a\tb\tc\t1\td\n", "a\tb\tc\tx\td\t2\n"}) {
    std::istringstream in("# first\n" + std::string(line));
    CHECK_THROWS_WITH(read_speeds("file", in), ContainsSubstring("'file' line 2 is no row"));
  }
}
