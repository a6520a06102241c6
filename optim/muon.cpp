#include "optim/muon.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/loop.h"
#include "core/kernels/matmul.h"
#include "core/kernels/reduce.h"

namespace gloss::optim {
namespace {

std::vector<Tensor> joined(std::span<const HiddenMatrix> first, std::span<const Tensor> second) {
  std::vector<Tensor> all;
  for (const HiddenMatrix& matrix : first)
    all.push_back(matrix.weight);
  all.insert(all.end(), second.begin(), second.end());
  return all;
}

}  // namespace

Muon::Muon(std::span<const HiddenMatrix> matrices, std::span<const Tensor> others,
           const MuonOptions& options)
    : Adam(joined(matrices, others), options.adam), momentum_(options.momentum) {
  check(momentum_ >= 0 && momentum_ < 1, "muon", "momentum must be in [0, 1): ", momentum_);
  for (size_t i = 0; i < matrices.size(); ++i) {
    const auto& [weight, parts] = matrices[i];
    check(weight.shape().rank() == 2 && parts >= 1 && weight.size(0) % parts == 0, "muon",
          "not a stack of matrices: ", weight.shape(), " in parts ", parts);
    check(i < parameters().size() && parameters()[i].node() == weight.node(), "muon", "matrix ", i,
          " is listed twice");
    parts_.push_back(parts);
  }
}

void Muon::update(size_t i, real* theta, const real* g, int64_t n) {
  if (i >= parts_.size()) return Adam::update(i, theta, g, n);
  const Tensor direction(parameters()[i].shape());
  real* const m = m_[i].data();
  real* const d = direction.data();
  const real mu = static_cast<real>(momentum_);
  kernels::for_each(n, [=](int64_t j) {
    m[j] = mu * m[j] + g[j];
    d[j] = g[j] + mu * m[j];
  });
  const int64_t rows = direction.size(0) / parts_[i], columns = direction.size(1);
  for (int64_t part = 0; part < parts_[i]; ++part)
    orthogonalize(d + part * rows * columns, rows, columns);
  const real alpha =
      static_cast<real>(lr * 0.2 * std::sqrt(static_cast<double>(std::max(rows, columns))));
  const real decay = static_cast<real>(lr * weight_decay_);
  kernels::for_each(n, [=](int64_t j) { theta[j] -= alpha * d[j] + decay * theta[j]; });
}

void orthogonalize(real* x, int64_t rows, int64_t columns) {
  const int64_t n = rows * columns, side = std::min(rows, columns);
  const bool wide = rows <= columns;
  const double norm = std::sqrt(kernels::squared_norm(x, n));
  kernels::scale(x, static_cast<real>(1 / (norm + 1e-7)), x, n);
  const Tensor product({side, side}), polynomial({side, side}), change({rows, columns});
  real* const p = product.data();
  real* const q = polynomial.data();
  real* const y = change.data();
  for (int step = 0; step < 5; ++step) {
    // p = x x^T, or x^T x for a matrix of more rows than columns.
    kernels::matmul({.a = {x, columns, !wide},
                     .b = {x, columns, wide},
                     .c = {p, side},
                     .m = side,
                     .n = side,
                     .k = wide ? columns : rows});
    kernels::matmul(
        {.a = {p, side}, .b = {p, side}, .c = {q, side}, .m = side, .n = side, .k = side});
    kernels::for_each(side * side,
                      [=](int64_t j) { q[j] = real(-4.7750) * p[j] + real(2.0315) * q[j]; });
    const kernels::Matrix left = wide ? kernels::Matrix{q, side} : kernels::Matrix{x, columns};
    const kernels::Matrix right = wide ? kernels::Matrix{x, columns} : kernels::Matrix{q, side};
    kernels::matmul({.a = left, .b = right, .c = {y, columns}, .m = rows, .n = columns, .k = side});
    kernels::for_each(n, [=](int64_t j) { x[j] = real(3.4445) * x[j] + y[j]; });
  }
}

}  // namespace gloss::optim
