#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/tensor.h"

namespace gloss {

// Notes every operation on this thread, forward and backward, from its construction to stop() or
// its destruction:
//
//   Trace trace;
//   trace.name(w, "layer.weight");
//   const Tensor loss = sum(tanh(matmul(w, x)));
//   loss.backward();
//   for (const Trace::Entry& e : trace.entries())
//     std::cout << e.op << ' ' << e.value.shape() << ' ' << e.forward_seconds << '\n';
//
// The trace holds all values and gradients, so they stay in memory as long as it does. Without a
// trace an operation costs the comparison of one pointer more. Traces do not nest.
class Trace {
 public:
  // A value: the result of an operation, or a leaf, such as a parameter, that an operation reads. A
  // leaf stands before the first operation that reads it.
  struct Entry {
    const char* op;               // "leaf" for leaves
    std::string name;             // of a leaf that has one
    std::string module;           // the path of the module that computes it; empty: no module
    std::vector<size_t> inputs;   // entries
    Tensor value, gradient;       // no gradient if none was computed
    double forward_seconds = 0;   // from the end of the operation before
    double backward_seconds = 0;  // of its backward closure
    bool is_parameter = false;    // a leaf whose gradient is computed
    bool shares_memory = false;   // a view of its first input
    bool is_leaf() const { return inputs.empty() && std::string_view(op) == "leaf"; }
  };

  Trace();
  ~Trace() { stop(); }
  Trace(const Trace&) = delete;
  void stop();

  // The names of leaves and of modules, which Scope objects mention, for operations that follow.
  // nn/trace.h gives those of a model.
  void name(const Tensor& leaf, const std::string& name);
  void name_module(const void* module, const std::string& path);

  // Leaves have the gradients that they have at the time of the call.
  std::vector<Entry> entries() const;

  // Operations belong to the module of the innermost Scope alive. One that reads a parameter below
  // this module belongs to the parameter's: "linear1" for "linear1.weight".
  class Scope {
   public:
    explicit Scope(const void* module);
    ~Scope();
    Scope(const Scope&) = delete;

   private:
    Trace* trace_;
  };

  // What operations and backward() call. Operations between begin_backward() and
  // note_backward() are part of a backward closure and are not noted.
  static Trace* current();
  void note_forward(const char* op, const Tensor& y, const std::vector<Tensor>& inputs,
                    int64_t sequence);
  void begin_backward();
  void note_backward(const Tensor& gradient, int64_t sequence);

 private:
  using Clock = std::chrono::steady_clock;

  size_t entry_of(const Tensor& input);
  double seconds_since_last() const;
  std::string module_of(const std::vector<size_t>& inputs) const;

  std::vector<Entry> entries_;
  std::unordered_map<const real*, std::vector<size_t>>
      by_data_;                                         // entries whose numbers begin here
  std::unordered_map<int64_t, size_t> by_sequence_;     // entries with a node
  std::unordered_map<const real*, std::string> names_;  // of leaves
  std::unordered_map<const void*, std::string> modules_;
  std::vector<std::string> scopes_;
  Clock::time_point last_;
  bool in_backward_ = false;
};

}  // namespace gloss
