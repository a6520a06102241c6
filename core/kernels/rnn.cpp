#include "core/kernels/rnn.h"

#include <algorithm>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"

namespace gloss::kernels {
namespace {

// One row of the inputs and of their gradients, `gates` and `state` numbers wide.
CellInputs row_of(const CellInputs& in, int64_t row, int64_t gates, int64_t state) {
  return {in.gx + row * gates, in.gh + row * gates, in.state + row * state};
}
CellGradients row_of(const CellGradients& d, int64_t row, int64_t gates, int64_t state) {
  return {d.gx ? d.gx + row * gates : nullptr, d.gh ? d.gh + row * gates : nullptr,
          d.state ? d.state + row * state : nullptr};
}

void tanh_forward_row(int64_t n, const CellInputs& in, real* y) {
#pragma omp simd
  for (int64_t i = 0; i < n; ++i)
    y[i] = tanh(in.gx[i] + in.gh[i]);
}

// The gradients that are needed differ from call to call. Each sum is guarded, since adding the
// others to a scratch row would cost a pass.
void tanh_backward_row(int64_t n, const real* y, const real* dy, const CellGradients& d) {
  for (int64_t i = 0; i < n; ++i) {
    const real d_sum = (1 - y[i] * y[i]) * dy[i];
    if (d.gx) d.gx[i] += d_sum;
    if (d.gh) d.gh[i] += d_sum;
  }
}

void gru_forward_row(int64_t n, const CellInputs& in, real* y) {
  const real *const x = in.gx, *const u = in.gh, *const h = in.state;
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const real reset = sigmoid(x[i] + u[i]);
    const real update = sigmoid(x[n + i] + u[n + i]);
    const real candidate = tanh(x[2 * n + i] + reset * u[2 * n + i]);
    y[i] = candidate + update * (h[i] - candidate);
  }
}

void gru_backward_row(int64_t n, const CellInputs& in, const real* dy, const CellGradients& d) {
  const real *const x = in.gx, *const u = in.gh, *const h = in.state;
  real *const dx = d.gx, *const du = d.gh, *const dh = d.state;
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const real reset = sigmoid(x[i] + u[i]);
    const real update = sigmoid(x[n + i] + u[n + i]);
    const real candidate = tanh(x[2 * n + i] + reset * u[2 * n + i]);
    // y = candidate + update * (h - candidate)
    const real d_update = dy[i] * (h[i] - candidate) * update * (1 - update);
    const real d_candidate = dy[i] * (1 - update) * (1 - candidate * candidate);
    const real d_reset = d_candidate * u[2 * n + i] * reset * (1 - reset);
    if (dx) {
      dx[i] += d_reset;
      dx[n + i] += d_update;
      dx[2 * n + i] += d_candidate;
    }
    if (du) {
      du[i] += d_reset;
      du[n + i] += d_update;
      du[2 * n + i] += d_candidate * reset;
    }
    if (dh) dh[i] += dy[i] * update;
  }
}

void lstm_forward_row(int64_t n, const CellInputs& in, real* y) {
  const real *const x = in.gx, *const u = in.gh, *const c = in.state + n;
  real *const h_out = y, *const c_out = y + n;
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const real input = sigmoid(x[i] + u[i]);
    const real forget = sigmoid(x[n + i] + u[n + i]);
    const real candidate = tanh(x[2 * n + i] + u[2 * n + i]);
    const real output = sigmoid(x[3 * n + i] + u[3 * n + i]);
    c_out[i] = forget * c[i] + input * candidate;
    h_out[i] = output * tanh(c_out[i]);
  }
}

void lstm_backward_row(int64_t n, const CellInputs& in, const real* y, const real* dy,
                       const CellGradients& d) {
  const real *const x = in.gx, *const u = in.gh, *const c = in.state + n;
  const real *const c_out = y + n, *const dh_out = dy, *const dc_out = dy + n;
  real *const dx = d.gx, *const du = d.gh, *const dc = d.state ? d.state + n : nullptr;
#pragma omp simd
  for (int64_t i = 0; i < n; ++i) {
    const real input = sigmoid(x[i] + u[i]);
    const real forget = sigmoid(x[n + i] + u[n + i]);
    const real candidate = tanh(x[2 * n + i] + u[2 * n + i]);
    const real output = sigmoid(x[3 * n + i] + u[3 * n + i]);
    // h_out = output * tanh(c_out), c_out = forget * c + input * candidate
    const real t = tanh(c_out[i]);
    const real d_c = dc_out[i] + dh_out[i] * output * (1 - t * t);
    const real d_gates[4] = {
        d_c * candidate * input * (1 - input), d_c * c[i] * forget * (1 - forget),
        d_c * input * (1 - candidate * candidate), dh_out[i] * t * output * (1 - output)};
    for (int64_t gate = 0; gate < 4; ++gate) {
      if (dx) dx[gate * n + i] += d_gates[gate];
      if (du) du[gate * n + i] += d_gates[gate];
    }
    if (dc) dc[i] += d_c * forget;
  }
}

}  // namespace

void cell_forward(const CellStep& step, const CellInputs& in, real* y) {
  const int64_t n = step.units, gates = gate_count(step.cell) * n;
  const int64_t state = state_width(step.cell, n);
  for_each_row(step.rows, n, 4, [&](int64_t row) {
    const CellInputs in_row = row_of(in, row, gates, state);
    real* const y_row = y + row * state;
    if (step.ended(row))
      std::copy_n(in_row.state, state, y_row);
    else if (step.cell == CellType::kTanh)
      tanh_forward_row(n, in_row, y_row);
    else if (step.cell == CellType::kGru)
      gru_forward_row(n, in_row, y_row);
    else
      lstm_forward_row(n, in_row, y_row);
  });
}

void cell_backward(const CellStep& step, const CellInputs& in, const real* y, const real* dy,
                   const CellGradients& d) {
  const int64_t n = step.units, gates = gate_count(step.cell) * n;
  const int64_t state = state_width(step.cell, n);
  for_each_row(step.rows, n, 4, [&](int64_t row) {
    const CellGradients d_row = row_of(d, row, gates, state);
    const real *const y_row = y + row * state, *const dy_row = dy + row * state;
    if (step.ended(row)) {  // y = state
      for (int64_t i = 0; d_row.state && i < state; ++i)
        d_row.state[i] += dy_row[i];
    } else if (step.cell == CellType::kTanh) {
      tanh_backward_row(n, y_row, dy_row, d_row);
    } else if (step.cell == CellType::kGru) {
      gru_backward_row(n, row_of(in, row, gates, state), dy_row, d_row);
    } else {
      lstm_backward_row(n, row_of(in, row, gates, state), y_row, dy_row, d_row);
    }
  });
}

}  // namespace gloss::kernels
