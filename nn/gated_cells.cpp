#include "nn/gated_cells.h"

#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "nn/init.h"

namespace gloss::nn {

GatedCell::GatedCell(CellType cell_type, int64_t input_size, int64_t hidden, Rng& rng)
    : RnnCell(hidden), type(cell_type) {
  check(input_size > 0 && hidden > 0, "rnn", "sizes must be positive: input size is ", input_size,
        ", hidden size is ", hidden);
  const int64_t rows = gate_count() * hidden;
  const real a = 1 / std::sqrt(static_cast<real>(hidden));
  weight_ih = uniform_parameter({rows, input_size}, -a, a, rng);
  weight_hh = uniform_parameter({rows, hidden}, -a, a, rng);
  bias_ih = uniform_parameter({rows}, -a, a, rng);
  bias_hh = uniform_parameter({rows}, -a, a, rng);
}

Tensor GatedCell::project_input(const Tensor& x) const {
  return linear(x, weight_ih, bias_ih);
}

Tensor GatedCell::step(const Tensor& gx, const Tensor& state) const {
  const Tensor gh = linear(output(state), weight_hh, bias_hh);
  switch (type) {
    case CellType::kTanh:
      return tanh_cell(gx, gh, state);
    case CellType::kGru:
      return gru_cell(gx, gh, state);
    case CellType::kLstm:
      return lstm_cell(gx, gh, state);
  }
  return state;
}

Tensor GatedCell::sequence(const Tensor& gx, std::span<const int32_t> lengths, bool reverse) const {
  return rnn(type, gx, weight_hh, bias_hh, {.lengths = lengths, .reverse = reverse});
}

Tensor GatedCell::output(const Tensor& state) const {
  return type == CellType::kLstm ? slice(state, -1, 0, hidden_size) : state;
}

void GatedCell::visit(Visitor& v) const {
  v("weight_ih", weight_ih);
  v("weight_hh", weight_hh);
  v("bias_ih", bias_ih);
  v("bias_hh", bias_hh);
}

}  // namespace gloss::nn
