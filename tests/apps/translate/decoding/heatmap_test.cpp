#include "apps/translate/decoding/heatmap.h"

#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "apps/translate/cli/terminal.h"
#include "tests/support/catch.h"

using namespace gloss::translate;
using Words = std::vector<std::string>;
using Catch::Matchers::Equals;

namespace {

// Words of the given length, named by letters: "aaaa", "bbbb", ...
Words words_of(size_t count, size_t length) {
  Words words;
  for (size_t i = 0; i < count; ++i)
    words.emplace_back(length, static_cast<char>('a' + i % 26));
  return words;
}

}  // namespace

TEST_CASE("heatmap: swapped words are off the diagonal", "[apps]") {
  const Words source = {"the", "black", "cat", "sleeps"}, target = {"le", "chat", "noir", "dort"};
  const std::vector<float> weights = {0.90F, 0.05F, 0.05F, 0.00F,  //
                                      0.05F, 0.20F, 0.75F, 0.00F,  //
                                      0.00F, 0.60F, 0.35F, 0.05F,  //
                                      0.00F, 0.00F, 0.15F, 0.85F};
  CHECK(attention_heatmap({source, target, weights}, false, 80) ==
        "       the    black  cat    sleeps\n"
        "  le  [█████]\n"
        "chat          ░░░░░ [█████]\n"
        "noir         [▓▓▓▓▓] ▒▒▒▒▒\n"
        "dort                 ░░░░░ [█████]\n");
}

TEST_CASE("heatmap: heads without room stand on the next line", "[apps]") {
  const Words source = {"the", "black", "cat", "sleeps"}, target = {"le"};
  const std::vector<float> weights = {0.2F, 0.2F, 0.2F, 0.4F};
  CHECK(attention_heatmap({source, target, weights}, false, 23) ==
        "     the black\n"
        "     │   │   cat sleeps\n"
        "le   ░░  ░░  ░░ [▒▒]\n");
}

TEST_CASE("heatmap: shades change at 0.1, 0.3, 0.5 and 0.7", "[apps]") {
  const std::vector<float> weights = {0.09F, 0.11F, 0.29F, 0.31F, 0.49F, 0.51F, 0.69F, 0.71F};
  CHECK(attention_heatmap({words_of(8, 1), Words{"x"}, weights}, false, 80) ==
        "    a   b   c   d   e   f   g   h\n"
        "x       ░░  ░░  ▒▒  ▒▒  ▓▓  ▓▓ [██]\n");
}

TEST_CASE("heatmap: the largest weight of a row is marked even if it is small", "[apps]") {
  const std::vector<float> weights = {0.02F, 0.04F, 0.03F};
  CHECK_THAT(attention_heatmap({words_of(3, 1), Words{"x"}, weights}, false, 80),
             ContainsSubstring("x      [  ]\n"));
}

TEST_CASE("heatmap: weights that are no weights count as nothing or as all", "[apps]") {
  const std::vector<float> weights = {std::nanf(""), -1.0F, 7.0F, 0.0F, 0.0F, 0.0F};
  CHECK(attention_heatmap({words_of(3, 1), Words{"x", "y"}, weights}, false, 80) ==
        "    a   b   c\n"
        "x          [██]\n"
        "y\n");
}

TEST_CASE("heatmap: a sentence too wide for the terminal is drawn in blocks", "[apps]") {
  const Words source = words_of(12, 4), target = {"t", "u"};
  std::vector<float> weights(24, 0.0F);
  weights[0] = 1.0F;        // t looks at the first token
  weights[12 + 11] = 1.0F;  // u at the last
  const std::string text = attention_heatmap({source, target, weights}, false, 25);
  std::istringstream in(text);
  int blocks = 1;
  for (std::string line; std::getline(in, line);) {
    CHECK(display_width(line) <= 25);
    if (line.empty()) ++blocks;
  }
  CHECK(blocks == 2);
  for (const std::string& word : source)
    CHECK_THAT(text, ContainsSubstring(word));
  const size_t second = text.find("\n\n");
  CHECK(text.find("t  [█]") < second);
  CHECK(text.find("[█]", second) != std::string::npos);
}

TEST_CASE("heatmap: no line is wider than the terminal", "[apps]") {
  const Words source = words_of(15, 9), target = words_of(5, 30);
  const std::vector<float> weights(75, 1.0F);
  for (const int width : {20, 40, 80, 200}) {
    std::istringstream in(attention_heatmap({source, target, weights}, false, width));
    for (std::string line; std::getline(in, line);)
      CHECK(display_width(line) <= width);
  }
}

TEST_CASE("heatmap: colour shows weights as grey backgrounds and the largest in percent",
          "[apps]") {
  const std::vector<float> weights = {0.0F, 1.0F, 0.4F, 0.2F};
  CHECK(attention_heatmap({words_of(2, 1), Words{"x", "y"}, weights}, true, 80) ==
        "    a   b\n"
        "x  \x1b[48;5;232;38;5;231m    \x1b[48;5;255;38;5;16m 100\x1b[0m\n"
        "y  \x1b[48;5;241;38;5;231m 40 \x1b[48;5;237;38;5;231m    \x1b[0m\n");
}

TEST_CASE("heatmap: wide characters and accents keep the columns straight", "[apps]") {
  const Words source = {"我", "喜欢", "e\u0301", "猫"}, target = {"日", "x"};
  const std::vector<float> weights = {0, 0, 0, 1, 0, 0, 0, 1};
  CHECK(attention_heatmap({source, target, weights}, false, 80) ==
        "     我   喜欢 e\u0301    猫\n"
        "日                 [███]\n"
        " x                 [███]\n");
}

TEST_CASE("heatmap: control characters in tokens do not reach the terminal", "[apps]") {
  const std::string text =
      attention_heatmap({Words{"\x1b[2J"}, Words{"a\nb"}, std::vector{1.0F}}, false, 80);
  CHECK_THAT(text, ContainsSubstring("?[2J"));
  CHECK_THAT(text, ContainsSubstring("a?b"));
}

TEST_CASE("heatmap: an empty sentence draws nothing, a wrong size is an error", "[apps]") {
  CHECK(attention_heatmap({Words{}, Words{"x"}, std::vector<float>{}}, false, 80).empty());
  CHECK_THROWS_WITH(
      attention_heatmap({Words{"a", "b"}, Words{"x"}, std::vector<float>(3)}, false, 80),
      Equals("attention_heatmap: got 3 weights for 1 target and 2 source tokens"));
}
