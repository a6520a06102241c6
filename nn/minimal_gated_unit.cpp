#include "nn/minimal_gated_unit.h"

#include "core/ops.h"

namespace gloss::nn {

MinimalGatedUnit::MinimalGatedUnit(int64_t input_size, int64_t hidden, Rng& rng)
    : RnnCell(hidden, 2),
      input(input_size, 2 * hidden, rng),
      gate(hidden, hidden, rng, false),
      candidate(hidden, hidden, rng, false) {}

Tensor MinimalGatedUnit::step(const Tensor& gx, const Tensor& h) const {
  const std::vector<Tensor> x = split(gx, -1, 2);
  const Tensor f = sigmoid(x[0] + gate(h));
  return h + f * (tanh(x[1] + candidate(f * h)) - h);
}

void MinimalGatedUnit::visit(Visitor& v) const {
  v("input", input);
  v("gate", gate);
  v("candidate", candidate);
}

}  // namespace gloss::nn
