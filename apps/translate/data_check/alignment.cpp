#include "apps/translate/data_check/alignment.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <span>
#include <string_view>

#include "apps/translate/cli/progress.h"
#include "apps/translate/text/held_out.h"

namespace gloss::translate {
namespace {

constexpr int64_t kLargestOffset = 5;  // lines
constexpr double kLeastErrors = 6;     // standard errors of a mean: there may be a million windows
constexpr double kLeastMean = 0.1;

using Traits = std::vector<LineTraits>;

// How badly two lines fit; `usual` is the mean difference of their log lengths. Bounded, so that no
// single pair decides for a window.
double misfit(const LineTraits& s, const LineTraits& t, double usual) {
  double cost = std::min(std::abs(s.log_length - t.log_length - usual) / 0.3, 3.0);
  if (s.ending != t.ending) cost += 0.7;
  if (s.numbers != t.numbers) cost += 1;
  if (s.numbers != 0 && s.numbers == t.numbers) cost -= 2;
  return cost;
}

double mean_log_length(const Traits& lines) {
  double sum = 0, count = 0;
  for (const LineTraits& line : lines)
    if (!line.blank) {
      sum += line.log_length;
      ++count;
    }
  return sum / std::max(count, 1.0);
}

// For every source line i: how much better it fits target line i + offset than target line i. 0
// where there is no line i + offset, or one of the three is blank.
std::vector<double> gains(const Traits& source, const Traits& target, int64_t offset) {
  const double usual = mean_log_length(source) - mean_log_length(target);
  const auto lines = static_cast<int64_t>(std::min(source.size(), target.size()));
  std::vector<double> gain(static_cast<size_t>(lines));
  for (int64_t i = 0; i < lines; ++i) {
    if (i + offset < 0 || i + offset >= static_cast<int64_t>(target.size())) continue;
    const LineTraits& s = source[static_cast<size_t>(i)];
    const LineTraits& t = target[static_cast<size_t>(i)];
    const LineTraits& other = target[static_cast<size_t>(i + offset)];
    if (!s.blank && !t.blank && !other.blank)
      gain[static_cast<size_t>(i)] = misfit(s, t, usual) - misfit(s, other, usual);
  }
  return gain;
}

// The mean of gains, and its distance from 0 in standard errors.
struct Evidence {
  double mean, errors;
};

Evidence evidence_of(std::span<const double> gain) {
  double sum = 0, squares = 0;
  for (const double g : gain) {
    sum += g;
    squares += g * g;
  }
  const auto n = static_cast<double>(gain.size());
  const double mean = sum / n, variance = std::max(squares / n - mean * mean, 1e-12);
  return {mean, mean / std::sqrt(variance / n)};
}

// Extends a window to all lines that are shifted. The first line is where the cumulative sum of the
// gains has its minimum; the end is where a whole window no longer gains.
Shift extend(std::span<const double> gain, size_t begin, size_t window, int64_t offset) {
  size_t first = begin > window ? begin - window : 0;
  double sum = 0, lowest = 0;
  for (size_t i = first; i < begin + window; ++i) {
    sum += gain[i];
    if (sum < lowest) {
      lowest = sum;
      first = i + 1;
    }
  }
  size_t last = begin + window;
  while (last + window <= gain.size() && evidence_of(gain.subspan(last, window)).mean > 0)
    last += window;
  if (last + window > gain.size()) last = gain.size();
  return {first, last, offset};
}

}  // namespace

LineTraits traits_of(std::string_view line) {
  LineTraits traits;
  int64_t characters = 0;
  const auto digit = [&](size_t i) {
    return i < line.size() && std::isdigit(static_cast<unsigned char>(line[i]));
  };
  for (size_t i = 0; i < line.size(); ++i) {
    if ((line[i] & 0xC0) != 0x80) ++characters;
    if (!digit(i)) continue;
    const size_t begin = i;
    while (digit(i + 1))
      ++i;
    characters += static_cast<int64_t>(i - begin);
    traits.numbers += text_hash(0, line.substr(begin, i + 1 - begin));
  }
  traits.log_length = std::log(static_cast<double>(characters + 5));
  traits.blank = characters == 0;
  const size_t last = line.find_last_not_of(" \t\"'");
  if (last != std::string_view::npos && std::string_view(".?!:").find(line[last]) != line.npos)
    traits.ending = line[last];
  return traits;
}

std::optional<Shift> find_shift(const Traits& source, const Traits& target) {
  std::map<int64_t, std::vector<double>> gain;  // by offset
  for (int64_t offset = -kLargestOffset; offset <= kLargestOffset; ++offset)
    if (offset != 0) gain[offset] = gains(source, target, offset);
  const size_t lines = gain[1].size(), narrow = std::clamp<size_t>(lines / 3, 20, 60);
  for (const size_t window : {narrow, 5 * narrow, 25 * narrow})
    for (size_t i = 0; i + window <= lines; i += window / 2) {
      std::optional<Shift> best;
      double most_errors = kLeastErrors;
      for (const auto& [offset, of_lines] : gain) {
        const Evidence e = evidence_of(std::span(of_lines).subspan(i, window));
        if (e.mean <= kLeastMean || e.errors <= most_errors) continue;
        most_errors = e.errors;
        best = extend(of_lines, i, window, offset);
      }
      if (best) return best;
    }
  return std::nullopt;
}

bool look_unrelated(const Traits& source, const Traits& target) {
  constexpr size_t kFewest = 100;
  const size_t lines = std::min(source.size(), target.size());
  if (lines < kFewest) return false;
  const size_t half = lines / 2;  // each of the first half is compared with a line so far away
  const std::vector<double> gain = gains(source, target, static_cast<int64_t>(half));
  return evidence_of(std::span(gain).first(half)).errors > -4;
}

Findings alignment_findings(const Lines& source, const Lines& target) {
  Findings findings;
  const auto source_lines = static_cast<int64_t>(source.size());
  const auto target_lines = static_cast<int64_t>(target.size());
  const int64_t common = std::min(source_lines, target_lines);
  if (source_lines != target_lines)
    findings.push_back(
        {.kind = "line-counts",
         .message = "source and target differ in length: " + format_quantity(source_lines, "line") +
                    " and " + std::to_string(target_lines),
         .count = std::max(source_lines, target_lines) - common,
         .fatal = true});
  Traits s(source.size()), t(target.size());
  std::ranges::transform(source, s.begin(), traits_of);
  std::ranges::transform(target, t.begin(), traits_of);
  if (const std::optional<Shift> shift = find_shift(s, t)) {
    Finding finding = find_lines("shift", source, target, [&](size_t i) {
      return i >= shift->first && i < shift->last && i < static_cast<size_t>(common);
    });
    finding.message = "source and target seem to be misaligned from about line " +
                      std::to_string(shift->first + 1) + " to " + std::to_string(shift->last) +
                      ": lengths, numbers and end marks fit the target line " +
                      std::to_string(std::abs(shift->offset)) +
                      (shift->offset > 0 ? " later" : " earlier") +
                      " better (look there for a missing or extra line)";
    findings.push_back(std::move(finding));
  } else if (look_unrelated(s, t)) {
    findings.push_back(
        {.kind = "unrelated",
         .message = "source and target lines fit each other in length, numbers and end marks no "
                    "better than lines far apart: are both files in the same order?",
         .count = common});
  }
  return findings;
}

}  // namespace gloss::translate
