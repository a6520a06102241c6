#include "apps/translate/data_check/pairs.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "apps/translate/text/corpus.h"
#include "apps/translate/text/held_out.h"
#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

// f(i) for every line i.
template <class F>
auto for_lines(size_t lines, const F& f) {
  std::vector<decltype(f(size_t{0}))> values(lines);
  for_each_index(lines, [&](size_t i) { values[i] = f(i); });
  return values;
}

// Pairs whose ratio of lengths is far from the usual one, the furthest first. Ten characters are
// added to both lengths so that short sentences do not stand out.
void add_ratio_outliers(Findings& findings, const Lines& source, const Lines& target) {
  const auto characters = [](const std::string& line) {
    return std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; });
  };
  std::vector<double> ratios = for_lines(source.size(), [&](size_t i) {
    return std::log(static_cast<double>(characters(source[i]) + 10) /
                    static_cast<double>(characters(target[i]) + 10));
  });
  const auto median = [](std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::ranges::nth_element(values, middle);
    return *middle;
  };
  const double usual = median(ratios);
  for (double& ratio : ratios)
    ratio = std::abs(ratio - usual);
  // If lengths are normally distributed, 1.48 median absolute deviations are a standard deviation.
  const double limit = std::max(std::log(2.5), 5 * 1.48 * median(ratios));
  std::vector<size_t> far;
  for (size_t i = 0; i < ratios.size(); ++i)
    if (ratios[i] > limit && !is_blank(source[i]) && !is_blank(target[i])) far.push_back(i);
  std::ranges::stable_sort(far, {}, [&](size_t i) { return -ratios[i]; });
  Finding finding{.kind = "length-ratio", .count = static_cast<int64_t>(far.size())};
  for (size_t i = 0; i < std::min(far.size(), kExamples); ++i)
    finding.examples.push_back(example_at(source, target, far[i]));
  add(findings, std::move(finding), "pair",
      "of very different length (the usual ratio of characters is " + fixed(std::exp(usual), 2) +
          " to 1)");
}

}  // namespace

Findings length_findings(const Lines& source, const Lines& target, int64_t max_length) {
  if (source.empty()) return {};
  const std::vector<char> is_long = for_lines(source.size(), [&](size_t i) -> char {
    return has_more_tokens(source[i], max_length) || has_more_tokens(target[i], max_length);
  });
  Findings findings;
  add(findings,
      find_lines("empty", source, target,
                 [&](size_t i) { return is_blank(source[i]) || is_blank(target[i]); }),
      "pair", "with an empty side, which training drops");
  add(findings, find_lines("too-long", source, target, [&](size_t i) { return is_long[i] != 0; }),
      "pair",
      "with more than " + std::to_string(max_length) +
          " tokens on a side, which training drops (--max-length)");
  add_ratio_outliers(findings, source, target);
  add(findings,
      find_lines("identical", source, target,
                 [&](size_t i) { return source[i] == target[i] && !is_blank(source[i]); }),
      "pair", "with the same text on both sides: untranslated, or a name");
  return findings;
}

Findings duplicate_findings(const Lines& source, const Lines& target) {
  struct Key {
    uint64_t source, target;  // hashes of the text
    size_t line;
    auto order() const { return std::tie(source, target, line); }
  };
  std::vector<Key> keys = for_lines(source.size(), [&](size_t i) {
    return Key{text_hash(0, source[i]), text_hash(0, target[i]), i};
  });
  std::ranges::sort(keys, {}, &Key::order);
  std::vector<char> repeated(source.size());
  Finding several{.kind = "several-targets"};
  std::vector<size_t> first;  // the lines of the first source in the file with several targets
  for (size_t i = 0, end = 0; i < keys.size(); i = end) {
    std::vector<size_t> different = {keys[i].line};
    for (end = i + 1; end < keys.size() && keys[end].source == keys[i].source; ++end) {
      if (keys[end].target == keys[end - 1].target)
        repeated[keys[end].line] = 1;
      else
        different.push_back(keys[end].line);
    }
    if (different.size() == 1 || is_blank(source[keys[i].line])) continue;
    ++several.count;
    std::ranges::sort(different);
    if (first.empty() || different < first) first = std::move(different);
  }
  for (size_t i = 0; i < std::min(first.size(), kExamples); ++i)
    several.examples.push_back(example_at(source, target, first[i]));
  Findings findings;
  add(findings,
      find_lines("duplicates", source, target, [&](size_t i) { return repeated[i] != 0; }), "pair",
      "already on an earlier line");
  add(findings, std::move(several), "source",
      "with several targets (harmless unless they contradict each other)");
  return findings;
}

Findings overlap_findings(const Lines& training, const std::string& name, const Lines& other_source,
                          const Lines& other_target) {
  std::vector<uint64_t> known =
      for_lines(training.size(), [&](size_t i) { return held_out_key(0, training[i]); });
  std::ranges::sort(known);
  Findings findings;
  add(findings,
      find_lines("overlap", other_source, other_target,
                 [&](size_t i) {
                   return !is_blank(other_source[i]) &&
                          std::ranges::binary_search(known, held_out_key(0, other_source[i]));
                 }),
      name + " pair", "whose source is also in the training data: scores on it will be too high");
  return findings;
}

}  // namespace gloss::translate
