// The example of README.md, and a call of every library.

#include <iostream>

#include "core/ops.h"
#include "models/batch.h"
#include "nn/linear.h"
#include "optim/adam.h"

using namespace gloss;

int main() {
  Tensor w = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}).set_requires_grad();
  Tensor x = Tensor::from({3, 1}, {1, 0, -1});
  Tensor y = tanh(matmul(w, x));
  Tensor loss = sum(y * y);
  loss.backward();
  std::cout << loss.item() << '\n';

  Rng rng;
  nn::Linear layer(3, 3, rng);
  optim::Adam adam(layer.parameters(), {.lr = 0.1});
  sum(layer(Tensor::ones({1, 3}))).backward();
  adam.step();
  const models::Sentences sentence = models::pad({{6, 5, 4}});
  std::cout << layer.parameter_count() << " parameters, " << sentence.lengths[0] << " tokens\n";
}
