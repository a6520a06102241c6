#include "core/kernels/rnn.h"

#include <algorithm>

#include "core/kernels/loop.h"
#include "core/kernels/math.h"

// A backward pass may be asked for some of its gradients only; adding into a scratch row where a
// pointer is null would cost a pass, so each sum is guarded instead.

namespace gloss::kernels {
namespace {

template <class F>
void for_each_row(const Step& step, const F& f) {
  parallel_for(step.rows, std::max<int64_t>(1, kGrain / 4 / std::max<int64_t>(step.units, 1)),
               [&](int64_t begin, int64_t end) {
                 for (int64_t row = begin; row < end; ++row)
                   f(row);
               });
}

void copy_state(const real* from, int64_t n, real* to) {
  std::copy_n(from, n, to);
}

void add_state(const real* from, int64_t n, real* to) {
  for (int64_t i = 0; to && i < n; ++i)
    to[i] += from[i];
}

}  // namespace

void tanh_cell_forward(const Step& step, const real* gx, const real* gh, const real* h, real* y) {
  for_each_row(step, [&, n = step.units](int64_t row) {
    const int64_t at = row * n;
    if (step.ended(row)) return copy_state(h + at, n, y + at);
#pragma omp simd
    for (int64_t i = at; i < at + n; ++i)
      y[i] = tanh(gx[i] + gh[i]);
  });
}

void tanh_cell_backward(const Step& step, const real* y, const real* dy, real* dgx, real* dgh,
                        real* dh) {
  for_each_row(step, [&, n = step.units](int64_t row) {
    const int64_t at = row * n;
    if (step.ended(row)) return add_state(dy + at, n, dh ? dh + at : nullptr);
    for (int64_t i = at; i < at + n; ++i) {
      const real d = (1 - y[i] * y[i]) * dy[i];
      if (dgx) dgx[i] += d;
      if (dgh) dgh[i] += d;
    }
  });
}

void gru_cell_forward(const Step& step, const real* gx, const real* gh, const real* h, real* y) {
  for_each_row(step, [&, n = step.units](int64_t row) {
    const real* const hr = h + row * n;
    real* const out = y + row * n;
    if (step.ended(row)) return copy_state(hr, n, out);
    const real* const x = gx + row * 3 * n;
    const real* const u = gh + row * 3 * n;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const real reset = sigmoid(x[i] + u[i]);
      const real update = sigmoid(x[n + i] + u[n + i]);
      const real fresh = tanh(x[2 * n + i] + reset * u[2 * n + i]);
      out[i] = fresh + update * (hr[i] - fresh);
    }
  });
}

void gru_cell_backward(const Step& step, const real* gx, const real* gh, const real* h,
                       const real* dy, real* dgx, real* dgh, real* dh) {
  for_each_row(step, [&, n = step.units](int64_t row) {
    const real* const hr = h + row * n;
    const real* const d = dy + row * n;
    if (step.ended(row)) return add_state(d, n, dh ? dh + row * n : nullptr);
    const real* const x = gx + row * 3 * n;
    const real* const u = gh + row * 3 * n;
    real* const dx = dgx ? dgx + row * 3 * n : nullptr;
    real* const du = dgh ? dgh + row * 3 * n : nullptr;
    real* const dhr = dh ? dh + row * n : nullptr;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const real reset = sigmoid(x[i] + u[i]);
      const real update = sigmoid(x[n + i] + u[n + i]);
      const real fresh = tanh(x[2 * n + i] + reset * u[2 * n + i]);
      // out = fresh + update * (h - fresh)
      const real d_update = d[i] * (hr[i] - fresh) * update * (1 - update);
      const real d_fresh = d[i] * (1 - update) * (1 - fresh * fresh);
      const real d_reset = d_fresh * u[2 * n + i] * reset * (1 - reset);
      if (dx) {
        dx[i] += d_reset;
        dx[n + i] += d_update;
        dx[2 * n + i] += d_fresh;
      }
      if (du) {
        du[i] += d_reset;
        du[n + i] += d_update;
        du[2 * n + i] += d_fresh * reset;
      }
      if (dhr) dhr[i] += d[i] * update;
    }
  });
}

void lstm_cell_forward(const Step& step, const real* gx, const real* gh, const real* state,
                       real* y) {
  for_each_row(step, [&, n = step.units](int64_t row) {
    const real* const c = state + row * 2 * n + n;
    real* const h_out = y + row * 2 * n;
    real* const c_out = h_out + n;
    if (step.ended(row)) return copy_state(c - n, 2 * n, h_out);
    const real* const x = gx + row * 4 * n;
    const real* const u = gh + row * 4 * n;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const real input = sigmoid(x[i] + u[i]);
      const real forget = sigmoid(x[n + i] + u[n + i]);
      const real fresh = tanh(x[2 * n + i] + u[2 * n + i]);
      const real output = sigmoid(x[3 * n + i] + u[3 * n + i]);
      c_out[i] = forget * c[i] + input * fresh;
      h_out[i] = output * tanh(c_out[i]);
    }
  });
}

void lstm_cell_backward(const Step& step, const real* gx, const real* gh, const real* state,
                        const real* y, const real* dy, real* dgx, real* dgh, real* dstate) {
  for_each_row(step, [&, n = step.units](int64_t row) {
    const real* const c = state + row * 2 * n + n;
    const real* const c_out = y + row * 2 * n + n;
    const real* const dh_out = dy + row * 2 * n;
    const real* const dc_out = dh_out + n;
    real* const dh = dstate ? dstate + row * 2 * n : nullptr;
    real* const dc = dstate ? dh + n : nullptr;
    if (step.ended(row)) return add_state(dh_out, 2 * n, dh);
    const real* const x = gx + row * 4 * n;
    const real* const u = gh + row * 4 * n;
#pragma omp simd
    for (int64_t i = 0; i < n; ++i) {
      const real input = sigmoid(x[i] + u[i]);
      const real forget = sigmoid(x[n + i] + u[n + i]);
      const real fresh = tanh(x[2 * n + i] + u[2 * n + i]);
      const real output = sigmoid(x[3 * n + i] + u[3 * n + i]);
      // h' = output * tanh(c'), c' = forget * c + input * fresh
      const real t = tanh(c_out[i]);
      const real d_c = dc_out[i] + dh_out[i] * output * (1 - t * t);
      const real d[4] = {d_c * fresh * input * (1 - input), d_c * c[i] * forget * (1 - forget),
                         d_c * input * (1 - fresh * fresh), dh_out[i] * t * output * (1 - output)};
      for (int64_t gate = 0; gate < 4; ++gate) {
        if (dgx) dgx[row * 4 * n + gate * n + i] += d[gate];
        if (dgh) dgh[row * 4 * n + gate * n + i] += d[gate];
      }
      if (dc) dc[i] += d_c * forget;
    }
  });
}

}  // namespace gloss::kernels
