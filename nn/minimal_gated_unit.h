#pragma once

#include "nn/linear.h"
#include "nn/rnn_cell.h"

namespace gloss::nn {

// The minimal gated unit (Zhou et al. 2016, equations 6 to 8), a GRU with one gate f for both of
// the GRU's:
//   f  = sigmoid(W_f x + U_f h + b_f)
//   h~ = tanh(W_h x + U_h (f h) + b_h)
//   h' = (1 - f) h + f h~
class MinimalGatedUnit : public RnnCell {
 public:
  MinimalGatedUnit(int64_t input_size, int64_t hidden_size, Rng& rng);

  Tensor project_input(const Tensor& x) const override { return input(x); }
  Tensor step(const Tensor& gx, const Tensor& h) const override;
  void visit(Visitor& v) const override;

  Linear input;            // W_f above W_h, b_f and b_h
  Linear gate, candidate;  // U_f, U_h
};

}  // namespace gloss::nn
