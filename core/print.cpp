#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <string>

#include "core/tensor.h"

namespace gloss {
namespace {

constexpr int64_t kMaxShown = 1000;  // a tensor with more elements is abbreviated
constexpr int64_t kEdge = 3;         // to this many elements at each end of an axis

std::string text(real value) {
  std::ostringstream out;
  out << std::setprecision(4) << value;
  return out.str();
}

// Prints the part of x that the first `axis` indices select, each number right-aligned in `width`
// columns. `index` is the flat index over these axes. Returns the length of the longest number.
int print(std::ostream& out, const Tensor& x, int width, int axis = 0, int64_t index = 0) {
  if (axis == x.shape().rank()) {
    const std::string number = text(x.data()[index]);
    out << std::setw(width) << number;
    return static_cast<int>(number.size());
  }
  const int64_t n = x.shape()[axis];
  const bool abbreviated = x.size() > kMaxShown && n > 2 * kEdge;
  const int inner_axes = x.shape().rank() - axis - 1;  // as many line breaks, as in numpy
  std::string separator = ",";
  separator.append(static_cast<size_t>(inner_axes), '\n');
  separator.append(inner_axes == 0 ? 1 : static_cast<size_t>(axis + 1), ' ');
  int longest = 0;
  out << '[';
  for (int64_t i = 0; i < n; ++i) {
    if (i > 0) out << separator;
    if (abbreviated && i == kEdge) {
      out << "..." << separator;
      i = n - kEdge;
    }
    longest = std::max(longest, print(out, x, width, axis + 1, index * n + i));
  }
  out << ']';
  return longest;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  if (!x) return out << "(no tensor)";
  std::ostringstream unaligned;
  const int width = print(unaligned, x, 0);
  print(out, x, width);
  return out;
}

}  // namespace gloss
