// Exercise 3: attention
//
// The decoder's state h asks: which of the vectors x_1 .. x_S do I need now?
//
//   score_j = v . tanh(W h + U x_j + b)
//   weights = softmax(score_1 .. score_S)
//   context = sum over j of weights_j x_j
//
// h [Q], x_j [K], W [units, Q], U [units, K], b and v [units]. Use the operations of
// apps/plain/matmul.h: multiply(W, h) is the product of a matrix and a vector, `+` and tanh() work
// element by element, multiply(v, t)[0] is a dot product. They record themselves, so the gradients,
// which are compared as well, need no line of yours.
//
// Try it: cmake --workflow --preset exercise-3
// The solution: attend() in apps/plain/attention.h.
#pragma once

#include "../plain/attention.h"

namespace exercise {

inline plain::Attended attend(const plain::Attention& a, const plain::Vector& h,
                              const std::vector<plain::Vector>& x) {
  const plain::Vector &W = a.query_weight, &U = a.key_weight, &b = a.key_bias, &v = a.score_weight;
  plain::Vector weights, context;
  // your code
  return {weights, context};
}

}  // namespace exercise
