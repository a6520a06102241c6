#pragma once

#include <cstdint>

#include "core/cell_type.h"
#include "core/gradient_buffer.h"
#include "core/real.h"

namespace gloss::kernels {

// One time step of a recurrent cell for B rows (sentences) of H units. gx = W_ih x + b_ih and
// gh = W_hh h + b_hh are [B, gates * H], the state is [B, H] or, of an LSTM, h and c as [B, 2H].
// core/cell_type.h has the order of the gates, core/ops.h the equations.
struct CellStep {
  CellType cell;
  int64_t rows, units;  // B, H
  // Row b keeps its state from t = lengths[b] on. Null: no row ends.
  const int32_t* lengths = nullptr;
  int64_t t = 0;

  bool ended(int64_t row) const { return lengths && t >= lengths[row]; }
};
struct CellInputs {
  const real *gx, *gh, *state;
};
struct CellGradients {
  real *gx, *gh, *state;  // added to; null: not needed
};

// y = the next state
void cell_forward(const CellStep& step, const CellInputs& in, real* y);
// Reads y and, unless the cell is kTanh, `in`.
void cell_backward(const CellStep& step, const CellInputs& in, const real* y, const real* dy,
                   const CellGradients& d);

// A cell along a time-major sequence from the state 0, for t = 0, 1, ... or, if reverse, for
// t = T - 1, T - 2, ...
//   gh_t = W_hh h_(t-1) + b_hh,   state_t = cell(gx_t, gh_t, state_(t-1))
// The rows of a batch do not depend on each other, so each thread takes some rows through all
// steps:
//
//            t = 0   1   2   ...  T - 1
//   row 0       -------------------->     one chunk of work: kRowsPerChunk rows
//   ...         -------------------->
//   row 28      -------------------->     the next chunk
//
// That is one parallel section for a sequence instead of several for each step.
struct RnnSequence {
  CellType cell;
  int64_t steps, rows, units;  // T, B, H
  const int32_t* lengths = nullptr;
  bool reverse = false;

  const real* gx;             // [T, B, gates * H]
  const real *weight, *bias;  // W_hh [gates * H, H], b_hh [gates * H]
  real *gh, *states;          // [T, B, gates * H], [T, B, state]: written by the forward pass
};
void rnn_forward(const RnnSequence& s);
void rnn_backward(const RnnSequence& s, const real* dstates, GradientBuffer dgx,
                  GradientBuffer dweight, GradientBuffer dbias);

}  // namespace gloss::kernels
