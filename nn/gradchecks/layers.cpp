#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/gradcheck.h"
#include "nn/linear.h"
#include "nn/norm.h"
#include "nn/positional_encoding.h"

namespace gloss::nn {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

GradcheckReport linear(bool bias) {
  Rng rng;
  Linear layer(3, 5, rng, bias);
  return gradcheck(layer, {Tensor::uniform({2, 2, 3}, -1, 1, rng)},
                   [&](const Inputs& x) { return layer(x[0]); });
}

GradcheckReport embedding() {
  Rng rng;
  Embedding layer(3, 5, rng);
  return gradcheck(layer, {}, [&](const Inputs&) { return layer(Ids{2, 0, 2, 1}, {2, 2}); });
}

Gradchecks every_norm() {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  for (const auto& [name, make] : kNorms)
    checks.emplace_back("Norm, " + std::string(name), [make = make] {
      Rng rng;
      const std::unique_ptr<Norm> layer = make(5);
      return gradcheck(*layer, {Tensor::uniform({2, 3, 5}, -1, 1, rng)},
                       [&](const Inputs& x) { return (*layer)(x[0]); });
    });
  return {"layer", std::move(checks)};
}

GradcheckReport dropout() {
  Rng rng;
  Dropout layer(real(0.3));
  return gradcheck(layer, {Tensor::uniform({4, 5}, -1, 1, rng)}, [&](const Inputs& x) {
    thread_rng() = {.seed = 7};  // the same mask each time
    return layer(x[0]);
  });
}

GradcheckReport learnt_positions() {
  Rng rng;
  LearntPositions layer(3, 5, rng);
  return gradcheck(layer, {}, [&](const Inputs&) { return layer(1, 3); });
}

const Gradchecks norms = every_norm();
const Gradchecks checks("layer", {{"Linear", [] { return linear(true); }},
                                  {"Linear without bias", [] { return linear(false); }},
                                  {"Embedding", embedding},
                                  {"Dropout", dropout},
                                  {"LearntPositions", learnt_positions}});

}  // namespace
}  // namespace gloss::nn
