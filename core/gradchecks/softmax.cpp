#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

const Ids lengths{5, 0, 3}, targets{6, -100, 0, 3, 3}, others{6, 3, 0, 2, 2};
const Ids labels{4, -100, 0, 6, 6};

// The part of log_softmax that is not -infinity.
Tensor finite_part(const Inputs& x) {
  return slice(log_softmax(x[0], Ids{3, 5, 3}), 1, 0, 3);
}

const Gradchecks softmaxes = operations(
    {{"softmax", [](const Inputs& x) { return softmax(x[0]); }, {{3, 17}}, -3, 3},
     {"softmax with lengths", [](const Inputs& x) { return softmax(x[0], lengths); }, {{3, 2, 5}}},
     {"log_softmax", [](const Inputs& x) { return log_softmax(x[0]); }, {{3, 17}}, -3, 3},
     {"log_softmax with lengths", finite_part, {{3, 5}}},
     {"cross_entropy", [](const Inputs& x) { return cross_entropy(x[0], targets); }, {{5, 7}}},
     {"cross_entropy, smoothed",
      [](const Inputs& x) {
        return cross_entropy(x[0], others, {.ignored = 3, .label_smoothing = 0.2});
      },
      {{5, 7}}}});

const Gradchecks losses = operations(
    {{"linear_cross_entropy",
      [](const Inputs& x) { return linear_cross_entropy(x[0], x[1], x[2], labels); },
      {{5, 3}, {7, 3}, {7}}},
     {"linear_cross_entropy, smoothed, no bias",
      [](const Inputs& x) {
        return linear_cross_entropy(x[0], x[1], {}, labels, {.label_smoothing = real(0.2)});
      },
      {{5, 3}, {7, 3}}}});

}  // namespace
}  // namespace gloss
