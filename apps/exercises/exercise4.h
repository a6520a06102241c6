// Exercise 4: a step of a gated recurrent unit
//
//   r  = sigmoid(W_r x + b_r + U_r h + d_r)          what of the old state the candidate sees
//   z  = sigmoid(W_z x + b_z + U_z h + d_z)          what of the old state stays
//   n  = tanh(W_n x + b_n + r (U_n h + d_n))         the candidate
//   h' = (1 - z) n + z h
//
// x [in], h [H]; products of two vectors element by element. The three W stand one below the other
// in weight_ih [3H, in], in the order r, z, n, the three U in weight_hh [3H, H], b and d likewise
// in bias_ih and bias_hh. So multiply(weight_ih, x) gives all three W x at once: elements 0 to H -
// 1 are W_r x, the next H are W_z x.
//
// Try it: cmake --workflow --preset exercise-4
// The solution: gru_step() in apps/plain/gru.h.
#pragma once

#include "../plain/gru.h"

namespace exercise {

inline plain::Vector gru_step(const plain::Gru& gru, const plain::Vector& x,
                              const plain::Vector& h) {
  plain::Vector next;
  // your code
  return next;
}

}  // namespace exercise
