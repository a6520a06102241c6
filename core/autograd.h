#pragma once

#include <functional>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/gradient_buffer.h"
#include "core/tensor.h"

namespace gloss {

// What an operation's backward closure receives.
class Gradients {
 public:
  Gradients(Node& node, LeafGradients* leaves);

  // dL/dy, one number for each element of the operation's result y.
  const real* output() const;

  // The buffer for dL/dx_i, x_i being the i-th input; its data is null if x_i needs no gradient.
  // Buffers may be requested and filled in any order: where two inputs are the same tensor, both
  // get one buffer, zeroed, to accumulate into. A closure may call this at most once for each i. A
  // second call throws std::invalid_argument, since it cannot know whether the buffer was written.
  GradientBuffer input(size_t i) const;

 private:
  Node& node_;
  LeafGradients* const leaves_;
  mutable std::vector<bool> requested_;
};

using Backward = std::function<void(const Gradients&)>;

// How a value was made: the operation, its inputs, and the closure that computes their gradients.
// Links point from results to inputs, never back, and a closure captures the result before the
// result has a node. So there are no cycles, and shared pointers free the graph. The sequence
// number is the order of creation, which is a topological order: an operation comes after its
// inputs.
//
// What backward() does with the example of the top README, w [2, 3] and x [3, 1]:
//
//   y = tanh(matmul(w, x))      w x = -2 and y = -0.9640 in both rows
//   loss = sum(y * y)           y y = 0.9293, loss = 1.8587
//
//   w leaf <--- matmul <--- tanh <=== mul <--- sum      x requires no gradient: it has no node
//               captures    captures  captures
//               w, x        y         y, y
//
// The reachable nodes are sorted by sequence number and run from the newest to the oldest. Numbers
// of equal rows are written once:
//
//   runs     its dL/d(result)   adds                      to
//   sum      1                  1                         dL/d(y y)
//   mul      1                  y + y = -1.9281           dL/dy twice: both inputs are y,
//                                                         so the buffer is zeroed first
//   tanh     -1.9281            (1 - y y) dL/dy = -0.1362 dL/d(w x)
//   matmul   -0.1362            -0.1362 0 0.1362          dL/dw = dL/d(w x) x^T
//
// Once a node has run, its gradient is freed unless retain_grad() was called, and its links and its
// closure with the captured tensors unless the graph is kept. Leaves keep their gradients. In the
// end there are w with its gradient and x, and y and loss as long as the caller holds them.
struct Node {
  struct Input {
    std::shared_ptr<Node> node;  // null where no gradient is needed
    Shape shape;
  };

  const char* op = "leaf";
  Shape shape;
  int64_t sequence = 0;
  std::vector<Input> inputs;
  Backward backward;  // empty for leaves, and once released
  Tensor grad;        // empty until the first contribution
  bool keeps_grad = false;
  bool released = false;

  ~Node();  // unlinks its inputs one by one, since a long chain must not recurse
  bool is_leaf() const { return !backward && !released; }
};

// The gradients that backward passes add to leaves, kept apart from them. Threads that share
// leaves, such as the weights of a model, can run passes side by side, each with its own.
class LeafGradients {
 public:
  Tensor& of(const std::shared_ptr<Node>& leaf) { return gradients_[leaf]; }

  // Adds them to the leaves' own, and keeps none.
  void add_to_leaves();

 private:
  std::unordered_map<std::shared_ptr<Node>, Tensor> gradients_;
};

// Adds y = op(inputs) to the graph and returns it; returns y itself, unchanged, if no input needs a
// gradient or a NoGradGuard is alive. core/EXTENDING.md shows how to write an operation. The
// closure keeps what it captures in memory until the backward pass: capture by value, and only what
// the pass reads.
Tensor record(const char* op, Tensor y, const std::vector<Tensor>& inputs, Backward backward);

// Whether operations on this thread are recorded, for operations that compute gradients in the
// forward pass.
bool is_recording();

// Sets a flag while it exists.
class FlagGuard {
 public:
  FlagGuard(bool& flag, bool value) : flag_(flag), before_(std::exchange(flag, value)) {}
  ~FlagGuard() { flag_ = before_; }
  FlagGuard(const FlagGuard&) = delete;

 private:
  bool& flag_;
  const bool before_;
};

// While it exists, operations on this thread are not recorded: for evaluation and decoding.
struct NoGradGuard : FlagGuard {
  NoGradGuard();
};

// While it exists, every value and every gradient, on any thread, is inspected. The first
// that is not finite throws std::runtime_error with the operation and the shapes of its inputs:
// "log: value is not finite at 3 (-inf): result is [5], inputs are [5]". Slow, for debugging.
struct FiniteGuard : FlagGuard {
  FiniteGuard();
};

}  // namespace gloss
