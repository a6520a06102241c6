// A gated recurrent unit: from the input x of one step and the state h, the next state h'.
//
//   reset      r  = sigmoid(W_r x + b_r + U_r h + d_r)
//   update     z  = sigmoid(W_z x + b_z + U_z h + d_z)
//   candidate  n  = tanh(W_n x + b_n + r (U_n h + d_n))
//   state      h' = (1 - z) n + z h                           products element by element
//
// x [in], h [H]. W_r, W_z, W_n stand one below the other in weight_ih [3H, in], U likewise in
// weight_hh [3H, H], b and d in bias_ih and bias_hh [3H].
//
// Source: Cho et al., "Learning Phrase Representations using RNN Encoder-Decoder" (2014); r
// multiplies U_n h + d_n, after the product, as in cuDNN and PyTorch.
#pragma once

#include "matmul.h"

namespace plain {

struct Gru {
  Vector weight_ih, weight_hh, bias_ih, bias_hh;
};

inline Vector gru_step(const Gru& gru, const Vector& x, const Vector& h) {
  const Vector gx = multiply(gru.weight_ih, x) + gru.bias_ih;
  const Vector gh = multiply(gru.weight_hh, h) + gru.bias_hh;
  const size_t H = h.size();
  Vector next;
  for (size_t i = 0; i < H; ++i) {
    const Value r = sigmoid(gx[i] + gh[i]), z = sigmoid(gx[H + i] + gh[H + i]);
    const Value n = tanh(gx[2 * H + i] + r * gh[2 * H + i]);
    next.push_back((1 - z) * n + z * h[i]);
  }
  return next;
}

}  // namespace plain
