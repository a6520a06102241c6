#include "core/kernels/selected_linear.h"

#include "core/kernels/loop.h"

namespace gloss::kernels {

// The lists are a few percent of all outputs, so their weights are read where they are, once for all
// rows of a group.
void selected_linear(const SelectedLinear& layer, const std::vector<SelectedOutputs>& groups) {
  parallel_for(std::ssize(groups), 1, [&](int64_t begin, int64_t end) {
    for (int64_t g = begin; g < end; ++g) {
      const SelectedOutputs& group = groups[static_cast<size_t>(g)];
      for (size_t c = 0; c < group.outputs.size(); ++c) {
        const int32_t output = group.outputs[c];
        const real* const w = layer.weight + output * layer.in;
        for (int64_t i = group.begin; i < group.end; ++i) {
          const real* const x = layer.x + i * layer.in;
          layer.y[i * layer.y_stride + static_cast<int64_t>(c)] =
              layer.bias[output] + sum_over(layer.in, [=](int64_t j) { return w[j] * x[j]; });
        }
      }
    }
  });
}

}  // namespace gloss::kernels
