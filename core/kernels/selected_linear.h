#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/real.h"

namespace gloss::kernels {

// Rows [begin, end) of x, which need the outputs `outputs` of a linear layer.
struct SelectedOutputs {
  int64_t begin, end;
  std::span<const int32_t> outputs;
};

// A linear layer of which each group of rows needs few outputs, each group others:
//
//   y[i, c] = weight[o] . x[i] + bias[o]   with o = group.outputs[c], for every row i of a group
//
// x: [rows, in]   weight: [out, in]   bias: [out]   y: [rows, y_stride]
// A row's numbers depend on nothing but that row and its list.
struct SelectedLinear {
  const real *x, *weight, *bias;
  real* y;
  int64_t in, y_stride;
};
void selected_linear(const SelectedLinear& layer, const std::vector<SelectedOutputs>& groups);

}  // namespace gloss::kernels
