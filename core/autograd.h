#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/gradient_buffer.h"
#include "core/tensor.h"

namespace gloss {

// What an operation's backward closure receives.
class Gradients {
 public:
  explicit Gradients(Node& node);

  // dL/dy, one number for each element of the operation's result y.
  const real* output() const;

  // The buffer for dL/dx_i, x_i being the i-th input; its data is null if x_i needs no gradient.
  // Buffers may be requested and filled in any order: where two inputs are the same tensor, both
  // get one buffer, zeroed, to accumulate into. Each is requested once; a second request throws
  // std::invalid_argument, since the buffer may not be written yet.
  GradientBuffer input(size_t i) const;

 private:
  Node& node_;
  mutable std::vector<bool> requested_;
};

using Backward = std::function<void(const Gradients&)>;

// How a value was made. Nodes point from results to inputs, never back, and a closure captures the
// result before it has a node, so no cycle can arise and ordinary scope frees a graph. The sequence
// number is the order of creation, which is a topological order.
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
  Tensor grad;        // holds nothing until something was added
  bool keeps_grad = false;
  bool released = false;

  ~Node();  // unlinks its inputs one by one: a long chain must not recurse
  bool is_leaf() const { return !backward && !released; }
};

// Adds y = op(inputs) to the graph and returns it; returns y itself, unchanged, if no input needs a
// gradient or a NoGradGuard is alive. This is all that an operation of your own needs:
//
//   Tensor square(const Tensor& x) {
//     Tensor y = x.clone();
//     for (real& v : y.values()) v *= v;
//     return record("square", y, {x}, [x = x.detach()](const Gradients& g) {
//       const real* const dy = g.output();
//       g.input(0).add_each([&](int64_t i) { return 2 * x.data()[i] * dy[i]; });  // dx += 2 x dy
//     });
//   }
//
// The closure keeps what it captures in memory until the backward pass: capture by value, and only
// what the pass reads.
Tensor record(const char* op, Tensor y, const std::vector<Tensor>& inputs, Backward backward);

// Whether operations on this thread are recorded: those that compute their gradient ahead ask.
bool is_recording();

// While alive, on this thread, operations are not recorded: evaluation and decoding.
class NoGradGuard {
 public:
  NoGradGuard();
  ~NoGradGuard();
  NoGradGuard(const NoGradGuard&) = delete;
  NoGradGuard& operator=(const NoGradGuard&) = delete;

 private:
  bool before_;
};

// While alive, on this thread, every value and every gradient is inspected as it is made, and the
// first that is not finite throws std::runtime_error naming the operation and its input shapes:
// "log: value is not finite at 3 (-inf): result is [5], inputs are [5]". Slow; for finding where a
// loss went wrong.
class FiniteGuard {
 public:
  FiniteGuard();
  ~FiniteGuard();
  FiniteGuard(const FiniteGuard&) = delete;
  FiniteGuard& operator=(const FiniteGuard&) = delete;

 private:
  bool before_;
};

}  // namespace gloss
