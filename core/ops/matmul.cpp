#include "core/kernels/matmul.h"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <tuple>
#include <utility>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/quantized_matmul.h"
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
  kernels::Operands operands = kernels::Operands::fp32;
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

// One operand of all products of a batch: its first matrix, and how far apart they are.
struct Operand {
  kernels::Matrix first;
  int64_t batch_stride;
};

// op(a) [m, k], op(b) [k, n] and the result [m, n].
Operand left(const Plan& p, const real* a) {
  return {{a, p.options.transpose_a ? p.m : p.k, p.options.transpose_a}, p.batch.a_stride};
}
Operand right(const Plan& p, const real* b) {
  return {{b, p.options.transpose_b ? p.k : p.n, p.options.transpose_b}, p.batch.b_stride};
}
Operand result(const Plan& p, const real* y) {
  return {{y, p.n}, p.batch.c_stride};
}
Operand transposed(const Operand& x) {
  return {{x.first.data, x.first.stride, !x.first.transposed}, x.batch_stride};
}

// dx += u v for `count` products of u [m, k] and v [k, n]. x is the operand that dx belongs to: if
// it is stored transposed, so is dx, and (u v)^T = v^T u^T is added.
void add_product(const Operand& u, const Operand& v, int64_t m, int64_t n, int64_t k, int64_t count,
                 const Operand& x, const GradientBuffer& dx, kernels::Operands operands) {
  if (x.first.transposed)
    return add_product(transposed(v), transposed(u), n, m, k, count, transposed(x), dx, operands);
  kernels::matmul({.a = u.first,
                   .b = v.first,
                   .c = {dx.data, n},
                   .m = m,
                   .n = n,
                   .k = k,
                   .accumulate = dx.accumulate,
                   .batch = {count, u.batch_stride, v.batch_stride, x.batch_stride},
                   .operands = operands});
}

// da += dy op(b)^T
void backward_left(const Plan& p, const real* b, const real* dy, const GradientBuffer& da) {
  add_product(result(p, dy), transposed(right(p, b)), p.m, p.k, p.n, p.batch.count,
              left(p, da.data), da, p.operands);
}

// db += op(a)^T dy. If all products share b, each adds to db after the one before it.
void backward_right(const Plan& p, const real* a, const real* dy, GradientBuffer db) {
  const int64_t steps = p.batch.b_stride == 0 ? p.batch.count : 1;
  for (int64_t i = 0; i < steps; ++i) {
    add_product(transposed(left(p, a + i * p.batch.a_stride)), result(p, dy + i * p.batch.c_stride),
                p.k, p.n, p.m, p.batch.count / steps, right(p, db.data), db, p.operands);
    db.accumulate = true;
  }
  if (steps == 0) db.accumulator();  // nothing to add: zeros
}

kernels::Operands operands(Precision precision) {
  return precision == Precision::bf16 ? kernels::Operands::bf16 : kernels::Operands::fp32;
}

// A weight [out, in] as linear reads it: packed, or quantized.
struct PackedWeight {
  PackedWeight(const Tensor& w, Precision precision) : weight(w.detach()) {
    if (precision == Precision::int8)
      quantized.emplace(w.data(), w.size(0), w.size(1));
    else
      forward.emplace(kernels::Matrix{w.data(), w.size(1), true}, w.size(1), w.size(0),
                      operands(precision));
  }

  Tensor weight;  // keeps the memory, by which the weight is found
  std::optional<kernels::PackedMatrix> forward, backward;  // for y = x W^T and dx = dy W
  std::optional<kernels::QuantizedMatrix> quantized;
};

}  // namespace

struct PackedWeights {
  std::mutex mutex;
  // By memory, shape (a part of a weight may begin where the weight does) and precision.
  std::map<std::tuple<const real*, int64_t, int64_t, Precision>, std::shared_ptr<PackedWeight>>
      weights;
};

