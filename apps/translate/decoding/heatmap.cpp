#include "apps/translate/decoding/heatmap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <string_view>

#include "apps/translate/cli/terminal.h"
#include "core/check.h"

namespace gloss::translate {
namespace {

constexpr int kNarrowestCell = 3, kWidestCell = 10;
constexpr int kLongestWord = 20;  // columns; longer words are clipped
constexpr int kGap = 2;           // between the row labels and the cells

// The tokens as words to draw, and the columns of the widest. Control characters, which would move
// the cursor, become "?".
struct Words {
  std::vector<std::string> texts;
  int widest = 0;

  Words(const std::vector<std::string>& tokens, int columns) {
    for (const std::string& token : tokens) {
      std::string text;
      for (const Glyph& glyph : glyphs(token))
        text += glyph.width == 0 ? "?" : glyph.text;
      texts.push_back(clip(text, std::min(kLongestWord, columns)));
      widest = std::max(widest, display_width(texts.back()));
    }
  }
};

std::string spaces(int count) {
  return std::string(static_cast<size_t>(std::max(count, 0)), ' ');
}

// The source tokens [first, last), whose cells begin `left` columns from the edge of the terminal.
struct Block {
  size_t first, last;
  int left, cell;  // cell: columns of one cell

  // The column where the head of a source token begins: above the inside of its cell.
  int head_at(size_t token) const { return left + static_cast<int>(token - first) * cell + 1; }
};

// As many tokens from `first` on as fit, but at least one.
Block widest_block(const std::vector<std::string>& words, size_t first, int left, int cell,
                   int width) {
  Block block{first, first, left, cell};
  const auto fits = [&](size_t token) {
    const int taken = std::max(display_width(words[token]), cell - 1);
    return block.head_at(token) + taken <= width;
  };
  while (block.last < words.size() && (block.last == first || fits(block.last)))
    ++block.last;
  return block;
}

// Source words above their columns. A line of text takes words from the left until the next one has
// no room; it stands on the next line, with lines down from the words above:
//
//     the black
//     │   │    cat
//     │   │    │   sleeps
std::string draw_heads(const std::vector<std::string>& words, const Block& block) {
  std::string text;
  for (size_t next = block.first; next < block.last;) {
    std::string line;
    int column = 0;
    const auto place = [&](size_t token, const std::string& what) {
      line += spaces(block.head_at(token) - column) + what;
      column = block.head_at(token) + display_width(what);
    };
    for (size_t above = block.first; above < next; ++above)
      place(above, "│");
    do {
      place(next, words[next]);
      ++next;
    } while (next < block.last && column < block.head_at(next));
    text += line + "\n";
  }
  return text;
}

// Without colour: " ▒▒ ", and "[▒▒]" for the largest of a row.
std::string shaded_cell(float weight, bool strongest, int cell) {
  // The shades change at 0.1, 0.3, 0.5 and 0.7.
  constexpr std::array<std::string_view, 5> kShades = {" ", "░", "▒", "▓", "█"};
  const auto shade = static_cast<size_t>(std::min((weight + 0.1F) / 0.2F, 4.0F));
  std::string text = strongest ? "[" : " ";
  for (int i = 2; i < cell; ++i)
    text += kShades[shade];
  return text + (strongest ? "]" : " ");
}

// With a background from the 24 greys of the 256-colour palette; the largest with its percentage,
// dark on light or light on dark.
std::string coloured_cell(float weight, bool strongest, int cell) {
  const std::string background = std::to_string(232 + std::lround(weight * 23));
  const std::string foreground = weight > 0.5F ? "16" : "231";
  const std::string inside = strongest ? std::to_string(std::lround(weight * 100)) : "";
  const int before = (cell - static_cast<int>(inside.size()) + 1) / 2;
  return "\x1b[48;5;" + background + ";38;5;" + foreground + "m" + spaces(before) + inside +
         spaces(cell - before - static_cast<int>(inside.size()));
}

std::string draw_row(std::span<const float> row, const Block& block, bool colour) {
  const auto shown = [](float weight) {  // NaN counts as 0
    return weight > 0 ? std::min(weight, 1.0F) : 0.0F;
  };
  const auto strongest = std::ranges::max_element(row, {}, shown) - row.begin();
  std::string text;
  for (size_t s = block.first; s < block.last; ++s) {
    const float weight = shown(row[s]);
    const bool is_strongest = weight > 0 && static_cast<std::ptrdiff_t>(s) == strongest;
    text += colour ? coloured_cell(weight, is_strongest, block.cell)
                   : shaded_cell(weight, is_strongest, block.cell);
  }
  return colour ? text + "\x1b[0m" : text;
}

}  // namespace

std::string attention_heatmap(const AttentionMap& map, bool colour, int width) {
  const size_t columns = map.source.size();
  check(map.weights.size() == map.target.size() * columns, "attention_heatmap", "got ",
        map.weights.size(), " weights for ", map.target.size(), " target and ", columns,
        " source tokens");
  const Words heads(map.source, width / 2), labels(map.target, width / 3);

  // The widest cells with which the whole sentence fits, up to all heads on one line.
  const int left = labels.widest + kGap;
  int cell = std::clamp(heads.widest + 1, kNarrowestCell + 1, kWidestCell);
  while (cell > kNarrowestCell && widest_block(heads.texts, 0, left, cell, width).last < columns)
    --cell;

  std::string text;
  for (size_t first = 0; first < columns;) {
    const Block block = widest_block(heads.texts, first, left, cell, width);
    if (first > 0) text += "\n";
    text += draw_heads(heads.texts, block);
    for (size_t t = 0; t < labels.texts.size(); ++t) {
      const std::string& label = labels.texts[t];
      const std::span row(map.weights.data() + t * columns, columns);
      std::string line = spaces(labels.widest - display_width(label)) + label + spaces(kGap) +
                         draw_row(row, block, colour);
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
    first = block.last;
  }
  return text;
}

}  // namespace gloss::translate
