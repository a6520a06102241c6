// The gradient of every layer against central differences, over its inputs and all its parameters.

#include <functional>
#include <vector>

#include "core/gradcheck.h"
#include "core/ops.h"
#include "nn/attention.h"
#include "nn/dropout.h"
#include "nn/embedding.h"
#include "nn/layer_norm.h"
#include "nn/linear.h"
#include "nn/multi_head_attention.h"
#include "nn/positional_encoding.h"
#include "nn/rnn.h"
#include "nn/transformer.h"
#include "tests/support/catch.h"
#include "tests/support/parameters.h"

using namespace gloss;

namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

void check(nn::Module& layer, Inputs inputs, const std::function<Tensor(const Inputs&)>& f) {
  int64_t elements = layer.parameter_count();
  for (const Tensor& input : inputs)
    elements += input.size();
  for (const Tensor& parameter : layer.parameters())
    inputs.push_back(parameter);
  const GradcheckReport report = gradcheck(f, inputs);
  CHECK(report.text() == "ok");
  CHECK(report.checked == elements);
  CHECK(without_gradient(layer) == "");
}

// A layer's parameters drawn anew: those that start at 0 or 1 would hide half of an equation.
void shuffle(nn::Module& layer, Rng& rng) {
  for (const Tensor& parameter : layer.parameters())
    fill_uniform(parameter.data(), parameter.size(), -1, 1, rng);
}

}  // namespace

TEST_CASE("gradients: linear, with and without a bias", "[nn]") {
  Rng rng;
  for (const bool bias : {true, false}) {
    nn::Linear layer(3, 5, rng, bias);
    shuffle(layer, rng);
    check(layer, {Tensor::uniform({2, 2, 3}, -1, 1, rng)},
          [&](const Inputs& x) { return layer(x[0]); });
  }
}

TEST_CASE("gradients: embedding", "[nn]") {
  Rng rng;
  nn::Embedding layer(3, 5, rng);
  check(layer, {}, [&](const Inputs&) { return layer(Ids{2, 0, 2, 1}, {2, 2}); });
}

TEST_CASE("gradients: layer norm", "[nn]") {
  Rng rng;
  nn::LayerNorm layer(5);
  shuffle(layer, rng);
  check(layer, {Tensor::uniform({2, 3, 5}, -1, 1, rng)},
        [&](const Inputs& x) { return layer(x[0]); });
}

TEST_CASE("gradients: dropout, seeded", "[nn]") {
  Rng rng;
  nn::Dropout layer(real(0.3));
  check(layer, {Tensor::uniform({4, 5}, -1, 1, rng)}, [&](const Inputs& x) {
    layer.seed(7);
    return layer(x[0]);
  });
}

TEST_CASE("gradients: recurrent layers of every cell, depth, direction and length", "[nn]") {
  const Ids uneven{3, 1, 2};
  for (const nn::CellType cell : {nn::CellType::kTanh, nn::CellType::kGru, nn::CellType::kLstm})
    for (const int64_t layers : {1, 2})
      for (const bool bidirectional : {false, true})
        for (const bool with_lengths : {false, true}) {
          CAPTURE(static_cast<int>(cell), layers, bidirectional, with_lengths);
          Rng rng{.seed = 5};
          nn::Rnn layer({.input_size = 2,
                         .hidden_size = 3,
                         .cell = cell,
                         .layers = layers,
                         .bidirectional = bidirectional},
                        rng);
          const Ids lengths = with_lengths ? uneven : Ids{};
          check(layer, {Tensor::uniform({3, 3, 2}, -1, 1, rng)}, [&](const Inputs& x) {
            const nn::Rnn::Result result = layer(x[0], lengths);
            Inputs parts{reshape(result.outputs, {-1})};
            for (const Tensor& state : result.final)
              parts.push_back(reshape(state, {-1}));
            return concat(parts, 0);
          });
        }
}

TEST_CASE("gradients: attention by every score, with and without lengths", "[nn]") {
  const Ids uneven{3, 1};
  for (const nn::Score score :
       {nn::Score::kDot, nn::Score::kScaledDot, nn::Score::kGeneral, nn::Score::kAdditive})
    for (const bool with_lengths : {false, true}) {
      CAPTURE(static_cast<int>(score), with_lengths);
      Rng rng{.seed = 5};
      const bool square = score == nn::Score::kDot || score == nn::Score::kScaledDot;
      const int64_t keys = square ? 3 : 2;
      nn::Attention layer({.score = score, .query_size = 3, .key_size = keys, .units = 4}, rng);
      shuffle(layer, rng);
      const Ids lengths = with_lengths ? uneven : Ids{};
      check(layer,
            {Tensor::uniform({2, 2, 3}, -1, 1, rng), Tensor::uniform({2, 3, keys}, -1, 1, rng)},
            [&](const Inputs& x) {
              const nn::Attention::Result result = layer(x[0], x[1], lengths);
              return concat({result.context, result.weights}, -1);
            });
    }
}

TEST_CASE("gradients: multi-head attention, of a sequence to itself and to another", "[nn]") {
  const Ids uneven{3, 1};
  Rng rng{.seed = 5};
  nn::MultiHeadAttention layer(6, 2, real(0.3), rng);
  shuffle(layer, rng);
  const Tensor x = Tensor::uniform({2, 2, 6}, -1, 1, rng);
  const Tensor memory = Tensor::uniform({2, 3, 6}, -1, 1, rng);
  check(layer, {x}, [&](const Inputs& in) {
    layer.seed(7);
    const Tensor qkv = layer.project(in[0]);
    return layer.attend({qkv, 0, 6}, {qkv, 6, 6}, {qkv, 12, 6}, {}, true).output;
  });
  check(layer, {x, memory}, [&](const Inputs& in) {
    layer.seed(7);
    const Tensor kv = layer.project_keys_values(in[1]);
    return layer.attend(layer.project_query(in[0]), {kv, 0, 6}, {kv, 6, 6}, uneven).output;
  });
}

TEST_CASE("gradients: learnt positions", "[nn]") {
  Rng rng;
  nn::LearntPositions layer(3, 5, rng);
  check(layer, {}, [&](const Inputs&) { return layer(0, 3); });
}

TEST_CASE("gradients: encoder and decoder of the Transformer, with dropout", "[nn]") {
  const Ids uneven{3, 1};
  for (const bool pre_norm : {false, true})
    for (const nn::Activation activation : {nn::Activation::kRelu, nn::Activation::kGelu}) {
      CAPTURE(pre_norm, static_cast<int>(activation));
      Rng rng{.seed = 6};
      const nn::TransformerOptions options{.embedding_dim = 4,
                                           .heads = 2,
                                           .ffn_dim = 5,
                                           .layers = 2,
                                           .activation = activation,
                                           .pre_norm = pre_norm,
                                           .dropout = real(0.2)};
      nn::TransformerEncoder encoder(options, rng);
      nn::TransformerDecoder decoder(options, rng);
      shuffle(encoder, rng);
      shuffle(decoder, rng);
      const Tensor source = Tensor::uniform({2, 3, 4}, -1, 1, rng);
      const Tensor x = Tensor::uniform({2, 2, 4}, -1, 1, rng);
      check(encoder, {source}, [&](const Inputs& in) {
        encoder.seed(7);
        return encoder(in[0], uneven);
      });
      check(decoder, {x, source}, [&](const Inputs& in) {
        decoder.seed(7);
        return decoder(in[0], {}, decoder.project_memory(in[1]), uneven).output;
      });
    }
}
