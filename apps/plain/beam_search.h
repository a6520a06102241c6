// Beam search: a translation with a high probability.
//
//   log p(y) = sum over t of log p(y_t | y_1 .. y_{t-1})        score = log p(y) / length^alpha
//
// There are V^T sequences of T tokens, too many to try. Keep the `width` best beginnings, append
// every token to each, and keep the `width` best of the results; one that has ended keeps its
// place. Width 1 is greedy search. The division is for long sequences, which have more factors.
//
// Sources: Graves, "Sequence Transduction with Recurrent Neural Networks" (2012), section 2.1;
// Wu et al., "Google's Neural Machine Translation System" (2016), section 7, for the length.
#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

namespace plain {

constexpr int kBegin = 1, kEnd = 2, kUnknown = 3;  // the words have the ids after these

template <class State>
struct Hypothesis {
  State state;
  std::vector<int> tokens = {};  // kEnd last, once it has ended
  double log_p = 0, score = 0;
};

// next(state, token) appends a token, at first kBegin, to what the state stands for, and gives
// log p of each token as the one after it. At most `limit` tokens, kEnd not counted.
template <class State, class Next>
Hypothesis<State> beam_search(const State& start, const Next& next, size_t width, double alpha,
                              size_t limit) {
  std::vector<Hypothesis<State>> live = {{start}}, finished;
  while (!live.empty()) {
    std::vector<Hypothesis<State>> longer;
    for (auto& h : live) {
      const auto log_p = next(h.state, h.tokens.empty() ? kBegin : h.tokens.back());
      const size_t tokens = h.tokens.size() < limit ? log_p.size() : kEnd + 1;
      for (size_t token = kEnd; token < tokens; ++token) {
        longer.push_back(h);
        longer.back().tokens.push_back(static_cast<int>(token));
        longer.back().log_p += log_p[token];
      }
    }
    std::ranges::stable_sort(longer, [](auto& a, auto& b) { return a.log_p > b.log_p; });
    longer.resize(std::min(longer.size(), width - finished.size()), {start});
    live.clear();
    for (auto& h : longer) {
      h.score = h.log_p / std::pow(h.tokens.size(), alpha);
      (h.tokens.back() == kEnd ? finished : live).push_back(h);
    }
  }
  return *std::ranges::max_element(finished, {}, [](auto& h) { return h.score; });
}

}  // namespace plain
