#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace gloss::nn {

class Module;

// Walks the parameters and sub-modules that a module lists in visit(), giving each its path:
// "decoder.cell.weight_hh". Saving, loading, counting, train() and eval() are all visitors.
class Visitor {
 public:
  virtual ~Visitor() = default;
  void operator()(std::string_view name, Tensor& tensor);
  void operator()(std::string_view name, Module& child);

 protected:
  virtual void parameter(const std::string& /*path*/, Tensor& /*tensor*/) {}
  virtual void module(const std::string& /*path*/, Module& /*child*/) {}

 private:
  std::string prefix_;
};

// A layer or a model: parameters, sub-modules, and an operator() of whatever signature it needs.
// Movable, not copyable: copied handles would tie weights by accident.
class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(Module&&) = default;
  Module& operator=(Module&&) = default;

  // The one list of members, in order: v("weight", weight); v("gate", gate);
  virtual void visit(Visitor& v) = 0;

  // Every parameter under its path. A tensor used in two places (tied) appears once, under the
  // first path.
  std::vector<std::pair<std::string, Tensor>> named_parameters();
  std::vector<Tensor> parameters();
  int64_t parameter_count();

  // Gives every parameter the numbers of the tensor with its name, as named_parameters() lists them
  // and as PyTorch's state_dict() does for a layer of the same kind. A name or shape that does not
  // fit, or a tensor too many, is a std::runtime_error: "`origin` has no tensor 'norm.weight'".
  void load(std::span<const std::pair<std::string, Tensor>> tensors, const std::string& origin);

  // Dropout is active in training and absent in evaluation; modules start in training.
  void train() { set_training(true); }
  void eval() { set_training(false); }
  bool training() const { return training_; }

  // Restarts every random stream below this module from `seed`: what the next forward pass draws
  // depends on it alone. A trainer that seeds each update can stop and resume anywhere.
  void seed(uint64_t seed);

 protected:
  virtual void reseed(Rng /*rng*/) {}  // for a module that draws random numbers

 private:
  void set_training(bool on);

  bool training_ = true;
};

// A table of names, shapes and counts with the total.
std::ostream& operator<<(std::ostream& out, Module& module);

}  // namespace gloss::nn
