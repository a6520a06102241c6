#include "apps/translate/data_check/pairs.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "apps/translate/text/codec.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/text/unicode.h"
#include "core/io/json.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

using Lines = std::vector<std::string>;

constexpr int64_t kGrain = 2048;  // lines that one thread takes at once

// The value of f for every line.
template <class F>
auto for_lines(size_t lines, const F& f) {
  std::vector<decltype(f(size_t{0}))> values(lines);
  parallel_for(static_cast<int64_t>(lines), kGrain, [&](int64_t begin, int64_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
      values[i] = f(i);
  });
  return values;
}

// Appends a finding about the lines for which `holds`, if there are any.
template <class F>
void add_lines(Findings& findings, const Lines& source, const Lines& target, const char* kind,
               const std::string& noun, const std::string& rest, const F& holds) {
  Finding finding{.kind = kind, .message = ""};
  for (size_t i = 0; i < source.size(); ++i) {
    if (!holds(i)) continue;
    if (++finding.count <= int64_t{kExamples})
      finding.examples.push_back(pair_example(source, target, i));
  }
  if (finding.count == 0) return;
  finding.message = counted(finding.count, noun) + " " + rest;
  findings.push_back(std::move(finding));
}

// Source and target lengths further apart than usual, the furthest first. Ten characters more on
// both sides keep short sentences from standing out.
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
  // 1.48 absolute deviations are a standard deviation where lengths are normally distributed.
  const double limit = std::max(std::log(2.5), 5 * 1.48 * median(ratios));
  std::vector<size_t> far;
  for (size_t i = 0; i < ratios.size(); ++i)
    if (ratios[i] > limit && !is_blank(source[i]) && !is_blank(target[i])) far.push_back(i);
  if (far.empty()) return;
  std::ranges::stable_sort(far, {}, [&](size_t i) { return -ratios[i]; });
  Finding finding{.kind = "length-ratio",
                  .message = counted(static_cast<int64_t>(far.size()), "pair") +
                             " of very different length (the usual ratio of characters is " +
                             fixed(std::exp(usual), 2) + " to 1)",
                  .count = static_cast<int64_t>(far.size())};
  for (size_t i = 0; i < std::min(far.size(), kExamples); ++i)
    finding.examples.push_back(pair_example(source, target, far[i]));
  findings.push_back(std::move(finding));
}

uint64_t exact(const std::string& line) {
  return text_hash(0, line);
}

// As hold_out() compares sources.
uint64_t normal(const std::string& line) {
  return text_hash(0, lowercase(normalise_spaces(line)));
}

}  // namespace

Findings length_findings(const Lines& source, const Lines& target, int64_t max_length,
                         bool lowercase) {
  if (source.empty()) return {};
  Findings findings;
  const auto too_long = [&](const std::string& line) {  // a token has at least one byte
    return static_cast<int64_t>(line.size()) > max_length &&
           static_cast<int64_t>(tokens_of(line, lowercase).size()) > max_length;
  };
  const std::vector<char> is_long = for_lines(
      source.size(), [&](size_t i) -> char { return too_long(source[i]) || too_long(target[i]); });
  add_lines(findings, source, target, "empty", "pair", "with an empty side, which training drops",
            [&](size_t i) { return is_blank(source[i]) || is_blank(target[i]); });
  add_lines(findings, source, target, "too-long", "pair",
            "with more than " + std::to_string(max_length) +
                " tokens on a side, which training drops (--max-length)",
            [&](size_t i) { return is_long[i] != 0; });
  add_ratio_outliers(findings, source, target);
  add_lines(findings, source, target, "identical", "pair",
            "with the same text on both sides: untranslated, or a name",
            [&](size_t i) { return source[i] == target[i] && !is_blank(source[i]); });
  return findings;
}

Findings duplicate_findings(const Lines& source, const Lines& target) {
  struct Key {
    uint64_t source, target;
    size_t line;
    auto order() const { return std::tie(source, target, line); }
  };
  std::vector<Key> keys = for_lines(source.size(), [&](size_t i) {
    return Key{exact(source[i]), exact(target[i]), i};
  });
  std::ranges::sort(keys, {}, &Key::order);
  std::vector<char> repeated(source.size());
  Finding several{.kind = "several-targets", .message = ""};
  std::vector<size_t> first;  // of the sources with several targets, the one that comes first
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
  Findings findings;
  add_lines(findings, source, target, "duplicates", "pair", "that an earlier line has already",
            [&](size_t i) { return repeated[i] != 0; });
  if (several.count == 0) return findings;
  several.message = counted(several.count, "source") +
                    " with several targets (harmless unless they contradict each other)";
  for (size_t i = 0; i < std::min(first.size(), kExamples); ++i)
    several.examples.push_back(pair_example(source, target, first[i]));
  findings.push_back(std::move(several));
  return findings;
}

Findings overlap_findings(const Lines& training, const std::string& name, const Lines& other_source,
                          const Lines& other_target) {
  std::vector<uint64_t> known =
      for_lines(training.size(), [&](size_t i) { return normal(training[i]); });
  std::ranges::sort(known);
  Findings findings;
  add_lines(findings, other_source, other_target, "overlap", name + " pair",
            "whose source is also trained on, so that their score will flatter", [&](size_t i) {
              return !is_blank(other_source[i]) &&
                     std::ranges::binary_search(known, normal(other_source[i]));
            });
  return findings;
}

}  // namespace gloss::translate
