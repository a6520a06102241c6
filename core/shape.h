#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <span>

namespace gloss {

// The lengths of a tensor's axes, outermost first: none for a scalar, at most four. Tensors are
// row-major, so elements along the last axis are adjacent in memory.
class Shape {
 public:
  static constexpr int kMaxRank = 4;
  static constexpr int64_t kMaxSize = int64_t{1} << 58;  // in elements

  Shape() = default;
  Shape(std::initializer_list<int64_t> dims) : Shape(std::span(dims.begin(), dims.size())) {}
  explicit Shape(std::span<const int64_t> dims);

  int rank() const { return rank_; }
  int64_t size() const;  // the number of elements; 1 for a scalar

  // The length along an axis; negative axes count from the end.
  int64_t operator[](int axis) const { return dims_[static_cast<size_t>(index(axis))]; }

  // The axis as a number from 0 to rank - 1. Throws std::invalid_argument, with `op` in front of
  // the message, if there is no such axis.
  int index(int axis, const char* op = "shape") const;

  const int64_t* begin() const { return dims_.data(); }
  const int64_t* end() const { return dims_.data() + rank_; }

  Shape with(int axis, int64_t length) const;      // replaces one length
  Shape without(int axis) const;                   // removes one axis
  Shape inserted(int axis, int64_t length) const;  // inserts an axis in front of `axis`

  // The products of the lengths before and after an axis. A reduction or a copy along the axis sees
  // the tensor as [outer, length, inner].
  int64_t outer(int axis) const;
  int64_t inner(int axis) const;

  bool operator==(const Shape&) const = default;

 private:
  std::array<int64_t, kMaxRank> dims_{};
  int rank_ = 0;
};

// The shape of a result by numpy's broadcasting rule: the shapes are aligned at their last axes,
// and two lengths must be equal, or one of them 1 or absent. Throws std::invalid_argument with the
// operation and both shapes.
Shape broadcast(const char* op, const Shape& a, const Shape& b);

std::ostream& operator<<(std::ostream& out, const Shape& shape);  // [2, 3]

}  // namespace gloss
