#pragma once

#include <string_view>
#include <utility>

#include "core/ops.h"
#include "nn/module.h"

// Attention does not depend on the order of its keys, so a Transformer is told the positions in one
// of three ways.
namespace gloss::nn {

enum class Positions { kSinusoidal, kLearnt, kRotary };
inline constexpr std::pair<std::string_view, Positions> kPositions[] = {
    {"sinusoidal", Positions::kSinusoidal},
    {"learnt", Positions::kLearnt},
    {"rotary", Positions::kRotary}};

// Vectors to add to the embeddings at the positions first .. first + count - 1: sines and cosines
// whose wavelengths grow geometrically from 2 pi to 10000 2 pi (Vaswani et al. 2017, section 3.5).
//   y[t, 2 i] = sin((first + t) / 10000^(2 i / features))
//   y[t, 2 i + 1] = cos((first + t) / 10000^(2 i / features))          y: [count, features]
Tensor sinusoidal_positions(int64_t first, int64_t count, int64_t features);

// Learnt vectors to add to the embeddings (Gehring et al. 2017). They start like those of
// nn::Embedding. Positions past the last share its vector.
class LearntPositions : public Module {
 public:
  LearntPositions(int64_t max_length, int64_t features, Rng& rng);

  Tensor operator()(int64_t first, int64_t count) const;  // [count, features]
  void visit(Visitor& v) const override;

  Tensor weight;  // [max_length, features]
};

// Queries or keys x [B, T, E] of several heads, rotated by their positions first .. first + T - 1
// (Su et al. 2021, equation 34; rotate_pairs in core/ops.h). Pair i of a head, d = E / heads
// elements wide, is rotated by the angle position / 10000^(2 i / d). The product of a rotated query
// and a rotated key depends on the distance of the two positions.
Tensor rotate_by_position(const Columns& x, int64_t heads, int64_t first);

}  // namespace gloss::nn
