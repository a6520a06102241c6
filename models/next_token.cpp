#include "models/next_token.h"

#include <algorithm>
#include <cmath>

#include "models/batch.h"

namespace gloss::models {
namespace {

bool allowed(const Prefix& prefix, int32_t token) {
  return std::ranges::find(prefix.forbidden, token) == prefix.forbidden.end();
}

real largest(const real* x, int64_t n) {
  real most = x[0];
#pragma omp simd reduction(max : most)
  for (int64_t i = 1; i < n; ++i)
    most = x[i] > most ? x[i] : most;
  return most;
}

}  // namespace

// Most of the vocabulary is passed over a block at a time: a block whose largest number is too
// small holds none of the best.
std::vector<Candidate> best_candidates(std::span<const Prefix> prefixes, int64_t vocabulary,
                                       size_t count) {
  // A heap whose front is the worst of the best so far.
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
  for (size_t from = 0; from < prefixes.size(); ++from) {
    const Prefix& prefix = prefixes[from];
    const auto total = [&](real x) { return prefix.log_probability + double{x}; };
    for (int64_t begin = kEos; begin < vocabulary; begin += kBlock) {
      const int64_t end = std::min(begin + kBlock, vocabulary);
      if (best.size() == count &&
          total(largest(prefix.next + begin, end - begin)) < best.front().log_probability)
        continue;
      for (auto token = static_cast<int32_t>(begin); token < end; ++token)
        if (allowed(prefix, token)) consider({total(prefix.next[token]), from, token});
    }
  }
  std::ranges::sort_heap(best, better);
  return best;
}

int32_t draw_token(const Prefix& prefix, int64_t vocabulary, const Sampling& sampling,
                   double uniform) {
  std::vector<int32_t> tokens;
  for (auto token = kEos; token < vocabulary; ++token)
    if (allowed(prefix, token)) tokens.push_back(token);
  const auto likelier = [&](int32_t a, int32_t b) {
    return prefix.next[a] != prefix.next[b] ? prefix.next[a] > prefix.next[b] : a < b;
  };
  if (sampling.topk > 0 && static_cast<size_t>(sampling.topk) < tokens.size()) {
    std::ranges::nth_element(tokens, tokens.begin() + sampling.topk, likelier);
    tokens.resize(static_cast<size_t>(sampling.topk));
  }
  if (sampling.topp < 1) std::ranges::sort(tokens, likelier);
  const int32_t likeliest = *std::ranges::min_element(tokens, likelier);
  std::vector<double> sums;  // of the weights up to each token
  double sum = 0;
  for (const int32_t token : tokens) {
    sum += std::exp(double{prefix.next[token] - prefix.next[likeliest]} / sampling.temperature);
    sums.push_back(sum);
  }
  // The last token that counts, and of those up to it the first whose sum is above the mark: never
  // one without weight.
  const auto last = std::ranges::lower_bound(sums, std::min(sampling.topp, 1.0) * sum);
  const auto at = std::min(last, std::ranges::upper_bound(sums, uniform * *last));
  return tokens[static_cast<size_t>(at - sums.begin())];
}

std::vector<int32_t> repeating_tokens(std::span<const int32_t> tokens, int64_t n) {
  std::vector<int32_t> found;
  if (n == 0 || static_cast<int64_t>(tokens.size()) < n) return found;
  const auto before = static_cast<size_t>(n - 1);  // tokens that would repeat with the next one
  const auto last = tokens.last(before);
  for (size_t i = 0; i + before < tokens.size(); ++i)
    if (std::ranges::equal(tokens.subspan(i, before), last)) found.push_back(tokens[i + before]);
  return found;
}

}  // namespace gloss::models
