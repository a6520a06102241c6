#include "core/kernels/elementwise.h"

#include <cmath>

#include "core/kernels/loop.h"
#include "core/random.h"

namespace gloss::kernels {

void add_scaled(const real* x, real factor, GradientBuffer sum) {
  sum.add_each([=](int64_t i) { return factor * x[i]; });
}

void scale(const real* x, real factor, real* y, int64_t n) {
  for_each(n, [=](int64_t i) { y[i] = factor * x[i]; });
}

namespace {

// Calls store(i, value) for each element of the result, and writes the keep-mask.
template <class Store>
void drop(const real* x, const DropoutRate& rate, uint8_t* mask, int64_t n, const Store& store) {
  const Rng rng{rate.seed, rate.stream};
  const uint64_t first_block = rate.first_block;
  const auto threshold = static_cast<uint32_t>(std::ceil(static_cast<double>(rate.p) * 0x1p16));
  const real factor = 1 / (1 - rate.p);
  // Everything is captured by value: a byte store may alias whatever a reference leads to, and the
  // compiler would not vectorise.
  parallel_for(n, kGrain, [=](int64_t begin, int64_t end) {
    constexpr int64_t kWords = 1024;  // random words drawn at a time, two elements each
    uint32_t words[kWords];
    for (int64_t from = begin; from < end; from += 2 * kWords) {
      const int64_t count = std::min(2 * kWords, end - from), half = (count + 1) / 2;
      rng.blocks(first_block + static_cast<uint64_t>(from / 8), (half + 3) / 4, words);
      const auto apply = [=](int64_t i, uint32_t number) {
        const real scaled = factor * x[i];
        mask[i] = number >= threshold;
        store(i, number >= threshold ? scaled : real(0));
      };
      // The low halves of the words decide the first half of the elements, the high halves the
      // rest.
#pragma omp simd
      for (int64_t j = 0; j < half; ++j)
        apply(from + j, words[j] & 0xFFFF);
#pragma omp simd
      for (int64_t j = 0; j < count - half; ++j)
        apply(from + half + j, words[j] >> 16);
    }
  });
}

}  // namespace

void dropout_forward(const real* base, const real* x, const DropoutRate& rate, real* y,
                     uint8_t* mask, int64_t n) {
  if (base)
    drop(x, rate, mask, n, [=](int64_t i, real value) { y[i] = base[i] + value; });
  else
    drop(x, rate, mask, n, [=](int64_t i, real value) { y[i] = value; });
}

void dropout_backward(const real* dy, real p, const uint8_t* mask, GradientBuffer dx) {
  const real factor = 1 / (1 - p);
  dx.add_each([=](int64_t i) {
    const real d = factor * dy[i];
    return mask[i] ? d : real(0);
  });
}

}  // namespace gloss::kernels
