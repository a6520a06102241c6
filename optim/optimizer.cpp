#include "optim/optimizer.h"

#include <utility>

#include "core/check.h"

namespace gloss::optim {

Optimizer::Optimizer(const char* name, std::span<const Tensor> parameters, double initial_lr)
    : lr(initial_lr), parameters_(distinct_parameters(name, parameters)) {
  check(lr >= 0, name, "lr must not be negative: ", lr);
}

void Optimizer::step() {
  check(!swapped_, "optimizer", "step while the weights are swapped for those to evaluate");
  ++steps;
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const Tensor& parameter = parameters_[i];
    if (parameter.has_grad())
      update(i, parameter.data(), parameter.grad().data(), parameter.size());
  }
}

void Optimizer::zero_grad() {
  for (Tensor& parameter : parameters_)
    parameter.zero_grad();
}

void Optimizer::swap_evaluated() {
  swap_weights();
  swapped_ = !swapped_;
}

NamedTensors Optimizer::state() const {
  check(!swapped_, "optimizer", "state while the weights are swapped for those to evaluate");
  NamedTensors state;
  for (size_t i = 0; i < parameters_.size(); ++i)
    for (const Quantity& quantity : quantities_)
      state.emplace_back(std::to_string(i) + "." + quantity.name, quantity.values[i]);
  return state;
}

std::vector<Tensor> Optimizer::add_state(std::string name) {
  std::vector<Tensor> values;
  for (const Tensor& parameter : parameters_)
    values.push_back(Tensor::zeros(parameter.shape()));
  quantities_.push_back({std::move(name), values});
  return values;
}

}  // namespace gloss::optim
