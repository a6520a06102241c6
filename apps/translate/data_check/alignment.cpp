#include "apps/translate/data_check/alignment.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>
#include <span>
#include <string_view>

#include "apps/translate/text/corpus.h"

namespace gloss::translate {
namespace {

constexpr int64_t kFarthest = 5;  // lines that a shift may have
constexpr double kSure = 6;       // standard errors; there may be a million windows
constexpr double kNoticeable = 0.1;

using Traits = std::vector<LineTraits>;

// How badly two lines fit, `usual` being the mean of the difference in length. Bounded, so that one
// odd pair cannot decide for a window.
double misfit(const LineTraits& s, const LineTraits& t, double usual) {
  double cost = std::min(std::abs(s.log_length - t.log_length - usual) / 0.3, 3.0);
  if (s.ending != t.ending) cost += 0.7;
  if (s.numbers != t.numbers) cost += 1;
  if (s.numbers != 0 && s.numbers == t.numbers) cost -= 2;
  return cost;
}

double mean_log_length(const Traits& lines) {
  double sum = 0;
  for (const LineTraits& line : lines)
    sum += line.log_length;
  return sum / static_cast<double>(std::max<size_t>(1, lines.size()));
}

// How much better line i fits the line `offset` further on than its own, for every i; 0 at the
// ends, where there is none.
std::vector<double> gains(const Traits& source, const Traits& target, int64_t offset) {
  const double usual = mean_log_length(source) - mean_log_length(target);
  const auto lines = static_cast<int64_t>(std::min(source.size(), target.size()));
  std::vector<double> gain(static_cast<size_t>(lines));
  for (int64_t i = 0; i < lines; ++i) {
    if (i + offset < 0 || i + offset >= static_cast<int64_t>(target.size())) continue;
    const LineTraits& s = source[static_cast<size_t>(i)];
    gain[static_cast<size_t>(i)] = misfit(s, target[static_cast<size_t>(i)], usual) -
                                   misfit(s, target[static_cast<size_t>(i + offset)], usual);
  }
  return gain;
}

struct Evidence {
  double mean, sureness;  // of the gains; the mean in standard errors
};

Evidence weigh(std::span<const double> gain) {
  double sum = 0, squares = 0;
  for (const double g : gain) {
    sum += g;
    squares += g * g;
  }
  const auto n = static_cast<double>(gain.size());
  const double mean = sum / n, variance = std::max(squares / n - mean * mean, 1e-12);
  return {mean, mean / std::sqrt(variance / n)};
}

bool convincing(const Evidence& e) {
  return e.mean > kNoticeable && e.sureness > kSure;
}

// The stretch around a convincing window: its first line is where the sum of gains turns from
// falling to rising, and it goes on while windows gain.
Shift widen(std::span<const double> gain, size_t begin, size_t window, int64_t offset) {
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
  while (last + window <= gain.size() && weigh(gain.subspan(last, window)).mean > 0)
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
  const size_t last = line.find_last_not_of(" \t\"'");
  if (last != std::string_view::npos && std::string_view(".?!:").find(line[last]) != line.npos)
    traits.ending = line[last];
  return traits;
}

std::optional<Shift> find_shift(const Traits& source, const Traits& target) {
  std::vector<std::vector<double>> gain;  // by offset
  std::vector<int64_t> offsets;
  for (int64_t offset = -kFarthest; offset <= kFarthest; ++offset) {
    if (offset == 0) continue;
    offsets.push_back(offset);
    gain.push_back(gains(source, target, offset));
  }
  const size_t lines = gain[0].size(), narrow = std::clamp<size_t>(lines / 3, 20, 60);
  for (const size_t window : {narrow, 5 * narrow, 25 * narrow})
    for (size_t i = 0; i + window <= lines; i += window / 2) {
      std::optional<Shift> surest;
      double sureness = 0;
      for (size_t o = 0; o < offsets.size(); ++o) {
        const Evidence e = weigh(std::span(gain[o]).subspan(i, window));
        if (!convincing(e) || e.sureness <= sureness) continue;
        sureness = e.sureness;
        surest = widen(gain[o], i, window, offsets[o]);
      }
      if (surest) return surest;
    }
  return std::nullopt;
}

bool look_unrelated(const Traits& source, const Traits& target) {
  constexpr size_t kFewest = 100;
  const size_t lines = std::min(source.size(), target.size());
  if (lines < kFewest) return false;
  const size_t half = lines / 2;  // lines that have a partner so far away
  const std::vector<double> gain = gains(source, target, static_cast<int64_t>(half));
  return weigh(std::span(gain).first(half)).sureness > -4;
}

Findings alignment_findings(const std::vector<std::string>& source,
                            const std::vector<std::string>& target) {
  Findings findings;
  if (source.size() != target.size()) {
    const auto [fewer, more] = std::minmax({source.size(), target.size()});  // by value
    findings.push_back({.kind = "line-counts",
                        .message = "source and target differ in length: " +
                                   counted(static_cast<int64_t>(source.size()), "line") + " and " +
                                   std::to_string(target.size()),
                        .count = static_cast<int64_t>(more - fewer),
                        .fatal = true});
  }
  Traits s(source.size()), t(target.size());
  std::ranges::transform(source, s.begin(), traits_of);
  std::ranges::transform(target, t.begin(), traits_of);
  if (const std::optional<Shift> shift = find_shift(s, t)) {
    const auto first = static_cast<int64_t>(shift->first);
    Finding finding{.kind = "shift",
                    .message = "source and target seem to be out of step from about line " +
                               std::to_string(first + 1) + " to " + std::to_string(shift->last) +
                               ": lengths, numbers and end marks fit the target line " +
                               std::to_string(std::abs(shift->offset)) +
                               (shift->offset > 0 ? " later" : " earlier") +
                               " better (look there for a missing or extra line)",
                    .count = static_cast<int64_t>(shift->last) - first};
    for (size_t i = shift->first; i < std::min(shift->last, shift->first + kExamples); ++i)
      if (i < std::min(source.size(), target.size()))
        finding.examples.push_back(pair_example(source, target, i));
    findings.push_back(std::move(finding));
  } else if (look_unrelated(s, t)) {
    findings.push_back(
        {.kind = "unrelated",
         .message = "source and target lines fit each other in length, numbers and end marks no "
                    "better than lines far apart: are both files in the same order?",
         .count = static_cast<int64_t>(std::min(s.size(), t.size()))});
  }
  return findings;
}

}  // namespace gloss::translate
