#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>

namespace gloss {

// The dimensions of a tensor, outermost first; none for a scalar, four at most. Row-major: the
// last dimension is contiguous in memory.
class Shape {
 public:
  static constexpr int kMaxRank = 4;

  Shape() = default;
  Shape(std::initializer_list<int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}
  explicit Shape(std::span<const int64_t> dims);

  int rank() const { return rank_; }
  int64_t size() const;  // the number of elements; 1 for a scalar

  // The length along an axis; negative axes count from the end.
  int64_t operator[](int axis) const { return dims_[static_cast<size_t>(index(axis))]; }

  // An axis as 0 .. rank-1; invalid_argument, in the name of `op`, if there is no such axis.
  int index(int axis, const char* op = "shape") const;

  const int64_t* begin() const { return dims_.data(); }
  const int64_t* end() const { return dims_.data() + rank_; }

  Shape with(int axis, int64_t length) const;      // the same, one length replaced
  Shape without(int axis) const;                   // one axis fewer
  Shape inserted(int axis, int64_t length) const;  // one axis more, standing at `axis`

  // The elements before, along and after an axis: any reduction or copy along one axis sees the
  // tensor as [outer, length, inner].
  int64_t outer(int axis) const;
  int64_t inner(int axis) const;

  bool operator==(const Shape&) const = default;

 private:
  std::array<int64_t, kMaxRank> dims_{};
  int rank_ = 0;
};

// numpy's rule: aligned at the last axis, each pair of lengths equal or one of them 1 or absent.
// Throws invalid_argument naming the operation and both shapes.
Shape broadcast(const char* op, const Shape& a, const Shape& b);

std::ostream& operator<<(std::ostream& out, const Shape& shape);  // [2, 3]

}  // namespace gloss
