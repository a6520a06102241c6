#include "apps/translate/decoding/heatmap.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>
#include <string_view>
#include <vector>

#include "apps/translate/cli/terminal.h"

namespace gloss::translate {
namespace {

constexpr int kNarrowestCell = 3, kWidestCell = 10;
constexpr int kLongestWord = 20;  // columns of a head; longer words are clipped
constexpr int kGap = 2;           // between the row labels and the cells

// The token as it can be shown: control characters would move the cursor.
std::string shown(std::string_view token, int columns) {
  std::string text;
  for (const Glyph& glyph : glyphs(token))
    text += glyph.width == 0 ? "?" : glyph.text;
  return clip(text, columns);
}

std::string spaces(int count) {
  return std::string(static_cast<size_t>(std::max(count, 0)), ' ');
}

// The columns [first, last) of the matrix, drawn `left` columns from the edge of the terminal.
struct Block {
  size_t first, last;
  int left, cell;  // cell: columns of one cell

  // Where the head of a source token begins: above the inside of its cell.
  int head_at(size_t token) const { return left + static_cast<int>(token - first) * cell + 1; }
};

// As many tokens from `first` on as fit with their heads, but at least one.
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

// Source words above their columns. A line takes words from the left as long as they stand clear
// of each other; where it has no word yet, lines lead down from the words above:
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

// Without colour: " ▒▒ ", and "[▒▒]" for the strongest of a row.
std::string shaded_cell(float weight, bool strongest, int cell) {
  // A shade begins at 0.1, 0.3, 0.5 and 0.7.
  constexpr std::array<std::string_view, 5> kShades = {" ", "░", "▒", "▓", "█"};
  const auto shade = static_cast<size_t>(std::min((weight + 0.1F) / 0.2F, 4.0F));
  std::string text = strongest ? "[" : " ";
  for (int i = 2; i < cell; ++i)
    text += kShades[shade];
  return text + (strongest ? "]" : " ");
}

// On a background from the 24 greys of the 256-colour palette; the strongest with its percentage,
// dark on light or light on dark.
std::string coloured_cell(float weight, bool strongest, int cell) {
  const std::string background = std::to_string(232 + std::lround(weight * 23));
  const std::string foreground = weight > 0.5F ? "16" : "231";
  const std::string inside = strongest ? std::to_string(std::lround(weight * 100)) : "";
  const int before = (cell - static_cast<int>(inside.size()) + 1) / 2;
  return "\x1b[48;5;" + background + ";38;5;" + foreground + "m" + spaces(before) + inside +
         spaces(cell - before - static_cast<int>(inside.size()));
}

std::string draw_row(std::span<const float> weights, const Block& block, bool colour) {
  std::vector<float> row;
  for (const float weight : weights) {
    row.push_back(weight > 0 ? std::min(weight, 1.0F) : 0.0F);  // NaN counts as nothing
  }
  const auto strongest = std::max_element(row.begin(), row.end());
  std::string text;
  for (size_t s = block.first; s < block.last; ++s) {
    const bool is_strongest = row[s] > 0 && &row[s] == &*strongest;
    text += colour ? coloured_cell(row[s], is_strongest, block.cell)
                   : shaded_cell(row[s], is_strongest, block.cell);
  }
  return colour ? text + "\x1b[0m" : text;
}

}  // namespace

std::string attention_heatmap(std::span<const std::string> source,
                              std::span<const std::string> target, std::span<const float> weights,
                              bool colour, int width) {
  if (weights.size() != target.size() * source.size()) {
    throw std::invalid_argument("attention_heatmap: got " + std::to_string(weights.size()) +
                                " weights for " + std::to_string(target.size()) + " target and " +
                                std::to_string(source.size()) + " source tokens");
  }
  std::vector<std::string> words, labels;
  int longest = 0, label_width = 0;
  for (const std::string& token : source) {
    words.push_back(shown(token, std::min(kLongestWord, width / 2)));
    longest = std::max(longest, display_width(words.back()));
  }
  for (const std::string& token : target) {
    labels.push_back(shown(token, std::min(kLongestWord, width / 3)));
    label_width = std::max(label_width, display_width(labels.back()));
  }

  // The widest cells with which the whole sentence fits, up to all heads on one line.
  const int left = label_width + kGap;
  int cell = std::clamp(longest + 1, kNarrowestCell + 1, kWidestCell);
  while (cell > kNarrowestCell && widest_block(words, 0, left, cell, width).last < words.size()) {
    --cell;
  }

  std::string text;
  for (size_t first = 0; first < words.size();) {
    const Block block = widest_block(words, first, left, cell, width);
    if (first > 0) text += "\n";
    text += draw_heads(words, block);
    for (size_t t = 0; t < labels.size(); ++t) {
      const std::string row =
          spaces(label_width - display_width(labels[t])) + labels[t] + spaces(kGap) +
          draw_row(weights.subspan(t * source.size(), source.size()), block, colour);
      text += row.substr(0, row.find_last_not_of(' ') + 1) + "\n";
    }
    first = block.last;
  }
  return text;
}

}  // namespace gloss::translate
