#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "optim/parameters.h"

namespace gloss::optim {

// The base class of all optimizers: the parameters, the update, and the state to save.
//
// A resumed run gives the same bits as an uninterrupted one if it restores the parameters, the
// numbers of state(), `steps` and `lr`. The tensors of state() exist from the start, so restoring
// them means copying numbers into them.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;  // a copy would share its state with the original
  Optimizer& operator=(const Optimizer&) = delete;

  // One update from the current gradients. A parameter without a gradient and its state stay as
  // they are.
  void step();

  void zero_grad();

  // Exchanges the weights that gradients are taken at with those to evaluate and to save, if the
  // optimizer tells them apart. To be called before a validation and again after it. In between,
  // step() and state() throw.
  void swap_evaluated();

  // The parameters given to the constructor, without repetitions.
  std::span<const Tensor> parameters() const { return parameters_; }

  // The tensors that are kept from one step to the next, named by the parameter's index and the
  // quantity: "0.m".
  NamedTensors state() const;

  double lr;          // can be changed between steps
  int64_t steps = 0;  // updates so far

 protected:
  // `name` begins the error messages.
  Optimizer(const char* name, std::span<const Tensor> parameters, double initial_lr);

  // For constructors. Returns zeros in the shape of each parameter. state() lists them as `name`.
  std::vector<Tensor> add_state(std::string name);

  // Updates parameter i, theta[n], from its gradient g[n]. `steps` includes this update.
  virtual void update(size_t i, real* theta, const real* g, int64_t n) = 0;

 private:
  virtual void swap_weights() {}  // of swap_evaluated()

  struct Quantity {
    std::string name;
    std::vector<Tensor> values;  // one for each parameter
  };

  std::vector<Tensor> parameters_;
  std::vector<Quantity> quantities_;
  bool swapped_ = false;
};

}  // namespace gloss::optim
