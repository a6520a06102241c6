#include <algorithm>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::CellType;
using gloss::Rng;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Ids = std::vector<int32_t>;

constexpr int64_t kSteps = 4, kUnits = 5;

struct Inputs {
  Tensor gx, weight, bias;
};

Inputs inputs(CellType cell, int64_t rows) {
  Rng rng{.seed = 7};
  const int64_t gates = gloss::gate_count(cell) * kUnits;
  Inputs in{Tensor::uniform({kSteps, rows, gates}, -1, 1, rng),
            Tensor::uniform({gates, kUnits}, -1, 1, rng), Tensor::uniform({gates}, -1, 1, rng)};
  in.gx.set_requires_grad();
  in.weight.set_requires_grad();
  in.bias.set_requires_grad();
  return in;
}

// The same, one step and one operation at a time.
Tensor step_by_step(CellType cell, const Inputs& in, const Ids& lengths, bool reverse) {
  Tensor state = Tensor::zeros({in.gx.size(1), cell == CellType::kLstm ? 2 * kUnits : kUnits});
  std::vector<Tensor> states(kSteps);
  for (int32_t i = 0; i < kSteps; ++i) {
    const int32_t t = reverse ? static_cast<int32_t>(kSteps) - 1 - i : i;
    const Tensor gx = select(in.gx, t);
    const Tensor gh = linear(slice(state, 1, 0, kUnits), in.weight, in.bias);
    const gloss::CellStep step{.lengths = lengths, .t = t};
    state = cell == CellType::kTanh  ? tanh_cell(gx, gh, state, step)
            : cell == CellType::kGru ? gru_cell(gx, gh, state, step)
                                     : lstm_cell(gx, gh, state, step);
    states[static_cast<size_t>(t)] = state;
  }
  return stack(states);
}

double largest_difference(const Tensor& a, const Tensor& b) {
  double largest = a.shape() == b.shape() ? 0 : 1;
  for (int64_t i = 0; i < std::min(a.size(), b.size()); ++i)
    largest = std::max(largest, std::abs(static_cast<double>(a.data()[i] - b.data()[i])));
  return largest;
}

}  // namespace

TEST_CASE("rnn: the states are the bits of the cell applied step by step", "[core]") {
  for (const CellType cell : {CellType::kTanh, CellType::kGru, CellType::kLstm})
    for (const bool reverse : {false, true})
      for (const int64_t rows : {1, 28, 29, 60}) {  // pieces are 28 rows
        Ids lengths;
        for (int64_t b = 0; b < rows; ++b)
          lengths.push_back(static_cast<int32_t>(1 + b % kSteps));
        for (const Ids& ends : {Ids{}, lengths}) {
          CAPTURE(static_cast<int>(cell), reverse, rows, ends.size());
          const Inputs a = inputs(cell, rows), b = inputs(cell, rows);
          const Tensor fused =
              rnn(cell, a.gx, a.weight, a.bias, {.lengths = ends, .reverse = reverse});
          const Tensor plain = step_by_step(cell, b, ends, reverse);
          CHECK(same_bits(fused, plain));
          sum(fused * fused).backward();
          sum(plain * plain).backward();
          CHECK(largest_difference(a.gx.grad(), b.gx.grad()) < 1e-5);
          CHECK(largest_difference(a.weight.grad(), b.weight.grad()) < 1e-4);  // sums of 240
          CHECK(largest_difference(a.bias.grad(), b.bias.grad()) < 1e-4);
        }
      }
}

TEST_CASE("rnn: a single step has no gradient for the recurrent weights", "[core]") {
  const Inputs in = inputs(CellType::kGru, 2);
  sum(rnn(CellType::kGru, slice(in.gx, 0, 0, 1), in.weight, in.bias)).backward();
  CHECK(sum(abs(in.weight.grad())).item() == 0);
  CHECK(sum(abs(in.bias.grad())).item() > 0);
}

TEST_CASE("rnn: mistakes are named", "[core]") {
  const Tensor gx = Tensor::zeros({2, 3, 6}), weight = Tensor::zeros({6, 2});
  const Tensor bias = Tensor::zeros({6});
  CHECK_THROWS_WITH(rnn(CellType::kLstm, gx, weight, bias),
                    "rnn: the cell has 4 gates: weight_hh is [6, 2], bias_hh is [6]");
  CHECK_THROWS_WITH(rnn(CellType::kGru, gx, weight, Tensor::zeros({5})),
                    "rnn: the cell has 3 gates: weight_hh is [6, 2], bias_hh is [5]");
  CHECK_THROWS_WITH(rnn(CellType::kGru, Tensor::zeros({3, 6}), weight, bias),
                    "rnn: gx must be [T, B, 6]: gx is [3, 6], weight_hh is [6, 2]");
  CHECK_THROWS_WITH(rnn(CellType::kGru, gx, weight, bias, {.lengths = Ids{1, 2}}),
                    "rnn: there are 2 lengths for 3 sequences: gx is [2, 3, 6]");
  CHECK_THROWS_WITH(rnn(CellType::kGru, gx, weight, bias, {.lengths = Ids{1, 3, 2}}),
                    "rnn: length 3 is not in [0, 2]: gx is [2, 3, 6]");
}
