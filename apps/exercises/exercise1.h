// Exercise 1: the backward pass of an operation
//
// The matrix product C = A B, with A [m, k], B [k, n], C [m, n]; element (i, j) of an [m, n] matrix
// stands at i n + j. A loss L was computed from C, and dL/dC is known, a number for each element.
//
//   c_ij = sum over p of a_ip b_pj
//   so a_ip influences c_i0 .. c_i,n-1, and by the chain rule
//   dL/da_ip = sum over j of dL/dc_ij * dc_ij/da_ip
//
// Find the same for b_pj, and write both as matrices. A hint: they are matrix products, too.
//
// Try it: cmake --workflow --preset exercise-1
//
// The solution: matmul_backward() in solutions.h; the library's: backward_left() and
// backward_right() in core/ops/matmul.cpp.
#pragma once

#include <cstddef>
#include <vector>

namespace exercise {

struct MatmulGradients {
  std::vector<double> da, db;  // [m, k], [k, n]
};

inline MatmulGradients matmul_backward(const std::vector<double>& a, const std::vector<double>& b,
                                       const std::vector<double>& dc, size_t m, size_t n,
                                       size_t k) {
  MatmulGradients gradients;
  // your code
  return gradients;
}

}  // namespace exercise
