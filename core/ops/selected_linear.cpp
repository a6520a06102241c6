#include <algorithm>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/loop.h"
#include "core/ops.h"

namespace gloss {

// The lists are a few percent of all outputs, so their weights are read where they are, once for
// all rows of a group.
Tensor selected_linear(const Tensor& x, const Tensor& weight, const Tensor& bias,
                       std::span<const SelectedOutputs> groups) {
  const char* const op = "selected_linear";
  check(x.shape().rank() == 2 && weight.shape() == Shape{bias.size(), x.size(1)} &&
            bias.shape().rank() == 1,
        op, "features and outputs must agree: x is ", x.shape(), ", weight is ", weight.shape(),
        ", bias is ", bias.shape());
  const bool wanted = x.requires_grad() || weight.requires_grad() || bias.requires_grad();
  check(!is_recording() || !wanted, op, "has no gradient");
  int64_t row = 0, longest = 0;
  for (const SelectedOutputs& group : groups) {
    check(group.begin == row && group.end >= row, op, "rows [", group.begin, ", ", group.end,
          ") of a group do not begin at ", row, ": x is ", x.shape());
    for (const int32_t output : group.outputs)
      check(output >= 0 && output < weight.size(0), op, "output ", output,
            " is outside: weight is ", weight.shape());
    row = group.end;
    longest = std::max(longest, int64_t{std::ssize(group.outputs)});
  }
  check(row == x.size(0), op, "the groups have ", row, " rows: x is ", x.shape());
  const Tensor y = Tensor::zeros({row, longest});
  parallel_for(std::ssize(groups), 1,
               [groups, longest, in = x.size(1), x = x.data(), weight = weight.data(),
                bias = bias.data(), y = y.data()](int64_t first, int64_t last) {
                 for (const SelectedOutputs& group :
                      groups.subspan(static_cast<size_t>(first), static_cast<size_t>(last - first)))
                   for (size_t c = 0; c < group.outputs.size(); ++c) {
                     const int32_t output = group.outputs[c];
                     const real* const w = weight + output * in;
                     for (int64_t i = group.begin; i < group.end; ++i) {
                       const real* const from = x + i * in;
                       y[i * longest + static_cast<int64_t>(c)] =
                           bias[output] +
                           kernels::sum_over(in, [=](int64_t j) { return w[j] * from[j]; });
                     }
                   }
               });
  return record(op, y, {x, weight, bias}, {});
}

}  // namespace gloss
