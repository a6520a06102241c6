#include <cmath>

#include "core/kernels/elementwise.h"
#include "core/kernels/loop.h"

namespace gloss::kernels {

Broadcast::Broadcast(const Shape& a, const Shape& b, const Shape& y) {
  // From the last axis outwards. An axis merges with the one inside it if, for both operands, its
  // stride is the length times the stride of the inner one.
  int64_t a_size = 1, b_size = 1;
  lengths.fill(1);
  a_strides.fill(0);
  b_strides.fill(0);
  for (int back = 1; back <= y.rank(); ++back) {
    const int64_t length = y[-back];
    if (length == 1) continue;
    const bool in_a = back <= a.rank() && a[-back] != 1;
    const bool in_b = back <= b.rank() && b[-back] != 1;
    const int64_t a_stride = in_a ? a_size : 0;
    const int64_t b_stride = in_b ? b_size : 0;
    const size_t inner = static_cast<size_t>(rank) - 1;
    if (rank > 0 && a_stride == a_strides[inner] * lengths[inner] &&
        b_stride == b_strides[inner] * lengths[inner]) {
      lengths[inner] *= length;
    } else {
      const auto i = static_cast<size_t>(rank++);
      lengths[i] = length;
      a_strides[i] = a_stride;
      b_strides[i] = b_stride;
    }
    if (in_a) a_size *= length;
    if (in_b) b_size *= length;
    size *= length;
  }
}

namespace {

// Calls f(i, j, k) for every element of the result: y[i] is made from a[j] and b[k].
template <class F>
void for_each_pair(const Broadcast& shape, const F& f) {
  if (shape.size == 0) return;
  const int64_t inner = shape.lengths[0];
  const int64_t a_stride = shape.a_strides[0], b_stride = shape.b_strides[0];
  const auto row = [&](int64_t first, int64_t count, int64_t a, int64_t b) {
    if (a_stride == 1 && b_stride == 1) {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a + j, b + j);
    } else if (a_stride == 1) {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a + j, b);
    } else {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a, b + j * b_stride);
    }
  };
  if (shape.rank <= 1) {
    parallel_for(inner, kGrain, [&](int64_t begin, int64_t end) {
      row(begin, end - begin, begin * a_stride, begin * b_stride);
    });
    return;
  }
  const int64_t rows = shape.size / inner;
  parallel_for(rows, std::max<int64_t>(1, kGrain / inner), [&](int64_t begin, int64_t end) {
    for (int64_t r = begin; r < end; ++r) {
      int64_t rest = r, a = 0, b = 0;
      for (size_t axis = 1; axis < static_cast<size_t>(shape.rank); ++axis) {
        const int64_t at = rest % shape.lengths[axis];
        rest /= shape.lengths[axis];
        a += at * shape.a_strides[axis];
        b += at * shape.b_strides[axis];
      }
      row(r * inner, inner, a, b);
    }
  });
}

// dx[i] += f(i, a, b), dx having the shape of the result
template <class F>
void add_each_pair(const Broadcast& shape, const GradientBuffer& dx, const F& f) {
  real* const data = dx.data;
  if (dx.accumulate)
    for_each_pair(shape, [=](int64_t i, int64_t j, int64_t k) { data[i] += f(i, j, k); });
  else
    for_each_pair(shape, [=](int64_t i, int64_t j, int64_t k) { data[i] = f(i, j, k); });
}

}  // namespace

void binary_forward(Binary op, const Broadcast& shape, const real* a, const real* b, real* y) {
  const auto run = [&](auto f) {
    for_each_pair(shape, [=](int64_t i, int64_t j, int64_t k) { y[i] = f(a[j], b[k]); });
  };
  switch (op) {
    case Binary::kAdd:
      return run([](real u, real v) { return u + v; });
    case Binary::kSub:
      return run([](real u, real v) { return u - v; });
    case Binary::kMul:
      return run([](real u, real v) { return u * v; });
    case Binary::kDiv:
      return run([](real u, real v) { return u / v; });
    case Binary::kMinimum:
      return run([](real u, real v) { return v < u ? v : u; });
    case Binary::kMaximum:
      return run([](real u, real v) { return v > u ? v : u; });
    case Binary::kGreater:
      return run([](real u, real v) { return real(u > v); });
    case Binary::kEqual:
      return run([](real u, real v) { return real(u == v); });
  }
}

void binary_backward_a(Binary op, const Broadcast& shape, const real* a, const real* b,
                       const real* dy, GradientBuffer da) {
  const auto run = [&](auto f) {
    add_each_pair(shape, da,
                  [=](int64_t i, int64_t j, int64_t k) { return f(a[j], b[k]) * dy[i]; });
  };
  switch (op) {
    case Binary::kAdd:
    case Binary::kSub:
      return add_scaled(dy, 1, da);
    case Binary::kMul:
      return run([](real, real v) { return v; });
    case Binary::kDiv:
      return run([](real, real v) { return 1 / v; });
    case Binary::kMinimum:
      return run([](real u, real v) { return real(!(v < u)); });
    case Binary::kMaximum:
      return run([](real u, real v) { return real(!(v > u)); });
    case Binary::kGreater:
    case Binary::kEqual:
      return run([](real, real) { return real(0); });
  }
}

void binary_backward_b(Binary op, const Broadcast& shape, const real* a, const real* b,
                       const real* dy, GradientBuffer db) {
  const auto run = [&](auto f) {
    add_each_pair(shape, db,
                  [=](int64_t i, int64_t j, int64_t k) { return f(a[j], b[k]) * dy[i]; });
  };
  switch (op) {
    case Binary::kAdd:
      return add_scaled(dy, 1, db);
    case Binary::kSub:
      return add_scaled(dy, -1, db);
    case Binary::kMul:
      return run([](real u, real) { return u; });
    case Binary::kDiv:
      return run([](real u, real v) { return -u / (v * v); });
    case Binary::kMinimum:
      return run([](real u, real v) { return real(v < u); });
    case Binary::kMaximum:
      return run([](real u, real v) { return real(v > u); });
    case Binary::kGreater:
    case Binary::kEqual:
      return run([](real, real) { return real(0); });
  }
}

}  // namespace gloss::kernels
