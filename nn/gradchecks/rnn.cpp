#include "nn/rnn.h"

#include "core/ops.h"
#include "nn/cells.h"
#include "nn/gradcheck.h"

namespace gloss::nn {
namespace {

GradcheckReport check(const RnnOptions& options, const std::vector<int32_t>& lengths) {
  Rng rng{.seed = 5};
  Rnn layer(options, rng);
  return gradcheck(layer, {Tensor::uniform({3, 3, 2}, -1, 1, rng)},
                   [&](const std::vector<Tensor>& x) {
                     const Rnn::Result result = layer(x[0], lengths);
                     std::vector<Tensor> parts{reshape(result.outputs, {-1})};
                     for (const Tensor& state : result.final_states)
                       parts.push_back(reshape(state, {-1}));
                     return concat(parts, 0);
                   });
}

// Every cell, depth and direction, with and without lengths.
Gradchecks every_kind() {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  for (const auto& [name, cell] : kCells)
    for (const int64_t layers : {1, 2})
      for (const bool bidirectional : {false, true})
        for (const bool with_lengths : {false, true}) {
          const RnnOptions options{.input_size = 2,
                                   .hidden_size = 5,
                                   .cell = cell,
                                   .layers = layers,
                                   .bidirectional = bidirectional};
          checks.emplace_back("Rnn " + std::string(name) + (layers > 1 ? ", two layers" : "") +
                                  (bidirectional ? ", both directions" : "") +
                                  (with_lengths ? ", lengths" : ""),
                              [=] {
                                return check(options, with_lengths ? std::vector<int32_t>{3, 1, 2}
                                                                   : std::vector<int32_t>{});
                              });
        }
  return {"layer", std::move(checks)};
}

const Gradchecks checks = every_kind();

}  // namespace
}  // namespace gloss::nn
