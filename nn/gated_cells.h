#pragma once

#include <span>

#include "nn/rnn_cell.h"

namespace gloss::nn {

// What the three cells below share: one product for all gates, gx = W_ih x + b_ih and
// gh = W_hh h + b_hh, with parameters in PyTorch's order and layout. The gates stand side by side,
// H numbers each.
class GatedCell : public RnnCell {
 public:
  Tensor project_input(const Tensor& x) const override;

  void visit(Visitor& v) const override;

  Tensor weight_ih, weight_hh;  // [gates * H, input_size], [gates * H, H]
  Tensor bias_ih, bias_hh;      // [gates * H]

 protected:
  GatedCell(int64_t gates, int64_t input_size, int64_t hidden_size, Rng& rng);

  Tensor project_state(const Tensor& h) const;  // gh
};

// The simple recurrent network (Elman 1990):   h' = tanh(gx + gh)
struct TanhCell : GatedCell {
  TanhCell(int64_t input, int64_t hidden, Rng& rng) : GatedCell(1, input, hidden, rng) {}
  Tensor step(const Tensor& gx, const Tensor& h) const override;
};

// The gated recurrent unit (Cho et al. 2014), as in cuDNN and PyTorch:
//   reset r = sigmoid(gx_r + gh_r)   update z = sigmoid(gx_z + gh_z)
//   candidate n = tanh(gx_n + r gh_n)   h' = (1 - z) n + z h
// Here r multiplies W_hn h + b_hn. In the paper it multiplies h, and z and 1 - z are swapped.
struct GruCell : GatedCell {
  GruCell(int64_t input, int64_t hidden, Rng& rng) : GatedCell(3, input, hidden, rng) {}
  Tensor step(const Tensor& gx, const Tensor& h) const override;
};

// Long short-term memory (Hochreiter and Schmidhuber 1997; the forget gate by Gers et al. 2000):
//   input i, forget f, output o = sigmoid(gx + gh)   candidate g = tanh(gx_g + gh_g)
//   c' = f c + i g   h' = o tanh(c')
// Gates in the order i, f, g, o. The state is h and c side by side, [B, 2H].
struct LstmCell : GatedCell {
  LstmCell(int64_t input, int64_t hidden, Rng& rng) : GatedCell(4, input, hidden, rng) {}
  Tensor step(const Tensor& gx, const Tensor& state) const override;
  int64_t state_size() const override { return 2 * hidden_size; }
  Tensor output(const Tensor& state) const override;
};

}  // namespace gloss::nn
