// The matrix product, and what the layers need besides.
//
//   C = A B        A [m, k], B [k, n], C [m, n]        c_ij = sum over p of a_ip b_pj
//
// A matrix is its rows one after the other: element (i, j) of [m, n] stands at i n + j.
#pragma once

#include <algorithm>

#include "autograd.h"

namespace plain {

template <class Number>  // Value, or float or double where no gradient is needed
std::vector<Number> matmul(const std::vector<Number>& a, const std::vector<Number>& b, size_t m,
                           size_t n, size_t k) {
  std::vector<Number> c;
  for (size_t i = 0; i < m; ++i)
    for (size_t j = 0; j < n; ++j) {
      Number sum = 0;
      for (size_t p = 0; p < k; ++p)
        sum = sum + a[i * k + p] * b[p * n + j];
      c.push_back(sum);
    }
  return c;
}

using Vector = std::vector<Value>;

// W x        W [out, in], x [in]
inline Vector multiply(const Vector& w, const Vector& x) {
  return matmul(w, x, w.size() / x.size(), 1, x.size());
}

inline Vector operator+(Vector x, const Vector& y) {
  for (size_t i = 0; i < x.size(); ++i)
    x[i] = x[i] + y[i];
  return x;
}

inline Vector tanh(Vector x) {
  for (Value& element : x)
    element = tanh(element);
  return x;
}

// e^x_i / sum over j of e^x_j. Subtracting the largest x leaves every result unchanged and prevents
// overflow.
inline Vector softmax(Vector x) {
  const Value largest = std::max_element(x.begin(), x.end())->value();
  Value sum = 0;
  for (Value& element : x)
    sum = sum + (element = exp(element - largest));
  for (Value& element : x)
    element = element / sum;
  return x;
}

// [x; y]
inline Vector concat(Vector x, const Vector& y) {
  x.insert(x.end(), y.begin(), y.end());
  return x;
}

// Row i of a matrix with `width` columns: an embedding is no more than this.
inline Vector row(const Vector& matrix, size_t i, size_t width) {
  return {matrix.begin() + i * width, matrix.begin() + (i + 1) * width};
}

}  // namespace plain
