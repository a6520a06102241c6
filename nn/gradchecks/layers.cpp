#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/gradcheck.h"
#include "nn/layer_norm.h"
#include "nn/linear.h"
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

GradcheckReport layer_norm() {
  Rng rng;
  LayerNorm layer(5);
  return gradcheck(layer, {Tensor::uniform({2, 3, 5}, -1, 1, rng)},
                   [&](const Inputs& x) { return layer(x[0]); });
}

GradcheckReport dropout() {
  Rng rng;
  Dropout layer(real(0.3));
  return gradcheck(layer, {Tensor::uniform({4, 5}, -1, 1, rng)}, [&](const Inputs& x) {
    layer.seed(7);  // the same mask each time
    return layer(x[0]);
  });
}

GradcheckReport learnt_positions() {
  Rng rng;
  LearntPositions layer(3, 5, rng);
  return gradcheck(layer, {}, [&](const Inputs&) { return layer(0, 3); });
}

const Gradchecks checks("layer", {{"Linear", [] { return linear(true); }},
                                  {"Linear without bias", [] { return linear(false); }},
                                  {"Embedding", embedding},
                                  {"LayerNorm", layer_norm},
                                  {"Dropout", dropout},
                                  {"LearntPositions", learnt_positions}});

}  // namespace
}  // namespace gloss::nn
