#pragma once

#include "../plain/adam.h"
#include "../plain/attention.h"
#include "../plain/beam_search.h"
#include "../plain/bleu.h"
#include "../plain/bpe.h"
#include "../plain/gru.h"

// The solutions are the functions of apps/plain, here with the signatures of the exercises.
namespace solution {

using plain::attend;
using plain::bleu;
using plain::gru_step;
using plain::learn_merges;

// dA = dC B^T, dB = A^T dC
template <class Gradients>
Gradients matmul_backward(const std::vector<double>& a, const std::vector<double>& b,
                          const std::vector<double>& dc, size_t m, size_t n, size_t k) {
  const auto transposed = [](const std::vector<double>& x, size_t rows) {
    std::vector<double> y;
    for (size_t j = 0; j < x.size() / rows; ++j)
      for (size_t i = 0; i < rows; ++i)
        y.push_back(x[i * (x.size() / rows) + j]);
    return y;
  };
  return {plain::matmul(dc, transposed(b, k), m, k, n),
          plain::matmul(transposed(a, m), dc, k, n, m)};
}

inline std::vector<double> softmax(const std::vector<double>& x) {
  std::vector<double> y;
  for (const plain::Value& element : plain::softmax({x.begin(), x.end()}))
    y.push_back(element.value());
  return y;
}

template <class State>
void adam_step(State& s, std::vector<double>& theta, const std::vector<double>& g) {
  const plain::Vector parameters(theta.begin(), theta.end());
  plain::Adam adam{s.lr, s.beta1, s.beta2, s.eps, s.t, s.m, s.v};
  for (size_t i = 0; i < g.size(); ++i)
    parameters[i].gradient() = g[i];
  adam.step(parameters);
  for (size_t i = 0; i < g.size(); ++i)
    theta[i] = parameters[i].value();
  s.t = adam.t, s.m = adam.m, s.v = adam.v;
}

template <class Next>
std::vector<int> beam_search(const Next& next, size_t width, double alpha, size_t limit) {
  const auto append = [&](std::vector<int>& tokens, int token) {
    if (token != plain::kBegin) tokens.push_back(token);
    return next(tokens);
  };
  return plain::beam_search(std::vector<int>(), append, width, alpha, limit).tokens;
}

}  // namespace solution
