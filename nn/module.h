#pragma once

#include <concepts>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tensor.h"

namespace gloss::nn {

class Module;

// Walks over the parameters and sub-modules that modules list in visit() and gives each its path,
// such as "decoder.layers.0.linear1.weight". Listing, counting, loading and train() are
// visitors; a visitor of your own overrides parameter() or module().
class Visitor {
 public:
  virtual ~Visitor() = default;

  void operator()(std::string_view name, const Tensor& tensor);  // nothing if it holds nothing
  void operator()(std::string_view name, const Module& child);

  // Each element under its index: "layers.0", "layers.1".
  template <class M>
  void operator()(std::string_view name, const std::vector<M>& children) {
    for (size_t i = 0; i < children.size(); ++i)
      (*this)(std::string(name) + "." + std::to_string(i), children[i]);
  }

  // The module, if there is one.
  template <std::derived_from<Module> M>
  void operator()(std::string_view name, const std::optional<M>& child) {
    if (child) (*this)(name, *child);
  }
  template <std::derived_from<Module> M>
  void operator()(std::string_view name, const std::unique_ptr<M>& child) {
    if (child) (*this)(name, *child);
  }

  // The members of `child` as members of its parent, under their names and a suffix: PyTorch's
  // "weight_ih_l0" is weight_ih of the cell in layer 0.
  void members_of(const Module& child, std::string_view suffix);

 protected:
  virtual void parameter(const std::string& /*path*/, const Tensor& /*tensor*/) {}
  virtual void module(const std::string& /*path*/, const Module& /*child*/) {}

 private:
  std::string prefix_, suffix_;
};

// A layer or a model: parameters, sub-modules, and an operator() with the arguments it needs.
// Movable, not copyable: copied handles would tie weights by accident.
class Module {
 public:
  Module() = default;
  virtual ~Module() = default;
  Module(Module&&) = default;
  Module& operator=(Module&&) = default;

  // The one list of members, in order: v("weight", weight); v("layers", layers);
  virtual void visit(Visitor& v) const = 0;

  // Every tensor that visit() lists under its path. One used twice (tied) appears once, under the
  // first path. One that requires no gradient is printed, saved and loaded like the others, but
  // optimizers refuse it. A Tensor is a handle: writing its numbers changes the module's.
  std::vector<std::pair<std::string, Tensor>> named_parameters() const;
  std::vector<Tensor> parameters() const;
  int64_t parameter_count() const;

  // Copies the numbers of the tensors into the parameters of the same names: those of
  // named_parameters(), or of the state_dict() of a PyTorch layer of the same kind. A missing name,
  // a different shape or a tensor too many is a std::runtime_error that begins with `origin`:
  // "model.safetensors has no tensor 'norm.weight'", and leaves the module as it was.
  void load(std::span<const std::pair<std::string, Tensor>> tensors, const std::string& origin);

  // Dropout is active in training and does nothing in evaluation. Modules start in training.
  void train() { set_training(true); }
  void eval() { set_training(false); }
  bool training() const { return training_; }

 private:
  void set_training(bool on);

  bool training_ = true;
};

// A table of names, shapes and counts, and the total.
std::ostream& operator<<(std::ostream& out, const Module& module);

}  // namespace gloss::nn
