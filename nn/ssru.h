#pragma once

#include "nn/linear.h"
#include "nn/rnn_cell.h"

namespace gloss::nn {

// The simpler simple recurrent unit (Kim et al. 2019, section 3.1):
//   f = sigmoid(W_f x + b_f)
//   c' = f c + (1 - f) W x
//   h = relu(c')
// Nothing is multiplied by h, so a step is elementwise: the cell of fast decoders. The state is c.
class Ssru : public RnnCell {
 public:
  Ssru(int64_t input_size, int64_t hidden_size, Rng& rng);

  Tensor project_input(const Tensor& x) const override { return input(x); }
  Tensor step(const Tensor& gx, const Tensor& c) const override;
  Tensor output(const Tensor& c) const override;
  void visit(Visitor& v) const override;

  Linear input;  // W_f above W, b_f and a bias of W x
};

}  // namespace gloss::nn
