#pragma once

#include "nn/module.h"

namespace gloss::nn {

// Attention does not depend on the order of its keys. A Transformer therefore adds a vector for the
// position to each embedding.

// Fixed vectors for the positions first .. first + count - 1: sines and cosines whose wavelengths
// grow geometrically from 2 pi to 10000 2 pi (Vaswani et al. 2017, section 3.5).
//   y[t, 2 i] = sin((first + t) / 10000^(2 i / features))
//   y[t, 2 i + 1] = cos((first + t) / 10000^(2 i / features))          y: [count, features]
Tensor sinusoidal_positions(int64_t first, int64_t count, int64_t features);

// Learnt vectors for the first max_length positions (Gehring et al. 2017). They start like those of
// nn::Embedding.
class LearntPositions : public Module {
 public:
  LearntPositions(int64_t max_length, int64_t features, Rng& rng);

  Tensor operator()(int64_t first, int64_t count) const;  // [count, features]
  void visit(Visitor& v) const override;

  Tensor weight;  // [max_length, features]
};

}  // namespace gloss::nn
