#include "nn/ssru.h"

#include "core/ops.h"

namespace gloss::nn {

Ssru::Ssru(int64_t input_size, int64_t hidden, Rng& rng)
    : RnnCell(hidden, 2), input(input_size, 2 * hidden, rng) {}

Tensor Ssru::step(const Tensor& gx, const Tensor& c) const {
  const std::vector<Tensor> x = split(gx, -1, 2);
  return x[1] + sigmoid(x[0]) * (c - x[1]);
}

Tensor Ssru::output(const Tensor& c) const {
  return relu(c);
}

void Ssru::visit(Visitor& v) const {
  v("input", input);
}

}  // namespace gloss::nn
