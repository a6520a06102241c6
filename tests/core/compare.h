#pragma once

#include <algorithm>
#include <cmath>
#include <cstring>
#include <sstream>
#include <string>
#include <vector>

#include "core/tensor.h"

namespace gloss {

// What x differs in from the shape and the numbers expected: a sentence, or nothing if each number
// is within the tolerance times max(1, |expected|). Infinities must be equal; NaN matches NaN.
inline std::string difference(const Tensor& x, const Shape& shape,
                              const std::vector<double>& expected, double tolerance = 1e-6) {
  std::ostringstream out;
  out.precision(9);
  if (x.shape() != shape) out << "shape is " << x.shape() << ", expected " << shape << "; ";
  if (x.size() != static_cast<int64_t>(expected.size())) {
    out << "there are " << x.size() << " elements, expected " << expected.size();
    return out.str();
  }
  for (size_t i = 0; i < expected.size(); ++i) {
    const double received = static_cast<double>(x.values()[i]), wanted = expected[i];
    if (received == wanted || (std::isnan(received) && std::isnan(wanted))) continue;
    if (!(std::abs(received - wanted) <= tolerance * std::max(1.0, std::abs(wanted))))
      out << "at " << i << ": " << received << ", expected " << wanted << "; ";
  }
  return out.str();
}

inline bool same_bits(const Tensor& a, const Tensor& b) {
  return a.shape() == b.shape() &&
         std::memcmp(a.data(), b.data(), static_cast<size_t>(a.size()) * sizeof(real)) == 0;
}

}  // namespace gloss
