#include "models/next_token.h"

#include <algorithm>
#include <cmath>

#include "models/batch.h"

namespace gloss::models {
namespace {

bool is_allowed(const Prefix& prefix, int32_t token) {
  return std::ranges::find(prefix.forbidden, token) == prefix.forbidden.end();
}

// The maximum of x[0, n), in SIMD lanes.
real largest(const real* x, int64_t n) {
  real most = x[0];
#pragma omp simd reduction(max : most)
  for (int64_t i = 1; i < n; ++i)
    most = x[i] > most ? x[i] : most;
  return most;
}

}  // namespace

std::vector<Candidate> best_candidates(std::span<const Prefix> prefixes, int64_t vocabulary,
                                       size_t count) {
  // A heap of the best candidates so far, the worst of them in front.
  const auto better = [](const Candidate& a, const Candidate& b) { return a.better_than(b); };
  std::vector<Candidate> best;
  const auto consider = [&](const Candidate& c) {
    if (best.size() == count) {
      if (!c.better_than(best.front())) return;
      std::ranges::pop_heap(best, better);
      best.pop_back();
    }
    best.push_back(c);
    std::ranges::push_heap(best, better);
  };
  constexpr int64_t kBlock = 256;
  for (size_t i = 0; i < prefixes.size(); ++i) {
    const Prefix& prefix = prefixes[i];
    const auto total = [&](real x) { return prefix.log_probability + double{x}; };
    for (int64_t begin = kEos; begin < vocabulary; begin += kBlock) {
      const int64_t end = std::min(begin + kBlock, vocabulary);
      // Most blocks have no token that is likely enough. Their maximum shows it.
      if (best.size() == count &&
          total(largest(prefix.next + begin, end - begin)) < best.front().log_probability)
        continue;
      for (auto token = static_cast<int32_t>(begin); token < end; ++token)
        if (is_allowed(prefix, token)) consider({total(prefix.next[token]), i, token});
    }
  }
  std::ranges::sort_heap(best, better);
  return best;
}

int32_t sample_token(const Prefix& prefix, int64_t vocabulary, const Sampling& sampling,
                     double uniform) {
  std::vector<int32_t> tokens;
  for (auto token = kEos; token < vocabulary; ++token)
    if (is_allowed(prefix, token)) tokens.push_back(token);
  const auto likelier = [&](int32_t a, int32_t b) {
    return prefix.next[a] != prefix.next[b] ? prefix.next[a] > prefix.next[b] : a < b;
  };
  if (sampling.topk > 0 && static_cast<size_t>(sampling.topk) < tokens.size()) {
    std::ranges::nth_element(tokens, tokens.begin() + sampling.topk, likelier);
    tokens.resize(static_cast<size_t>(sampling.topk));
  }
  if (sampling.topp < 1) std::ranges::sort(tokens, likelier);
  // sums[i] = p_0^(1/temperature) + .. + p_i^(1/temperature), as multiples of the largest of them.
  const int32_t likeliest = *std::ranges::min_element(tokens, likelier);
  std::vector<double> sums;
  double sum = 0;
  for (const int32_t token : tokens) {
    sum += std::exp(double{prefix.next[token] - prefix.next[likeliest]} / sampling.temperature);
    sums.push_back(sum);
  }
  // Find the nucleus cut-off, then sample below it by inverting the cumulative sum: the first token
  // whose sum exceeds the random number's share. A token of probability 0 adds nothing to the sum
  // and is never the first.
  const auto cut_off = std::ranges::lower_bound(sums, std::min(sampling.topp, 1.0) * sum);
  const auto sampled = std::min(cut_off, std::ranges::upper_bound(sums, uniform * *cut_off));
  return tokens[static_cast<size_t>(sampled - sums.begin())];
}

std::vector<int32_t> repeating_tokens(std::span<const int32_t> tokens, int64_t n) {
  std::vector<int32_t> found;
  if (n == 0 || static_cast<int64_t>(tokens.size()) < n) return found;
  const auto length = static_cast<size_t>(n - 1);  // of an n-gram without its last token
  const auto end = tokens.last(length);
  for (size_t i = 0; i + length < tokens.size(); ++i)
    if (std::ranges::equal(tokens.subspan(i, length), end)) found.push_back(tokens[i + length]);
  return found;
}

}  // namespace gloss::models
