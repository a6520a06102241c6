#include "apps/translate/cli/nearest_name.h"

#include <algorithm>
#include <utility>

namespace gloss::translate {

size_t edit_distance(std::string_view a, std::string_view b) {
  // Row i holds the distances from the first i letters of a to each beginning of b.
  std::vector<size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = std::exchange(above, row);
  }
  return above[b.size()];
}

std::string nearest_name(std::string_view typed, const std::vector<std::string>& names) {
  std::string nearest;
  size_t least = typed.size() < 2 ? 0 : 1 + typed.size() / 4;  // one letter is near to anything
  for (const std::string& name : names) {
    const bool begins_word =
        typed.size() >= 3 && ("-" + name).find("-" + std::string(typed)) != std::string::npos;
    size_t distance = edit_distance(typed, name);
    if (begins_word) distance = std::min<size_t>(distance, 1);
    if (distance < least || (distance == least && nearest.empty())) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace gloss::translate
