#pragma once

#include "nn/module.h"

namespace gloss::nn {

// In training each element is set to 0 with probability p and multiplied by 1 / (1 - p) otherwise;
// in evaluation y = x (Srivastava et al. 2014).
//
// Each call in training draws a new mask from thread_rng(). The draw for an element depends on the
// stream and on the element's index in x. In a padded batch the index depends on the longest
// sentence and on the sentences before, so in training, unlike in evaluation, the loss of a
// sentence depends on its batch.
class Dropout : public Module {
 public:
  explicit Dropout(real p);

  Tensor operator()(const Tensor& x) const;
  Tensor add(const Tensor& base, const Tensor& x) const;  // base + dropout(x)
  void visit(Visitor&) const override {}

  real p;
};

}  // namespace gloss::nn
