#include "core/kernels/matmul.h"

#include <memory>
#include <unordered_map>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"

namespace gloss {
namespace {

// op(a) op(b) as a batch of products [m, k] x [k, n].
struct Plan {
  kernels::Batch batch;
  int64_t m, n, k;
  MatmulOptions options;
  Shape result;
};

Plan plan(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const Shape &sa = a.shape(), &sb = b.shape();
  check(sa.rank() >= 2 && sb.rank() >= 2, "matmul", "both need at least 2 dimensions: a is ", sa,
        ", b is ", sb);
  const int64_t m = sa[options.transpose_a ? -1 : -2], k = sa[options.transpose_a ? -2 : -1];
  const int64_t n = sb[options.transpose_b ? -2 : -1], inner = sb[options.transpose_b ? -1 : -2];
  check(k == inner, "matmul", "inner dimensions differ: a is ", sa,
        options.transpose_a ? " transposed" : "", ", b is ", sb,
        options.transpose_b ? " transposed" : "");
  const Shape result = sa.with(-2, m).with(-1, n);
  // If b is shared and a is not transposed, the leading dimensions of a are rows like any others.
  if (sb.rank() == 2 && (!options.transpose_a || sa.rank() == 2))
    return {{}, m * sa.outer(-2), n, k, options, result};
  check(sb.rank() == 2 || sb.rank() == sa.rank(), "matmul", "leading dimensions differ: a is ", sa,
        ", b is ", sb);
  for (int axis = 0; sb.rank() > 2 && axis < sa.rank() - 2; ++axis)
    check(sa[axis] == sb[axis], "matmul", "leading dimensions differ: a is ", sa, ", b is ", sb);
  const kernels::Batch batch{.count = sa.outer(-2),
                             .a_stride = m * k,
                             .b_stride = sb.rank() == 2 ? 0 : k * n,
                             .c_stride = m * n};
  return {batch, m, n, k, options, result};
}

// op(a) and op(b) as the product reads them, and their transposes.
kernels::Matrix left(const Plan& p, const real* a) {
  return {a, p.options.transpose_a ? p.m : p.k, p.options.transpose_a};
}
kernels::Matrix right(const Plan& p, const real* b) {
  return {b, p.options.transpose_b ? p.k : p.n, p.options.transpose_b};
}
kernels::Matrix transposed(const kernels::Matrix& x) {
  return {x.data, x.stride, !x.transposed};
}

// da += dy op(b)^T, or its transpose op(b) dy^T where a is transposed.
void backward_left(const Plan& p, const real* b, const real* dy, const GradientBuffer& da) {
  const kernels::Batch& s = p.batch;
  if (p.options.transpose_a)
    kernels::matmul({.a = right(p, b),
                     .b = {dy, p.n, true},
                     .c = {da.data, p.m},
                     .m = p.k,
                     .n = p.m,
                     .k = p.n,
                     .accumulate = da.accumulate,
                     .batch = {s.count, s.b_stride, s.c_stride, s.a_stride}});
  else
    kernels::matmul({.a = {dy, p.n},
                     .b = transposed(right(p, b)),
                     .c = {da.data, p.k},
                     .m = p.m,
                     .n = p.k,
                     .k = p.n,
                     .accumulate = da.accumulate,
                     .batch = {s.count, s.c_stride, s.b_stride, s.a_stride}});
}

// db += op(a)^T dy, or its transpose dy^T op(a) where b is transposed.
void backward_right(const Plan& p, const kernels::Batch& batch, const real* a, const real* dy,
                    const GradientBuffer& db) {
  if (p.options.transpose_b)
    kernels::matmul({.a = {dy, p.n, true},
                     .b = left(p, a),
                     .c = {db.data, p.k},
                     .m = p.n,
                     .n = p.k,
                     .k = p.m,
                     .accumulate = db.accumulate,
                     .batch = {batch.count, batch.c_stride, batch.a_stride, batch.b_stride}});
  else
    kernels::matmul({.a = transposed(left(p, a)),
                     .b = {dy, p.n},
                     .c = {db.data, p.n},
                     .m = p.k,
                     .n = p.n,
                     .k = p.m,
                     .accumulate = db.accumulate,
                     .batch = {batch.count, batch.a_stride, batch.c_stride, batch.b_stride}});
}

// The same for a b that all products of the batch share: one product adds to db after the other.
void backward_shared_right(const Plan& p, const real* a, const real* dy, GradientBuffer db) {
  for (int64_t i = 0; i < p.batch.count; ++i) {
    backward_right(p, {}, a + i * p.batch.a_stride, dy + i * p.batch.c_stride, db);
    db.accumulate = true;
  }
}

// The weights packed under a ConstantWeightsGuard, by the node that all handles of a parameter
// share. Null without a guard.
using PackedWeights = std::unordered_map<std::shared_ptr<Node>, const kernels::PackedMatrix>;
thread_local std::unique_ptr<PackedWeights> packed_weights;

// y[rows, out] = x W^T + b
void multiply(const Tensor& x, const Tensor& weight, const Tensor& bias, real* y, int64_t rows) {
  const int64_t in = weight.size(1), out = weight.size(0);
  const kernels::Matrix weight_transposed{weight.data(), in, true};
  if (packed_weights && weight.requires_grad() && weight.node()->is_leaf()) {
    const auto entry = packed_weights->try_emplace(weight.node(), weight_transposed, in, out).first;
    kernels::matmul_packed(
        {.a = {x.data(), in}, .b = entry->second, .c = {y, out}, .m = rows, .bias = bias.data()});
  } else {
    kernels::matmul({.a = {x.data(), in},
                     .b = weight_transposed,
                     .c = {y, out},
                     .m = rows,
                     .n = out,
                     .k = in,
                     .bias = bias.data()});
  }
}

}  // namespace

ConstantWeightsGuard::ConstantWeightsGuard() : outermost_(packed_weights == nullptr) {
  if (outermost_) packed_weights = std::make_unique<PackedWeights>();
}

ConstantWeightsGuard::~ConstantWeightsGuard() {
  if (outermost_) packed_weights.reset();
}

Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const Plan p = plan(a, b, options);
  Tensor y(p.result);
  kernels::matmul({.a = left(p, a.data()),
                   .b = right(p, b.data()),
                   .c = {y.data(), p.n},
                   .m = p.m,
                   .n = p.n,
                   .k = p.k,
                   .batch = p.batch});
  return record("matmul", y, {a, b}, [p, a = a.detach(), b = b.detach()](const Gradients& g) {
    if (const GradientBuffer da = g.input(0)) backward_left(p, b.data(), g.output(), da);
    if (const GradientBuffer db = g.input(1)) {
      if (p.batch.count > 1 && p.batch.b_stride == 0)
        backward_shared_right(p, a.data(), g.output(), db);
      else
        backward_right(p, p.batch, a.data(), g.output(), db);
    }
  });
}

Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias) {
  check(x.shape().rank() >= 1 && weight.shape().rank() == 2, "linear",
        "x needs features and weight two dimensions: x is ", x.shape(), ", weight is ",
        weight.shape());
  const int64_t in = weight.size(1), out = weight.size(0);
  check(x.size(-1) == in, "linear", "x has ", x.size(-1), " features, weight is ", weight.shape(),
        ": x is ", x.shape());
  check(!bias || bias.shape() == Shape{out}, "linear", "bias does not fit: bias is ", bias.shape(),
        ", weight is ", weight.shape());
  const int64_t rows = x.shape().outer(-1);
  Tensor y(x.shape().with(-1, out));
  multiply(x, weight, bias, y.data(), rows);
  return record("linear", y, bias ? std::vector{x, weight, bias} : std::vector{x, weight},
                [x = x.detach(), weight = weight.detach(), rows, in, out,
                 has_bias = static_cast<bool>(bias)](const Gradients& g) {
                  const real* const dy = g.output();
                  if (const GradientBuffer dx = g.input(0))  // dx += dy W
                    kernels::matmul({.a = {dy, out},
                                     .b = {weight.data(), in},
                                     .c = {dx.data, in},
                                     .m = rows,
                                     .n = in,
                                     .k = out,
                                     .accumulate = dx.accumulate});
                  if (const GradientBuffer dw = g.input(1))  // dW += dy^T x
                    kernels::matmul({.a = {dy, out, true},
                                     .b = {x.data(), in},
                                     .c = {dw.data, in},
                                     .m = out,
                                     .n = in,
                                     .k = rows,
                                     .accumulate = dw.accumulate});
                  if (real* const db = has_bias ? g.input(2).accumulator() : nullptr)
                    kernels::sum_accumulate({1, rows, out}, dy, db);
                });
}

}  // namespace gloss
