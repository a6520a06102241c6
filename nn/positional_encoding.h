#pragma once

#include "nn/module.h"

namespace gloss::nn {

// Attention knows no order, so each position adds a vector of its own to what stands there.

// Vectors for positions first .. first + count - 1, fixed waves whose lengths grow geometrically
// from 2 pi to 10000 2 pi (Vaswani et al. 2017, section 3.5):
//   y[t, 2 i] = sin((first + t) / 10000^(2 i / features))
//   y[t, 2 i + 1] = cos((first + t) / 10000^(2 i / features))          y: [count, features]
Tensor sinusoidal_positions(int64_t first, int64_t count, int64_t features);

// Vectors learnt for the first max_length positions (Gehring et al. 2017), starting as
// nn::Embedding's do.
class LearntPositions : public Module {
 public:
  LearntPositions(int64_t max_length, int64_t features, Rng& rng);

  Tensor operator()(int64_t first, int64_t count) const;  // [count, features]
  void visit(Visitor& v) override;

  Tensor weight;  // [max_length, features]
};

}  // namespace gloss::nn
