#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/gather.h"
#include "core/kernels/matmul.h"
#include "core/kernels/reduce.h"
#include "core/kernels/softmax.h"
#include "core/ops.h"

namespace gloss {
namespace {

// Rows of logits that exist at a time: enough of them that the gradient of the weight, which every
// chunk adds to, is not passed over too often, and few enough that they stay in the cache. At
// most kDepth, so that each chunk adds once, and a multiple of the 14 or 6 rows of a block.
constexpr int64_t kChunk = 378;

// The rows whose target counts, and their targets.
struct Counted {
  std::vector<int32_t> rows, targets;
};

Counted counted(std::span<const int32_t> targets, const CrossEntropyOptions& options,
                const Shape& weight) {
  Counted c;
  for (size_t i = 0; i < targets.size(); ++i) {
    if (targets[i] == options.ignored) continue;
    check(targets[i] >= 0 && targets[i] < weight[0], "linear_cross_entropy", "target ", targets[i],
          " at ", i, " is not a class: weight is ", weight);
    c.rows.push_back(static_cast<int32_t>(i));
    c.targets.push_back(targets[i]);
  }
  return c;
}

// What the loss's derivatives are while the forward pass knows them: by x, and by the weight's
// columns with the bias as one more [E + 1, V]; those that nobody needs hold nothing.
struct Derivatives {
  Tensor x, columns;
};

}  // namespace

Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& bias,
                            std::span<const int32_t> targets, CrossEntropyOptions options) {
  const char* const op = "linear_cross_entropy";
  check(x.shape().rank() >= 1 && weight.shape().rank() == 2 && x.size(-1) == weight.size(1), op,
        "x needs as many features as weight has columns: x is ", x.shape(), ", weight is ",
        weight.shape());
  const int64_t in = weight.size(1), classes = weight.size(0);
  check(!bias || bias.shape() == Shape{classes}, op, "bias does not fit: bias is ", bias.shape(),
        ", weight is ", weight.shape());
  check(static_cast<int64_t>(targets.size()) == x.shape().outer(-1), op, "there are ",
        targets.size(), " targets, x is ", x.shape());
  check(options.label_smoothing >= 0 && options.label_smoothing < 1, op,
        "label smoothing must be in [0, 1): ", options.label_smoothing);

  const Counted count = counted(targets, options, weight.shape());
  const auto rows = static_cast<int64_t>(count.rows.size());
  const Tensor features(Shape{rows, in}), losses(Shape{rows});
  kernels::gather_forward(x.data(), count.rows.data(), rows, in, features.data());
  Derivatives d;
  const bool learning = is_recording();
  if (learning && x.requires_grad()) d.x = Tensor(features.shape());
  if (learning && (weight.requires_grad() || bias.requires_grad()))
    d.columns = Tensor::zeros(Shape{in + 1, classes});
  // The bias is the weight of a feature that is always 1, so one product gives both derivatives.
  Tensor turned;  // [E + 1, rows]
  if (d.columns) turned = concat({transpose(features), Tensor::full(Shape{1, rows}, 1)}, 0);

  // For x W^T, and for dlogits W.
  const kernels::PackedMatrix forward({weight.data(), in, true}, in, classes);
  std::optional<const kernels::PackedMatrix> backward;
  if (d.x) backward.emplace(kernels::Matrix{weight.data(), in}, classes, in);
  const Tensor logits(Shape{std::min(kChunk, rows), classes});
  for (int64_t begin = 0; begin < rows; begin += kChunk) {
    const int64_t n = std::min(kChunk, rows - begin);
    const real* const chunk = features.data() + begin * in;
    kernels::matmul({chunk, in}, forward, logits.data(), classes, n, false, bias.data());
    kernels::cross_entropy_in_place(
        n, classes, logits.data(),
        {count.targets.data() + begin, options.ignored, options.label_smoothing},
        losses.data() + begin);
    const real* const dlogits = logits.data();
    if (d.x) kernels::matmul({dlogits, classes}, *backward, d.x.data() + begin * in, in, n, false);
    if (d.columns)
      kernels::matmul({turned.data() + begin, rows}, {dlogits, classes}, d.columns.data(), classes,
                      in + 1, classes, n, true);
  }
  Tensor y(Shape{});
  kernels::sum_forward(losses.data(), 1, rows, 1, y.data());
  return record(op, y, {x, weight, bias}, [d, kept = count.rows, rows, in](const Gradients& g) {
    const real dy = *g.output();
    if (real* dx = g.input(0)) {
      const Tensor scaled(d.x.shape());
      kernels::scale(d.x.data(), dy, scaled.data(), scaled.size());
      kernels::gather_backward(scaled.data(), kept.data(), rows, in, dx);
    }
    if (const kernels::Sum dw = g.sum(1); dw.data) {
      const Tensor weights = transpose(slice(d.columns, 0, 0, in));
      kernels::add_scaled(weights.data(), dy, dw, weights.size());
    }
    if (const kernels::Sum db = g.sum(2); db.data)
      kernels::add_scaled(select(d.columns, in).data(), dy, db, d.columns.size(1));
  });
}

}  // namespace gloss
