#pragma once

#include "nn/module.h"

namespace gloss::nn {

// In training each element is dropped with probability p and the rest scaled by 1 / (1 - p); in
// evaluation nothing happens (Srivastava et al. 2014). The random stream is set by Module::seed.
class Dropout : public Module {
 public:
  explicit Dropout(real p);

  Tensor operator()(const Tensor& x) const;
  Tensor add(const Tensor& base, const Tensor& x) const;  // base + dropout(x)
  void visit(Visitor&) override {}

  real p;

 protected:
  void reseed(Rng rng) override { rng_ = rng; }

 private:
  mutable Rng rng_;  // drawing is not a change that a caller can see in the layer
};

}  // namespace gloss::nn
