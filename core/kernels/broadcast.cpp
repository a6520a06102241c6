#include <cmath>

#include "core/kernels/elementwise.h"
#include "core/kernels/loop.h"

namespace gloss::kernels {

Broadcast::Broadcast(const Shape& a, const Shape& b, const Shape& y) {
  // From the last axis outwards; an axis merges with the one inside it if, for both operands,
  // stepping along it is the same as running off the end of the inner one.
  int64_t a_size = 1, b_size = 1;
  lengths.fill(1);
  a_steps.fill(0);
  b_steps.fill(0);
  for (int back = 1; back <= y.rank(); ++back) {
    const int64_t length = y[-back];
    if (length == 1) continue;
    const bool in_a = back <= a.rank() && a[-back] != 1;
    const bool in_b = back <= b.rank() && b[-back] != 1;
    const int64_t a_step = in_a ? a_size : 0;
    const int64_t b_step = in_b ? b_size : 0;
    const size_t inner = static_cast<size_t>(rank) - 1;
    if (rank > 0 && a_step == a_steps[inner] * lengths[inner] &&
        b_step == b_steps[inner] * lengths[inner]) {
      lengths[inner] *= length;
    } else {
      const auto i = static_cast<size_t>(rank++);
      lengths[i] = length;
      a_steps[i] = a_step;
      b_steps[i] = b_step;
    }
    if (in_a) a_size *= length;
    if (in_b) b_size *= length;
    size *= length;
  }
}

namespace {

// Calls f(i, a, b) with the flat indices of the result and of both operands.
template <class F>
void for_each_pair(const Broadcast& shape, const F& f) {
  if (shape.size == 0) return;
  const int64_t inner = shape.lengths[0];
  const int64_t a_step = shape.a_steps[0], b_step = shape.b_steps[0];
  const auto row = [&](int64_t first, int64_t count, int64_t a, int64_t b) {
    if (a_step == 1 && b_step == 1) {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a + j, b + j);
    } else if (a_step == 1) {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a + j, b);
    } else {
#pragma omp simd
      for (int64_t j = 0; j < count; ++j)
        f(first + j, a, b + j * b_step);
    }
  };
  if (shape.rank <= 1) {
    parallel_for(inner, kGrain, [&](int64_t begin, int64_t end) {
      row(begin, end - begin, begin * a_step, begin * b_step);
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
        a += at * shape.a_steps[axis];
        b += at * shape.b_steps[axis];
      }
      row(r * inner, inner, a, b);
    }
  });
}

// sum (+)= f(i, a, b)
template <class F>
void add_each_pair(const Broadcast& shape, const Sum& sum, const F& f) {
  real* const data = sum.data;
  if (sum.accumulate)
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
                       const real* dy, const Sum& da) {
  const auto run = [&](auto f) {
    add_each_pair(shape, da,
                  [=](int64_t i, int64_t j, int64_t k) { return f(a[j], b[k]) * dy[i]; });
  };
  switch (op) {
    case Binary::kAdd:
    case Binary::kSub:
      return add_scaled(dy, 1, da, shape.size);
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
                       const real* dy, const Sum& db) {
  const auto run = [&](auto f) {
    add_each_pair(shape, db,
                  [=](int64_t i, int64_t j, int64_t k) { return f(a[j], b[k]) * dy[i]; });
  };
  switch (op) {
    case Binary::kAdd:
      return add_scaled(dy, 1, db, shape.size);
    case Binary::kSub:
      return add_scaled(dy, -1, db, shape.size);
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
