#include "core/shape.h"

#include <algorithm>
#include <ostream>
#include <vector>

#include "core/check.h"

namespace gloss {

Shape::Shape(std::span<const int64_t> dims) {
  check(dims.size() <= kMaxRank, "shape", "at most ", kMaxRank, " dimensions, not ", dims.size());
  for (const int64_t length : dims) {
    check(length >= 0, "shape", "a dimension cannot be negative: ", length);
    dims_[static_cast<size_t>(rank_++)] = length;
  }
  // Neither the size in bytes, of which the allocator computes the double, nor the product of only
  // some of the lengths may overflow. So a length of 0 counts as 1.
  int64_t room = kMaxSize;
  for (const int64_t length : *this) {
    check(length <= room, "shape", *this, " is too large");
    room /= std::max<int64_t>(length, 1);
  }
}

int64_t Shape::size() const {
  int64_t n = 1;
  for (const int64_t length : *this)
    n *= length;
  return n;
}

int Shape::index(int axis, const char* op) const {
  check(axis >= -rank_ && axis < rank_, op, "no axis ", axis, " in ", *this);
  return axis < 0 ? axis + rank_ : axis;
}

Shape Shape::with(int axis, int64_t length) const {
  std::vector<int64_t> dims(begin(), end());
  dims[static_cast<size_t>(index(axis))] = length;
  return Shape(dims);
}

Shape Shape::without(int axis) const {
  std::vector<int64_t> dims(begin(), end());
  dims.erase(dims.begin() + index(axis));
  return Shape(dims);
}

Shape Shape::inserted(int axis, int64_t length) const {
  check(axis >= 0 && axis <= rank_, "shape", "no place ", axis, " for a new axis in ", *this);
  std::vector<int64_t> dims(begin(), end());
  dims.insert(dims.begin() + axis, length);
  return Shape(dims);
}

int64_t Shape::outer(int axis) const {
  return Shape(std::span(begin(), static_cast<size_t>(index(axis)))).size();
}

int64_t Shape::inner(int axis) const {
  return Shape(std::span(begin() + index(axis) + 1, end())).size();
}

Shape broadcast(const char* op, const Shape& a, const Shape& b) {
  const int rank = std::max(a.rank(), b.rank());
  std::vector<int64_t> dims(static_cast<size_t>(rank));
  for (int back = 1; back <= rank; ++back) {
    const int64_t from_a = back <= a.rank() ? a[-back] : 1;
    const int64_t from_b = back <= b.rank() ? b[-back] : 1;
    check(from_a == from_b || from_a == 1 || from_b == 1, op, "shapes do not broadcast: a is ", a,
          ", b is ", b);
    dims[static_cast<size_t>(rank - back)] = from_a == 1 ? from_b : from_a;
  }
  return Shape(dims);
}

std::ostream& operator<<(std::ostream& out, const Shape& shape) {
  out << '[';
  for (int axis = 0; axis < shape.rank(); ++axis)
    out << (axis ? ", " : "") << shape[axis];
  return out << ']';
}

}  // namespace gloss
