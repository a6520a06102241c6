#pragma once

#include <random>

#include "../plain/matmul.h"

namespace exercise {

// Numbers from -1 to 1, as leaves of the tape.
inline plain::Vector random_vector(size_t n, std::mt19937& random) {
  plain::Vector x;
  for (size_t i = 0; i < n; ++i)
    x.push_back(random() / 2147483648.0 - 1);
  return x;
}

inline std::vector<double> values(const plain::Vector& x) {
  std::vector<double> numbers;
  for (const plain::Value& element : x)
    numbers.push_back(element.value());
  return numbers;
}

// The gradients by all of `inputs` of the sum of y_i (i + 1). Clears them first.
inline std::vector<double> gradients(const plain::Vector& y, const plain::Vector& inputs) {
  for (plain::Entry& entry : plain::tape)
    entry.gradient = 0;
  plain::Value loss = 0;
  for (size_t i = 0; i < y.size(); ++i)
    loss = loss + y[i] * (static_cast<double>(i) + 1);
  plain::backward(loss);
  std::vector<double> numbers;
  for (const plain::Value& input : inputs)
    numbers.push_back(input.gradient());
  return numbers;
}

}  // namespace exercise
