#pragma once

#include <memory>
#include <span>

#include "nn/module.h"

namespace gloss::nn {

// A recurrent cell:   state_t = cell(x_t, state_{t-1}),   h_t = output(state_t)
// The inputs of all steps are known before the first, so what a cell computes from x_t alone is one
// matrix product for the whole sequence, called gx. A row of it is one or more blocks of
// hidden_size numbers, such as one for each gate. It may be added to before it enters a step: a
// decoder adds a product of its attention's context.
//   gx = project_input(x)            for all t
//   state_t = step(gx_t, state_{t-1})
// A cell defines these two; it may replace state_size() and output().
class RnnCell : public Module {
 public:
  RnnCell(int64_t hidden, int64_t gx_blocks) : hidden_size(hidden), gx_size(gx_blocks * hidden) {}

  virtual Tensor project_input(const Tensor& x) const = 0;  // [..., input] -> [..., gx_size]

  // gx [B, gx_size], state [B, state_size] -> the next state
  virtual Tensor step(const Tensor& gx, const Tensor& state) const = 0;

  // gx [T, B, gx_size] -> the state after each step, [T, B, state_size], from the state 0. With
  // `reverse` from the last step to the first. With lengths, sentence b takes part in its first
  // lengths[b] steps and keeps its state in the others.
  Tensor sequence(const Tensor& gx, std::span<const int32_t> lengths = {},
                  bool reverse = false) const;

  virtual int64_t state_size() const { return hidden_size; }
  virtual Tensor output(const Tensor& state) const { return state; }  // h: [..., H]

  int64_t hidden_size;  // H
  int64_t gx_size;
};

// How a cell is made. Options hold one of the functions make_cell<Cell>.
using MakeCell = std::unique_ptr<RnnCell> (*)(int64_t input_size, int64_t hidden_size, Rng& rng);

template <class Cell>
std::unique_ptr<RnnCell> make_cell(int64_t input_size, int64_t hidden_size, Rng& rng) {
  return std::make_unique<Cell>(input_size, hidden_size, rng);
}

}  // namespace gloss::nn
