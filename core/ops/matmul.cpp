#include "core/kernels/matmul.h"

#include <memory>
#include <unordered_map>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/reduce.h"
#include "core/ops.h"

namespace gloss {
namespace {

// op(a) op(b) as `count` products of [m, k] and [k, n], each operand its own `step` apart.
struct Product {
  kernels::BatchSteps batch;
  int64_t m, n, k;
  MatmulOptions options;
  Shape result;
};

Product plan(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const Shape &sa = a.shape(), &sb = b.shape();
  check(sa.rank() >= 2 && sb.rank() >= 2, "matmul", "both need at least 2 dimensions: a is ", sa,
        ", b is ", sb);
  const int64_t m = sa[options.transpose_a ? -1 : -2], k = sa[options.transpose_a ? -2 : -1];
  const int64_t n = sb[options.transpose_b ? -2 : -1], inner = sb[options.transpose_b ? -1 : -2];
  check(k == inner, "matmul", "inner dimensions differ: a is ", sa,
        options.transpose_a ? " transposed" : "", ", b is ", sb,
        options.transpose_b ? " transposed" : "");
  const Shape result = sa.with(-2, m).with(-1, n);
  if (sb.rank() == 2 && (!options.transpose_a || sa.rank() == 2)) {
    // The leading dimensions of a are rows like any others.
    return {{1, 0, 0, 0}, m * sa.outer(-2), n, k, options, result};
  }
  check(sb.rank() == 2 || sb.rank() == sa.rank(), "matmul", "leading dimensions differ: a is ", sa,
        ", b is ", sb);
  for (int axis = 0; sb.rank() > 2 && axis < sa.rank() - 2; ++axis)
    check(sa[axis] == sb[axis], "matmul", "leading dimensions differ: a is ", sa, ", b is ", sb);
  return {{sa.outer(-2), m * k, sb.rank() == 2 ? 0 : k * n, m * n}, m, n, k, options, result};
}

kernels::Matrix left(const Product& p, const real* a, bool transposed = false) {
  return {a, p.options.transpose_a ? p.m : p.k, p.options.transpose_a != transposed};
}

kernels::Matrix right(const Product& p, const real* b, bool transposed = false) {
  return {b, p.options.transpose_b ? p.k : p.n, p.options.transpose_b != transposed};
}

// da += dy op(b)^T, or its transpose where a was read transposed.
void backward_left(const Product& p, const real* b, const real* dy, real* da) {
  const kernels::BatchSteps& s = p.batch;
  if (p.options.transpose_a)
    kernels::matmul({s.count, s.b, s.c, s.a}, right(p, b), {dy, p.n, true}, da, p.m, p.k, p.m, p.n,
                    true);
  else
    kernels::matmul({s.count, s.c, s.b, s.a}, {dy, p.n}, right(p, b, true), da, p.k, p.m, p.k, p.n,
                    true);
}

// db += op(a)^T dy, or its transpose; a shared b collects from one product after the other.
void backward_right(const Product& p, const real* a, const real* dy, real* db) {
  kernels::BatchSteps s = p.batch;
  const int64_t rounds = s.b == 0 ? s.count : 1;
  if (rounds > 1) s.count = 1;
  for (int64_t i = 0; i < rounds; ++i) {
    const real* const ai = a + i * s.a;
    const real* const di = dy + i * s.c;
    if (p.options.transpose_b)
      kernels::matmul({s.count, s.c, s.a, s.b}, {di, p.n, true}, left(p, ai), db, p.k, p.n, p.k,
                      p.m, true);
    else
      kernels::matmul({s.count, s.a, s.c, s.b}, left(p, ai, true), {di, p.n}, db, p.n, p.k, p.n,
                      p.m, true);
  }
}

// The weights packed under a ConstantWeightsGuard, by the node that every handle of a parameter
// shares; null without a guard.
using PackedWeights = std::unordered_map<std::shared_ptr<Node>, const kernels::PackedMatrix>;
thread_local std::unique_ptr<PackedWeights> packed_weights;

// y[rows, out] = x W^T + b
void multiply(const Tensor& x, const Tensor& weight, const Tensor& bias, real* y, int64_t rows) {
  const int64_t in = weight.size(1), out = weight.size(0);
  const kernels::Matrix left{x.data(), in}, right{weight.data(), in, true};
  if (packed_weights && weight.requires_grad() && weight.node()->is_leaf()) {
    const auto [entry, fresh] = packed_weights->try_emplace(weight.node(), right, in, out);
    kernels::matmul(left, entry->second, y, out, rows, false, bias.data());
  } else {
    kernels::matmul(left, right, y, out, rows, out, in, false, bias.data());
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
  const Product p = plan(a, b, options);
  Tensor y(p.result);
  kernels::matmul(p.batch, left(p, a.data()), right(p, b.data()), y.data(), p.n, p.m, p.n, p.k,
                  false);
  return record("matmul", y, {a, b}, [p, a = a.detach(), b = b.detach()](const Gradients& g) {
    if (real* da = g.input(0)) backward_left(p, b.data(), g.output(), da);
    if (real* db = g.input(1)) backward_right(p, a.data(), g.output(), db);
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
                 biased = static_cast<bool>(bias)](const Gradients& g) {
                  const real* const dy = g.output();
                  if (const auto dx = g.sum(0); dx.data)
                    kernels::matmul({dy, out}, {weight.data(), in}, dx.data, in, rows, in, out,
                                    dx.accumulate);
                  if (const auto dw = g.sum(1); dw.data)
                    kernels::matmul({dy, out, true}, {x.data(), in}, dw.data, in, out, in, rows,
                                    dw.accumulate);
                  if (real* db = biased ? g.input(2) : nullptr)
                    kernels::sum_accumulate(dy, 1, rows, out, db);
                });
}

}  // namespace gloss
