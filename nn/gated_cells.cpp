#include "nn/gated_cells.h"

#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "nn/init.h"

namespace gloss::nn {

GatedCell::GatedCell(int64_t gates, int64_t input_size, int64_t hidden, Rng& rng)
    : RnnCell(hidden, gates) {
  check(input_size > 0 && hidden > 0, "rnn", "sizes must be positive: input size is ", input_size,
        ", hidden size is ", hidden);
  const real a = 1 / std::sqrt(static_cast<real>(hidden));
  weight_ih = uniform_parameter({gx_size, input_size}, -a, a, rng);
  weight_hh = uniform_parameter({gx_size, hidden}, -a, a, rng);
  bias_ih = uniform_parameter({gx_size}, -a, a, rng);
  bias_hh = uniform_parameter({gx_size}, -a, a, rng);
}

Tensor GatedCell::project_input(const Tensor& x) const {
  return linear(x, weight_ih, bias_ih);
}

Tensor GatedCell::project_state(const Tensor& h) const {
  return linear(h, weight_hh, bias_hh);
}

void GatedCell::visit(Visitor& v) const {
  v("weight_ih", weight_ih);
  v("weight_hh", weight_hh);
  v("bias_ih", bias_ih);
  v("bias_hh", bias_hh);
}

Tensor TanhCell::step(const Tensor& gx, const Tensor& h) const {
  return tanh(gx + project_state(h));
}

Tensor GruCell::step(const Tensor& gx, const Tensor& h) const {
  const std::vector<Tensor> x = split(gx, -1, 3), u = split(project_state(h), -1, 3);
  const Tensor r = sigmoid(x[0] + u[0]), z = sigmoid(x[1] + u[1]);
  const Tensor n = tanh(x[2] + r * u[2]);
  return n + z * (h - n);
}

Tensor LstmCell::step(const Tensor& gx, const Tensor& state) const {
  const Tensor c = slice(state, -1, hidden_size, 2 * hidden_size);
  const std::vector<Tensor> gates = split(gx + project_state(output(state)), -1, 4);
  const Tensor i = sigmoid(gates[0]), f = sigmoid(gates[1]), o = sigmoid(gates[3]);
  const Tensor next = f * c + i * tanh(gates[2]);
  return concat({o * tanh(next), next}, -1);
}

Tensor LstmCell::output(const Tensor& state) const {
  return slice(state, -1, 0, hidden_size);
}

}  // namespace gloss::nn
