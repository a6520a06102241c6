#include <algorithm>
#include <utility>

#include "core/allocator.h"
#include "core/kernels/matmul.h"
#include "core/kernels/reduce.h"
#include "core/kernels/rnn.h"
#include "core/parallel.h"

namespace gloss::kernels {
namespace {

// The height of a chunk: two register tiles of the matrix product with AVX-512, and few enough rows
// for several threads to share a batch.
constexpr int64_t kRowsPerChunk = 28;

// Where row `row` of step t begins in an array [T, B, width].
int64_t offset(const RnnSequence& s, int64_t t, int64_t row, int64_t width) {
  return (t * s.rows + row) * width;
}

// The time of the i-th step taken.
int64_t time(const RnnSequence& s, int64_t i) {
  return s.reverse ? s.steps - 1 - i : i;
}

CellStep step_of(const RnnSequence& s, int64_t t, int64_t begin, int64_t end) {
  return {s.cell, end - begin, s.units, s.lengths ? s.lengths + begin : nullptr, t};
}

}  // namespace

void rnn_forward(const RnnSequence& s) {
  const int64_t gates = gate_count(s.cell) * s.units, width = state_width(s.cell, s.units);
  const PackedMatrix weight({s.weight, s.units, true}, s.units, gates);
  const Storage start(s.rows * width);
  std::fill_n(start.data(), s.rows * width, real(0));
  parallel_for(s.rows, kRowsPerChunk, [&](int64_t begin, int64_t end) {
    const real* state = start.data() + begin * width;
    for (int64_t i = 0; i < s.steps; ++i) {
      const int64_t t = time(s, i), gate = offset(s, t, begin, gates);
      real* const next = s.states + offset(s, t, begin, width);
      matmul_packed({.a = {state, width},
                     .b = weight,
                     .c = {s.gh + gate, gates},
                     .m = end - begin,
                     .bias = s.bias});
      cell_forward(step_of(s, t, begin, end), {s.gx + gate, s.gh + gate, state}, next);
      state = next;
    }
  });
}

void rnn_backward(const RnnSequence& s, const real* dstates, GradientBuffer dgx,
                  GradientBuffer dweight, GradientBuffer dbias) {
  const int64_t gates = gate_count(s.cell) * s.units, width = state_width(s.cell, s.units);
  const PackedMatrix weight({s.weight, s.units}, gates, s.units);
  const Storage start(s.rows * width);
  std::fill_n(start.data(), s.rows * width, real(0));
  // The gradients of all gh, and of the states after a step and before it.
  const Storage dgh(s.steps * s.rows * gates), after(s.rows * width), before(s.rows * width);
  std::fill_n(after.data(), s.rows * width, real(0));
  real* const dgx_sum = dgx.accumulator();
  parallel_for(s.rows, kRowsPerChunk, [&](int64_t begin, int64_t end) {
    const int64_t rows = end - begin;
    real* d = after.data() + begin * width;
    real* d_before = before.data() + begin * width;
    for (int64_t i = s.steps - 1; i >= 0; --i) {
      const int64_t t = time(s, i), gate = offset(s, t, begin, gates);
      const int64_t at = offset(s, t, begin, width);
      const real* const state = i == 0 ? start.data() + begin * width
                                       : s.states + offset(s, time(s, i - 1), begin, width);
      for (int64_t j = 0; j < rows * width; ++j)
        d[j] += dstates[at + j];
      std::fill_n(d_before, rows * width, real(0));
      std::fill_n(dgh.data() + gate, rows * gates, real(0));
      cell_backward(
          step_of(s, t, begin, end), {s.gx + gate, s.gh + gate, state}, s.states + at, d,
          {.gx = dgx_sum ? dgx_sum + gate : nullptr, .gh = dgh.data() + gate, .state = d_before});
      // gh = W h + b, hence dh += dgh W
      matmul_packed({.a = {dgh.data() + gate, gates},
                     .b = weight,
                     .c = {d_before, width},
                     .m = rows,
                     .accumulate = true});
      std::swap(d, d_before);
    }
  });
  if (dbias) sum_accumulate({1, s.steps * s.rows, gates}, dgh.data(), dbias.accumulator());
  // dW += dgh_t^T h_(t-1) over all steps but the first, whose state is 0.
  if (dweight)
    matmul({.a = {dgh.data() + offset(s, s.reverse ? 0 : 1, 0, gates), gates, true},
            .b = {s.states + offset(s, s.reverse ? 1 : 0, 0, width), width},
            .c = {dweight.data, s.units},
            .m = gates,
            .n = s.units,
            .k = std::max<int64_t>(0, s.steps - 1) * s.rows,
            .accumulate = dweight.accumulate});
}

}  // namespace gloss::kernels