namespace {

thread_local std::shared_ptr<PackedWeights> packed_weights;  // null without a guard
thread_local Precision precision = Precision::fp32;

// Null without a guard.
std::shared_ptr<PackedWeight> packed(const Tensor& weight) {
  if (!packed_weights) return nullptr;
  PackedWeights& all = *packed_weights;
  const bool quantizes = !is_recording() && weight.size(1) <= kernels::QuantizedMatrix::kMaxDepth;
  const Precision used = precision == Precision::int8 && !quantizes ? Precision::fp32 : precision;
  const std::tuple key{weight.data(), weight.size(0), weight.size(1), used};
  {
    const std::lock_guard lock(all.mutex);
    if (const auto found = all.weights.find(key); found != all.weights.end()) return found->second;
  }
  // Packing is a parallel loop, so the mutex is not held: a thread that waits for it could be one
  // that the loop waits for. Of two threads that pack the same weight, the second uses the first's.
  auto mine = std::make_shared<PackedWeight>(weight, used);
  const std::lock_guard lock(all.mutex);
  return all.weights.try_emplace(key, std::move(mine)).first->second;
}

}  // namespace

PrecisionGuard::PrecisionGuard(Precision p) : before_(std::exchange(precision, p)) {}

PrecisionGuard::~PrecisionGuard() {
  precision = before_;
}

Precision PrecisionGuard::current() {
  return precision;
}

ConstantWeightsGuard::ConstantWeightsGuard()
    : packed_(packed_weights ? packed_weights : std::make_shared<PackedWeights>()),
      before_(std::exchange(packed_weights, packed_)),
      precision_(precision) {}

ConstantWeightsGuard::ConstantWeightsGuard(const ConstantWeightsGuard& other)
    : packed_(other.packed_),
      before_(std::exchange(packed_weights, packed_)),
      precision_(other.precision_) {}

ConstantWeightsGuard::~ConstantWeightsGuard() {
  packed_weights = before_;
}

Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options) {
  const Plan p = plan(a, b, options);
  Tensor y(p.result);
  kernels::matmul({.a = left(p, a.data()).first,
                   .b = right(p, b.data()).first,
                   .c = {y.data(), p.n},
                   .m = p.m,
                   .n = p.n,
                   .k = p.k,
                   .batch = p.batch});
  return record("matmul", y, {a, b}, [p, a = a.detach(), b = b.detach()](const Gradients& g) {
    if (const GradientBuffer da = g.input(0)) backward_left(p, b.data(), g.output(), da);
    if (const GradientBuffer db = g.input(1)) backward_right(p, a.data(), g.output(), db);
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
  const Plan p{{},
               x.shape().outer(-1),
               out,
               in,
               {.transpose_b = true},
               x.shape().with(-1, out),
               operands(precision)};
  Tensor y(p.result);
  const std::shared_ptr<PackedWeight> w = packed(weight);
  if (w && w->quantized)
    kernels::matmul_quantized(
        {.x = x.data(), .weight = *w->quantized, .y = y.data(), .m = p.m, .bias = bias.data()});
  else if (w)
    kernels::matmul_packed({.a = {x.data(), in},
                            .b = *w->forward,
                            .c = {y.data(), out},
                            .m = p.m,
                            .bias = bias.data()});
  else
    kernels::matmul({.a = {x.data(), in},
                     .b = {weight.data(), in, true},
                     .c = {y.data(), out},
                     .m = p.m,
                     .n = out,
                     .k = in,
                     .bias = bias.data(),
                     .operands = p.operands});
  return record(
      "linear", y, bias ? std::vector{x, weight, bias} : std::vector{x, weight},
      [p, w, x = x.detach(), weight = weight.detach(),
       has_bias = static_cast<bool>(bias)](const Gradients& g) {
        const real* const dy = g.output();
        if (const GradientBuffer dx = g.input(0); dx && w) {
          if (!w->backward)
            w->backward.emplace(kernels::Matrix{weight.data(), p.k}, p.n, p.k, p.operands);
          kernels::matmul_packed({.a = {dy, p.n},
                                  .b = *w->backward,
                                  .c = {dx.data, p.k},
                                  .m = p.m,
                                  .accumulate = dx.accumulate});
        } else if (dx) {
          backward_left(p, weight.data(), dy, dx);
        }
        if (const GradientBuffer dw = g.input(1)) backward_right(p, x.data(), dy, dw);
        if (real* const db = has_bias ? g.input(2).accumulator() : nullptr)
          kernels::sum_accumulate({1, p.m, p.n}, dy, db);
      });
}

}  // namespace gloss
