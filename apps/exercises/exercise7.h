// Exercise 7: beam search
//
// next(tokens) gives log p of each token as the one that follows `tokens`. Token 2 ends a sequence
// (kEnd); 0 and 1 never follow. Keep the `width` best beginnings by the sum of their log p; extend
// each by every token; keep the best, and so on. A sequence that ends stays in its place, so there
// are fewer and fewer places. A sequence with `limit` tokens can only end. The answer is the
// sequence, with its kEnd, that has the largest log p / length^alpha; kEnd counts as one of its
// tokens.
//
// Equal sums: the one that was made first, from the better beginning and with the smaller token. A
// stable sort keeps that order.
//
// Try it: cmake --workflow --preset exercise-7
// The solution: beam_search() in apps/plain/beam_search.h.
#pragma once

#include <functional>
#include <vector>

namespace exercise {

using Tokens = std::vector<int>;
using Next = std::function<std::vector<double>(const Tokens& tokens)>;

inline Tokens beam_search(const Next& next, size_t width, double alpha, size_t limit) {
  Tokens best;
  // your code
  return best;
}

}  // namespace exercise
