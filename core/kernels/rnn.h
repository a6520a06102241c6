#pragma once

#include <cstdint>

#include "core/real.h"

namespace gloss::kernels {

// One time step of a recurrent cell over B rows of H units. gx = W_ih x + b_ih and
// gh = W_hh h + b_hh hold a block of H numbers per gate in each row; the equations stand in
// core/ops.h. A row whose sentence has ended (t >= lengths[row]) keeps its state.
struct Step {
  int64_t rows, units;
  const int32_t* lengths = nullptr;  // null: no row ends
  int32_t t = 0;

  bool ended(int64_t row) const { return lengths && t >= lengths[row]; }
};

// gx, gh [B, H]; h, y [B, H]
void tanh_cell_forward(const Step& step, const real* gx, const real* gh, const real* h, real* y);
void tanh_cell_backward(const Step& step, const real* y, const real* dy, real* dgx, real* dgh,
                        real* dh);

// gx, gh [B, 3H] in the order reset, update, new; h, y [B, H]
void gru_cell_forward(const Step& step, const real* gx, const real* gh, const real* h, real* y);
void gru_cell_backward(const Step& step, const real* gx, const real* gh, const real* h,
                       const real* dy, real* dgx, real* dgh, real* dh);

// gx, gh [B, 4H] in the order input, forget, cell, output; state, y [B, 2H]: h, then c
void lstm_cell_forward(const Step& step, const real* gx, const real* gh, const real* state,
                       real* y);
void lstm_cell_backward(const Step& step, const real* gx, const real* gh, const real* state,
                        const real* y, const real* dy, real* dgx, real* dgh, real* dstate);

}  // namespace gloss::kernels
