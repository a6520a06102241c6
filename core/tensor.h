#pragma once

#include <cstdint>
#include <initializer_list>
#include <iosfwd>
#include <memory>
#include <span>
#include <vector>

#include "core/allocator.h"
#include "core/random.h"
#include "core/real.h"
#include "core/shape.h"

namespace gloss {

struct Node;  // how a value was made; see autograd.h

struct BackwardOptions {
  bool keep_graph = false;  // allow another backward through the same graph
};

// A handle on numbers: a shape, a shared block of memory, and how the value came about. Copying a
// Tensor copies the handle, never the numbers. Always contiguous and row-major; no operation
// changes the numbers of its inputs.
class Tensor {
 public:
  Tensor() = default;            // holds nothing; assign before use
  explicit Tensor(Shape shape);  // uninitialised numbers, for an operation's result
  static Tensor zeros(Shape shape);
  static Tensor ones(Shape shape);
  static Tensor full(Shape shape, real value);
  static Tensor scalar(real value);
  static Tensor from(Shape shape, std::span<const real> values);  // row-major
  static Tensor from(Shape shape, std::initializer_list<real> values);
  static Tensor uniform(Shape shape, real low, real high, Rng& rng);
  static Tensor normal(Shape shape, real mean, real stddev, Rng& rng);

  explicit operator bool() const { return storage_ != nullptr; }
  const Shape& shape() const { return shape_; }
  int64_t size() const { return shape_.size(); }
  int64_t size(int axis) const { return shape_[axis]; }

  // The numbers. Written only by whoever made the tensor, and by optimizers and initialisers.
  real* data() const { return storage_ ? storage_->data() + offset_ : nullptr; }
  std::span<real> values() const { return {data(), static_cast<size_t>(size())}; }

  real item() const;                                    // the only element
  real at(std::initializer_list<int64_t> index) const;  // one element, bounds checked

  Tensor clone() const;   // new memory, same numbers, outside the graph
  Tensor detach() const;  // same memory, outside the graph

  // The same numbers under another shape of equal size, sharing memory and outside the graph: the
  // start of reshape and of slices along the first axis, which add themselves to the graph.
  Tensor view(Shape shape, int64_t offset = 0) const;

  // --- Gradients (autograd.h explains how) ---

  // Makes this a leaf whose gradient is wanted: a parameter. Returns itself.
  Tensor& set_requires_grad();
  bool requires_grad() const { return node_ != nullptr; }

  // dL/d(this) of the backward passes since zero_grad(), which are added up. Kept for leaves, and
  // for intermediate values that asked by retain_grad() before the backward pass.
  bool has_grad() const;
  Tensor grad() const;
  void zero_grad();
  void retain_grad();

  // Adds dL/dx to every leaf that this value was computed from, L being this value if it has one
  // element, or the sum of seed * this. Frees the graph as it goes unless told to keep it.
  void backward(BackwardOptions options = {}) const;
  void backward(const Tensor& seed, BackwardOptions options = {}) const;

  const std::shared_ptr<Node>& node() const { return node_; }
  void set_node(std::shared_ptr<Node> node) { node_ = std::move(node); }

 private:
  Shape shape_;
  std::shared_ptr<Storage> storage_;
  int64_t offset_ = 0;
  std::shared_ptr<Node> node_;
};

// numpy's form: [[1, 2], [3, 4]] broken into aligned rows, long axes shortened to their ends.
std::ostream& operator<<(std::ostream& out, const Tensor& x);

}  // namespace gloss
