#include <algorithm>
#include <utility>
#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/matmul.h"
#include "core/kernels/reduce.h"
#include "core/kernels/rnn.h"
#include "core/ops.h"
#include "core/parallel.h"

// The rows of a batch never meet, so each piece of rows goes through all steps on its own: one
// parallel section for a sequence instead of several for each step.

namespace gloss {
namespace {

// Rows that go through the steps together: few enough for several threads to share a batch.
constexpr int64_t kRows = 28;

struct Sequence {
  Cell cell;
  int64_t steps, rows, units;
  std::vector<int32_t> lengths;
  bool reverse;

  int64_t gates() const { return gate_count(cell) * units; }  // numbers in a row of gx
  int64_t state() const { return cell == Cell::kLstm ? 2 * units : units; }
  int64_t time(int64_t i) const { return reverse ? steps - 1 - i : i; }  // of the i-th step taken

  // Step t of the rows from `begin` to `end`.
  kernels::Step step(int64_t t, int64_t begin, int64_t end) const {
    return {end - begin, units, lengths.empty() ? nullptr : lengths.data() + begin,
            static_cast<int32_t>(t)};
  }

  // Row `row` of step t in an array of [T, B, width].
  int64_t at(int64_t t, int64_t row, int64_t width) const { return (t * rows + row) * width; }
};

void cell_forward(Cell cell, const kernels::Step& step, const real* gx, const real* gh,
                  const real* state, real* y) {
  switch (cell) {
    case Cell::kTanh:
      return kernels::tanh_cell_forward(step, gx, gh, state, y);
    case Cell::kGru:
      return kernels::gru_cell_forward(step, gx, gh, state, y);
    case Cell::kLstm:
      return kernels::lstm_cell_forward(step, gx, gh, state, y);
  }
}

void cell_backward(Cell cell, const kernels::Step& step, const real* gx, const real* gh,
                   const real* state, const real* y, const real* dy, real* dgx, real* dgh,
                   real* dstate) {
  switch (cell) {
    case Cell::kTanh:
      return kernels::tanh_cell_backward(step, y, dy, dgx, dgh, dstate);
    case Cell::kGru:
      return kernels::gru_cell_backward(step, gx, gh, state, dy, dgx, dgh, dstate);
    case Cell::kLstm:
      return kernels::lstm_cell_backward(step, gx, gh, state, y, dy, dgx, dgh, dstate);
  }
}

// Fills gh = W_hh h + b_hh and the states of all steps, both [T, B, ...].
void run_forward(const Sequence& s, const real* gx, const Tensor& weight, const Tensor& bias,
                 real* gh, real* states) {
  const kernels::PackedMatrix packed({weight.data(), s.units, true}, s.units, s.gates());
  const Tensor start = Tensor::zeros({s.rows, s.state()});
  parallel_for(s.rows, kRows, [&](int64_t begin, int64_t end) {
    const real* state = start.data() + begin * s.state();
    for (int64_t i = 0; i < s.steps; ++i) {
      const int64_t t = s.time(i), gate = s.at(t, begin, s.gates());
      real* const y = states + s.at(t, begin, s.state());
      kernels::matmul({state, s.state()}, packed, gh + gate, s.gates(), end - begin, false,
                      bias.data());
      cell_forward(s.cell, s.step(t, begin, end), gx + gate, gh + gate, state, y);
      state = y;
    }
  });
}

// Adds to dgx (if wanted) and to dgh, which is zero to begin with.
void run_backward(const Sequence& s, const real* gx, const Tensor& weight, const real* gh,
                  const real* states, const real* dy, real* dgx, real* dgh) {
  const kernels::PackedMatrix packed({weight.data(), s.units}, s.gates(), s.units);
  const int64_t width = s.state();
  const Tensor start = Tensor::zeros({s.rows, width});
  // dL/d(state) of the step at hand and of the one before it.
  const Tensor now = Tensor::zeros({s.rows, width}), before(Shape{s.rows, width});
  parallel_for(s.rows, kRows, [&](int64_t begin, int64_t end) {
    const int64_t n = (end - begin) * width;
    real* d = now.data() + begin * width;
    real* d_before = before.data() + begin * width;
    for (int64_t i = s.steps - 1; i >= 0; --i) {
      const int64_t t = s.time(i), gate = s.at(t, begin, s.gates()), at = s.at(t, begin, width);
      const real* const state =
          i == 0 ? start.data() + begin * width : states + s.at(s.time(i - 1), begin, width);
      for (int64_t j = 0; j < n; ++j)
        d[j] += dy[at + j];
      std::fill_n(d_before, n, real(0));
      cell_backward(s.cell, s.step(t, begin, end), gx + gate, gh + gate, state, states + at, d,
                    dgx ? dgx + gate : nullptr, dgh + gate, d_before);
      kernels::matmul({dgh + gate, s.gates()}, packed, d_before, width, end - begin, true);
      std::swap(d, d_before);
    }
  });
}

}  // namespace

int64_t gate_count(Cell cell) {
  return cell == Cell::kTanh ? 1 : cell == Cell::kGru ? 3 : 4;
}

Tensor rnn(Cell cell, const Tensor& gx, const Tensor& weight_hh, const Tensor& bias_hh,
           SequenceOptions options) {
  check(weight_hh.shape().rank() == 2 &&
            weight_hh.size(0) == gate_count(cell) * weight_hh.size(1) &&
            bias_hh.shape() == Shape{weight_hh.size(0)},
        "rnn", "the cell has ", gate_count(cell), " gates: weight_hh is ", weight_hh.shape(),
        ", bias_hh is ", bias_hh.shape());
  check(gx.shape().rank() == 3 && gx.size(2) == weight_hh.size(0), "rnn", "gx must be [T, B, ",
        weight_hh.size(0), "]: gx is ", gx.shape(), ", weight_hh is ", weight_hh.shape());
  check(options.lengths.empty() || static_cast<int64_t>(options.lengths.size()) == gx.size(1),
        "rnn", "there are ", options.lengths.size(), " lengths, gx is ", gx.shape());
  const Sequence s{cell,
                   gx.size(0),
                   gx.size(1),
                   weight_hh.size(1),
                   {options.lengths.begin(), options.lengths.end()},
                   options.reverse};
  const Tensor gh(gx.shape());
  Tensor states(Shape{s.steps, s.rows, s.state()});
  run_forward(s, gx.data(), weight_hh, bias_hh, gh.data(), states.data());
  return record("rnn", states, {gx, weight_hh, bias_hh},
                [s, gx = gx.detach(), weight = weight_hh.detach(), gh, states](const Gradients& g) {
                  const Tensor dgh = Tensor::zeros(gh.shape());
                  run_backward(s, gx.data(), weight, gh.data(), states.data(), g.output(),
                               g.input(0), dgh.data());
                  if (real* db = g.input(2))
                    kernels::sum_accumulate(dgh.data(), 1, s.steps * s.rows, s.gates(), db);
                  // dW += dgh_t^T h_(t-1) over all steps but the first, whose state is zero.
                  if (real* dw = g.input(1))
                    kernels::matmul(
                        {dgh.data() + s.at(s.reverse ? 0 : 1, 0, s.gates()), s.gates(), true},
                        {states.data() + s.at(s.reverse ? 1 : 0, 0, s.state()), s.state()}, dw,
                        s.units, s.gates(), s.units, (s.steps - 1) * s.rows, true);
                });
}

}  // namespace gloss
