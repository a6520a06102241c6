#pragma once

#include <span>

#include "core/cell_type.h"
#include "nn/rnn_cell.h"

namespace gloss::nn {

// The cells whose gates are W_ih x + b_ih and W_hh h + b_hh, with parameters in PyTorch's order and
// layout. Steps and sequences are operations of core/ops.h, which has the equations.
class GatedCell : public RnnCell {
 public:
  GatedCell(CellType type, int64_t input_size, int64_t hidden_size, Rng& rng);

  Tensor project_input(const Tensor& x) const override;
  int64_t gate_count() const override { return gloss::gate_count(type); }
  Tensor step(const Tensor& gx, const Tensor& state) const override;
  Tensor sequence(const Tensor& gx, std::span<const int32_t> lengths = {},
                  bool reverse = false) const override;

  // The state is h, and for an LSTM h and c side by side.
  int64_t state_size() const override { return state_width(type, hidden_size); }
  Tensor output(const Tensor& state) const override;

  void visit(Visitor& v) const override;

  CellType type;
  Tensor weight_ih, weight_hh;  // [gates * H, input_size], [gates * H, H]
  Tensor bias_ih, bias_hh;      // [gates * H]
};

// The simple recurrent network (Elman 1990): tanh_cell
struct TanhCell : GatedCell {
  TanhCell(int64_t input, int64_t hidden, Rng& rng)
      : GatedCell(CellType::kTanh, input, hidden, rng) {}
};

// The gated recurrent unit (Cho et al. 2014): gru_cell
struct GruCell : GatedCell {
  GruCell(int64_t input, int64_t hidden, Rng& rng)
      : GatedCell(CellType::kGru, input, hidden, rng) {}
};

// Long short-term memory (Hochreiter and Schmidhuber 1997): lstm_cell
struct LstmCell : GatedCell {
  LstmCell(int64_t input, int64_t hidden, Rng& rng)
      : GatedCell(CellType::kLstm, input, hidden, rng) {}
};

}  // namespace gloss::nn
