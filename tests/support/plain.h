#pragma once

#include <vector>

#include "apps/plain/matmul.h"
#include "core/tensor.h"

// Between tensors and the numbers of apps/plain, with which the tests compare them.
namespace gloss {

inline plain::Vector to_plain(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

inline std::vector<double> values_of(const plain::Vector& x) {
  std::vector<double> values;
  for (const plain::Value& element : x)
    values.push_back(element.value());
  return values;
}

inline std::vector<double> gradients_of(const plain::Vector& x) {
  std::vector<double> gradients;
  for (const plain::Value& element : x)
    gradients.push_back(element.gradient());
  return gradients;
}

// Computes the gradients of sum over i of seed_i y_i, as y.backward(seed) does.
inline void backward(const plain::Vector& y, const Tensor& seed) {
  plain::Value sum = 0;
  for (size_t i = 0; i < y.size(); ++i)
    sum = sum + y[i] * static_cast<double>(seed.data()[i]);
  plain::backward(sum);
}

}  // namespace gloss
