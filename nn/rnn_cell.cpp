#include "nn/rnn_cell.h"

#include <algorithm>

#include "core/check.h"
#include "core/ops.h"

namespace gloss::nn {

Tensor RnnCell::sequence(const Tensor& gx, std::span<const int32_t> lengths, bool reverse) const {
  check(gx.shape().rank() == 3 && gx.size(2) == gx_size, "rnn", "gx must be [T, B, ", gx_size,
        "]: gx is ", gx.shape());
  const int64_t steps = gx.size(0), rows = gx.size(1);
  check(lengths.empty() || static_cast<int64_t>(lengths.size()) == rows, "rnn",
        "each row needs a length: there are ", lengths.size(), " lengths, gx is ", gx.shape());
  const ConstantWeightsGuard guard;  // every step multiplies by the same weights
  std::vector<Tensor> states(static_cast<size_t>(steps));
  Tensor state = Tensor::zeros({rows, state_size()});
  for (int64_t i = 0; i < steps; ++i) {
    const int64_t t = reverse ? steps - 1 - i : i;
    Tensor next = step(select(gx, t), state);
    if (std::ranges::any_of(lengths, [t](int32_t length) { return t >= length; })) {
      const Tensor running(Shape{rows, 1});  // 1 where step t is part of the sentence
      std::ranges::transform(lengths, running.data(),
                             [t](int32_t length) { return real(t < length ? 1 : 0); });
      next = where(running, next, state);
    }
    states[static_cast<size_t>(t)] = state = next;
  }
  return stack(states);
}

}  // namespace gloss::nn
