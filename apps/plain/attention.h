// Attention: which of the source's vectors x_1 .. x_S does the decoder need in its state h?
//
//   score_j = v . tanh(W h + U x_j + b)          how well x_j fits, a number
//   weights = softmax(score_1 .. score_S)        positive, with the sum 1
//   context = sum over j of weights_j x_j        the mean of what fits
//
// h [Q], x_j [K], W [units, Q], U [units, K], b and v [units], weights [S], context [K]. Nobody
// says which word belongs to which: the gradient of the loss, which the tape computes, goes through
// the weights to W, U, b, v, h and x_j. With u_j = W h + U x_j + b, and v (1 - ..) elementwise:
//
//   dL/dweights_j = dL/dcontext . x_j
//   dL/dscore_j   = weights_j (dL/dweights_j - sum over r of weights_r dL/dweights_r)
//                 = weights_j dL/dcontext . (x_j - context)
//   dL/du_j       = dL/dscore_j v (1 - tanh(u_j)^2)
//
// The second line is softmax's: dweights_r/dscore_j = weights_r ((1 if r = j, else 0) - weights_j).
// If the loss falls when the context moves towards x_j, then dL/dscore_j is negative, and a step
// against the gradient raises score_j.
//
// Source: Bahdanau, Cho and Bengio, "Neural Machine Translation by Jointly Learning to Align and
// Translate" (2015), appendix A.1.2.
#pragma once

#include "matmul.h"

namespace plain {

struct Attention {
  Vector query_weight, key_weight, key_bias, score_weight;  // W, U, b, v
};

struct Attended {
  Vector weights, context;
};

inline Attended attend(const Attention& a, const Vector& h, const std::vector<Vector>& x) {
  Vector scores;
  for (const Vector& x_j : x) {
    const Vector sum = multiply(a.query_weight, h) + multiply(a.key_weight, x_j) + a.key_bias;
    scores.push_back(multiply(a.score_weight, tanh(sum))[0]);
  }
  const Vector weights = softmax(scores);
  Vector context(x[0].size(), Value(0));
  for (size_t j = 0; j < x.size(); ++j)
    for (size_t i = 0; i < context.size(); ++i)
      context[i] = context[i] + weights[j] * x[j][i];
  return {weights, context};
}

}  // namespace plain
