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

struct Node;  // the operation that computed a value; see autograd.h

class LeafGradients;  // see autograd.h

struct BackwardOptions {
  bool keep_graph = false;          // allows another backward pass through the same graph
  LeafGradients* leaves = nullptr;  // where the leaves' gradients go, if not to the leaves
};

// A handle on numbers: a shape, a shared block of memory, and the graph node that computed them.
// Copying a Tensor copies the handle, never the numbers. The numbers are contiguous and row-major.
// No operation changes the numbers of its inputs.
class Tensor {
 public:
  Tensor() = default;            // holds nothing: no memory, the shape [0]; assign before use
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

  // The numbers. Only the operation that makes a tensor, initialisers and optimizers write them.
  real* data() const { return storage_ ? storage_->data() + offset_ : nullptr; }
  std::span<real> values() const { return {data(), static_cast<size_t>(size())}; }

  real item() const;                                    // the only element
  real at(std::initializer_list<int64_t> index) const;  // one element, bounds checked

  Tensor clone() const;   // new memory, same numbers, outside the graph
  Tensor detach() const;  // same memory, outside the graph

  // The numbers from `offset` on under another shape: same memory, which must hold them all,
  // outside the graph. The basis of reshape, select and slice, which record themselves in it.
  Tensor view(Shape shape, int64_t offset = 0) const;

  // --- Gradients (autograd.h explains how) ---

  // Makes this a leaf whose gradient is computed, such as a parameter. Returns itself.
  Tensor& set_requires_grad();
  bool requires_grad() const { return node_ != nullptr; }

  // dL/d(this), accumulated over the backward passes since zero_grad(). Kept for leaves, and for
  // intermediate values after retain_grad() was called before the backward pass.
  bool has_grad() const;
  Tensor grad() const;
  void zero_grad();  // drops the gradient: has_grad() is false until the next backward pass
  void retain_grad();

  // Computes dL/dx for every leaf x that this value depends on and adds it to x's gradient. L is
  // this value, which must have one element, or sum(seed * this). Frees the graph on the way unless
  // options.keep_graph is set.
  void backward(BackwardOptions options = {}) const;
  void backward(const Tensor& seed, BackwardOptions options = {}) const;

  const std::shared_ptr<Node>& node() const { return node_; }
  void set_node(std::shared_ptr<Node> node) { node_ = std::move(node); }

 private:
  Shape shape_{0};  // with the shape of a scalar, functions would read an element at a null address
  std::shared_ptr<Storage> storage_;
  int64_t offset_ = 0;
  std::shared_ptr<Node> node_;
};

// As numpy prints: [[1, 2], [3, 4]] in aligned rows. Of more than 1000 elements, long axes show
// only their first and last three.
std::ostream& operator<<(std::ostream& out, const Tensor& x);

}  // namespace gloss
