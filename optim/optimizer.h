#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "optim/parameters.h"

namespace gloss::optim {

// What every optimizer shares: the parameters, when they are updated, and what is saved.
//
// A run continues bit for bit as if it had not been interrupted when the numbers of state(), the
// count `steps`, `lr` and the parameters themselves are put back. The tensors of state() exist from
// the start, so that restoring them is copying into them.
class Optimizer {
 public:
  virtual ~Optimizer() = default;
  Optimizer(const Optimizer&) = delete;  // a copy would share its state with the original
  Optimizer& operator=(const Optimizer&) = delete;

  // One update, from the gradients as they stand. Parameters without a gradient stay as they are,
  // and so does their state.
  void step();

  void zero_grad();

  // Those given to the constructor, repetitions dropped.
  std::span<const Tensor> parameters() const { return parameters_; }

  // Handles on what is kept from one step to the next, as "0.m": the parameter's index and the
  // quantity's name.
  NamedTensors state() const;

  double lr;          // to be changed at will between steps
  int64_t steps = 0;  // updates so far; the next one is number steps + 1

 protected:
  // `name` begins the error messages.
  Optimizer(const char* name, std::span<const Tensor> parameters, double initial_lr);

  // For constructors: zeros in the shape of each parameter, which state() lists under `name`.
  std::vector<Tensor> add_state(std::string name);

  // Updates parameter i, theta[n], from its gradient g[n]; `steps` already counts this update.
  virtual void update(size_t i, real* theta, const real* g, int64_t n) = 0;

 private:
  struct Quantity {
    std::string name;
    std::vector<Tensor> values;  // one for each parameter
  };

  std::vector<Tensor> parameters_;
  std::vector<Quantity> quantities_;
};

}  // namespace gloss::optim
