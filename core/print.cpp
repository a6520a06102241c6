#include <algorithm>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <string>

#include "core/tensor.h"

namespace gloss {
namespace {

constexpr int64_t kLong = 1000;  // elements beyond which a tensor is shortened
constexpr int64_t kEnds = 3;     // and how many of each end remain along an axis

std::string text(real value) {
  std::ostringstream out;
  out << std::setprecision(4) << value;
  return out.str();
}

class Printer {
 public:
  Printer(std::ostream& out, const Tensor& x) : out_(out), x_(x) {
    visit(0, 0, [&](int64_t i) {
      width_ = std::max(width_, static_cast<int>(text(x_.data()[i]).size()));
    });
  }

  void print(int axis, int64_t flat) {
    if (axis == x_.shape().rank()) {
      out_ << std::setw(width_) << text(x_.data()[flat]);
      return;
    }
    const int64_t n = x_.shape()[axis];
    const int deeper = x_.shape().rank() - axis - 1;  // numpy: a blank line more at each level
    std::string gap = ",";
    gap.append(static_cast<size_t>(deeper), '\n');
    gap.append(deeper == 0 ? 1 : static_cast<size_t>(axis + 1), ' ');
    out_ << '[';
    for (int64_t i = 0; i < n; ++i) {
      if (i > 0) out_ << gap;
      if (skip(n, i)) {
        out_ << "...";
        i = n - kEnds - 1;
      } else {
        print(axis + 1, flat * n + i);
      }
    }
    out_ << ']';
  }

 private:
  bool skip(int64_t n, int64_t i) const {
    return x_.size() > kLong && n > 2 * kEnds && i >= kEnds && i < n - kEnds;
  }

  template <class F>
  void visit(int axis, int64_t flat, const F& f) {
    if (axis == x_.shape().rank()) return f(flat);
    const int64_t n = x_.shape()[axis];
    for (int64_t i = 0; i < n; ++i)
      if (!skip(n, i)) visit(axis + 1, flat * n + i, f);
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
