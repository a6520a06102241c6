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

class Printer {
 public:
  Printer(std::ostream& out, const Tensor& x) : out_(out), x_(x) {
    for_each_shown(0, 0, [&](int64_t i) {
      width_ = std::max(width_, static_cast<int>(text(x_.data()[i]).size()));
    });
  }

  // Prints the part of the tensor that the first `axis` indices select. `index` is the flat index
  // over these axes.
  void print(int axis, int64_t index) {
    if (axis == x_.shape().rank()) {
      out_ << std::setw(width_) << text(x_.data()[index]);
      return;
    }
    const int64_t n = x_.shape()[axis];
    const int inner_axes = x_.shape().rank() - axis - 1;  // as many line breaks, as in numpy
    std::string separator = ",";
    separator.append(static_cast<size_t>(inner_axes), '\n');
    separator.append(inner_axes == 0 ? 1 : static_cast<size_t>(axis + 1), ' ');
    out_ << '[';
    for (int64_t i = 0; i < n; ++i) {
      if (i > 0) out_ << separator;
      if (is_hidden(n, i)) {
        out_ << "...";
        i = n - kEdge - 1;
      } else {
        print(axis + 1, index * n + i);
      }
    }
    out_ << ']';
  }

 private:
  bool is_hidden(int64_t n, int64_t i) const {
    return x_.size() > kMaxShown && n > 2 * kEdge && i >= kEdge && i < n - kEdge;
  }

  template <class F>
  void for_each_shown(int axis, int64_t index, const F& f) {
    if (axis == x_.shape().rank()) return f(index);
    const int64_t n = x_.shape()[axis];
    for (int64_t i = 0; i < n; ++i)
      if (!is_hidden(n, i)) for_each_shown(axis + 1, index * n + i, f);
  }

  std::ostream& out_;
  const Tensor& x_;
  int width_ = 0;
};

}  // namespace

std::ostream& operator<<(std::ostream& out, const Tensor& x) {
  if (!x) return out << "(no tensor)";
  Printer(out, x).print(0, 0);
  return out;
}

}  // namespace gloss
