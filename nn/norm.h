#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "nn/module.h"

namespace gloss::nn {

// Brings each row of x to a common scale:   x [..., features] -> [..., features]
class Norm : public Module {
 public:
  virtual Tensor operator()(const Tensor& x) const = 0;
};

// y = gain * (x - mean) / sqrt(variance + eps) + bias, with the mean and variance of the last axis
// (Ba et al. 2016). gain and bias [features] start at 1 and 0; files call them weight and bias.
class LayerNorm : public Norm {
 public:
  explicit LayerNorm(int64_t features, real eps = real(1e-5));

  Tensor operator()(const Tensor& x) const override;
  void visit(Visitor& v) const override;

  Tensor weight, bias;
  real eps;
};

// y = gain * x / sqrt(mean of x^2 + eps), over the last axis (Zhang and Sennrich 2019, equation 4)
class RmsNorm : public Norm {
 public:
  explicit RmsNorm(int64_t features, real eps = real(1e-5));

  Tensor operator()(const Tensor& x) const override;
  void visit(Visitor& v) const override;

  Tensor weight;
  real eps;
};

// How a norm is made. Options hold one of the functions make_norm<Norm>.
using MakeNorm = std::unique_ptr<Norm> (*)(int64_t features);

template <class N>
std::unique_ptr<Norm> make_norm(int64_t features) {
  return std::make_unique<N>(features);
}

// The norms under the names that users write.
inline constexpr std::pair<std::string_view, MakeNorm> kNorms[] = {{"layer", make_norm<LayerNorm>},
                                                                   {"rms", make_norm<RmsNorm>}};

}  // namespace gloss::nn
