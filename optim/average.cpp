#include "optim/average.h"

#include <algorithm>
#include <string>
#include <utility>

#include "core/check.h"
#include "core/kernels/loop.h"

namespace gloss::optim {

Average::Average(std::span<const Tensor> parameters, double decay)
    : decay_(decay), parameters_(distinct_parameters("average", parameters)) {
  check(decay >= 0 && decay < 1, "average", "decay must be in [0, 1): ", decay);
  for (const Tensor& parameter : parameters_)
    means_.push_back(parameter.clone());
}

void Average::update() {
  check(!swapped_, "average", "update while the weights are swapped for their mean");
  const double t = static_cast<double>(++updates);
  const real share = static_cast<real>(1 - std::min(decay_, (1 + t) / (10 + t)));
  for (size_t i = 0; i < parameters_.size(); ++i) {
    const real* const weights = parameters_[i].data();
    real* const mean = means_[i].data();
    kernels::for_each(means_[i].size(),
                      [=](int64_t j) { mean[j] += share * (weights[j] - mean[j]); });
  }
}

void Average::swap() {
  for (size_t i = 0; i < parameters_.size(); ++i)
    std::ranges::swap_ranges(parameters_[i].values(), means_[i].values());
  swapped_ = !swapped_;
}

NamedTensors Average::state() const {
  check(!swapped_, "average", "state while the weights are swapped for their mean");
  NamedTensors state;
  for (size_t i = 0; i < means_.size(); ++i)
    state.emplace_back(std::to_string(i) + ".mean", means_[i]);
  return state;
}

}  // namespace gloss::optim
