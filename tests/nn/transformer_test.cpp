#include "nn/transformer.h"

#include <string>
#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/nn/small_layers.h"
#include "tests/support/catch.h"
#include "tests/support/chirp.h"

using namespace gloss;
using nn::Activation;

namespace {

using Ids = std::vector<int32_t>;

TransformerStack make_stack(bool pre_norm) {
  Rng rng;
  TransformerStack stack(small_layers(Activation::kGelu, pre_norm, 2), rng);
  fill_with_chirps(stack);
  return stack;
}

Tensor positions(const Tensor& x, int64_t begin, int64_t end) {
  return slice(x, 1, begin, end);
}

}  // namespace

TEST_CASE("transformer: parameters have PyTorch's names, in its order", "[nn]") {
  TransformerStack stack = make_stack(false);
  const auto named = stack.named_parameters();
  const std::vector<std::string> encoder_layer{"self_attn.in_proj_weight",
                                               "self_attn.in_proj_bias",
                                               "self_attn.out_proj.weight",
                                               "self_attn.out_proj.bias",
                                               "linear1.weight",
                                               "linear1.bias",
                                               "linear2.weight",
                                               "linear2.bias",
                                               "norm1.weight",
                                               "norm1.bias",
                                               "norm2.weight",
                                               "norm2.bias"};
  std::vector<std::string> decoder_layer(encoder_layer);
  decoder_layer.insert(decoder_layer.begin() + 4,
                       {"multihead_attn.in_proj_weight", "multihead_attn.in_proj_bias",
                        "multihead_attn.out_proj.weight", "multihead_attn.out_proj.bias"});
  decoder_layer.insert(decoder_layer.end(), {"norm3.weight", "norm3.bias"});
  std::vector<std::string> expected;
  for (const auto& [half, layer] :
       {std::pair("encoder.", encoder_layer), std::pair("decoder.", decoder_layer)}) {
    for (const char* number : {"layers.0.", "layers.1."})
      for (const std::string& name : layer)
        expected.push_back(half + (number + name));
    for (const char* name : {"norm.weight", "norm.bias"})
      expected.push_back(std::string(half) + name);
  }
  std::vector<std::string> names;
  for (const auto& [name, parameter] : named)
    names.push_back(name);
  CHECK(names == expected);
  CHECK(named[0].second.shape() == Shape{3 * kTransformerWidth, kTransformerWidth});
}

TEST_CASE("transformer: decoding position by position gives the bits of decoding all at once",
          "[nn]") {
  const NoGradGuard no_grad;
  const int64_t steps = 19;
  for (const bool pre_norm : {false, true}) {
    const TransformerStack stack = make_stack(pre_norm);
    const Tensor x = chirp({3, steps, kTransformerWidth}, 1);
    const Ids lengths{5, 1, 3};
    const Tensor memory = stack.encoder(chirp({3, 5, kTransformerWidth}, 2), lengths);
    const auto projected = stack.decoder.project_memory(memory);
    const Tensor all = stack.decoder(x, memory, lengths);
    std::vector<nn::KeyValueCache> caches(2);
    for (int64_t t = 0; t < steps; ++t) {
      CAPTURE(pre_norm, t);
      const auto next = stack.decoder.step(positions(x, t, t + 1), caches, projected, lengths);
      CHECK(same_bits(next.output, positions(all, t, t + 1)));
    }
  }
}

TEST_CASE("transformer: rows of one sentence share its memory to the bits of having copies of it",
          "[nn]") {
  const NoGradGuard no_grad;
  const TransformerStack stack = make_stack(true);
  const Tensor x = chirp({6, 1, kTransformerWidth}, 1);  // three rows for each of two sentences
  const Tensor memory = chirp({2, 5, kTransformerWidth}, 2);
  std::vector<nn::KeyValueCache> caches(2);
  const auto shared =
      stack.decoder.step(x, caches, stack.decoder.project_memory(memory), Ids{5, 2});
  const Tensor copied =
      stack.decoder(x, gather(memory, Ids{0, 0, 0, 1, 1, 1}), Ids{5, 5, 5, 2, 2, 2});
  CHECK(same_bits(shared.output, copied));
  CHECK(shared.weights.shape() == Shape{6, 5});
}

TEST_CASE("transformer: a sentence's results are the same bits alone and padded among others",
          "[nn]") {
  const NoGradGuard no_grad;
  const TransformerStack stack = make_stack(false);
  const Ids lengths{7, 3};
  const Tensor source = chirp({2, 7, kTransformerWidth}, 1),
               x = chirp({2, 4, kTransformerWidth}, 2);
  const Tensor encoded = stack.encoder(source, lengths);
  const Tensor y = stack.decoder(x, encoded, lengths);
  const Tensor alone = stack.encoder(positions(slice(source, 0, 1, 2), 0, 3));
  CHECK(same_bits(alone, positions(slice(encoded, 0, 1, 2), 0, 3)));
  CHECK(same_bits(stack.decoder(slice(x, 0, 1, 2), alone), slice(y, 0, 1, 2)));
}

TEST_CASE("transformer: dropout is random in training, the same from a seed, absent in evaluation",
          "[nn]") {
  Rng rng;
  nn::TransformerOptions options = small_layers(Activation::kRelu, false);
  const nn::TransformerEncoder plain(options, rng);
  options.dropout = real(0.5);
  rng = {};
  nn::TransformerEncoder encoder(options, rng);
  const Tensor x = chirp({2, 3, kTransformerWidth}, 1);
  const auto seeded = [&](uint64_t seed) {
    thread_rng() = {.seed = seed};
    return encoder(x);
  };
  CHECK(same_bits(seeded(1), seeded(1)));
  CHECK_FALSE(same_bits(seeded(1), seeded(2)));
  CHECK_FALSE(same_bits(seeded(1), plain(x)));
  encoder.eval();
  CHECK(same_bits(encoder(x), plain(x)));
}

TEST_CASE("transformer: an error names the shapes that do not fit", "[nn]") {
  Rng rng;
  nn::TransformerOptions options = small_layers(Activation::kRelu, false);
  options.heads = 3;
  CHECK_THROWS_WITH(nn::TransformerEncoder(options, rng),
                    "multi_head_attention: the embedding must divide into heads: embedding dim is "
                    "8, heads are 3");
  options = small_layers(Activation::kRelu, false);
  options.layers = 0;
  CHECK_THROWS_WITH(nn::TransformerDecoder(options, rng),
                    "transformer: needs a feed-forward layer and layers: ffn dim is 12, layers are "
                    "0");
  const TransformerStack stack = make_stack(false);
  CHECK_THROWS_WITH(stack.encoder(Tensor::zeros({2, 3, 7})),
                    "transformer_encoder: x must be [B, T, 8]: x is [2, 3, 7]");
  const Tensor x = Tensor::zeros({3, 4, kTransformerWidth});
  const Tensor memory = Tensor::zeros({2, 5, kTransformerWidth});
  CHECK_THROWS_WITH(stack.decoder(memory, Tensor::zeros({2, 5, 7})),
                    "multi_head_attention: needs a query [B, T, 8], keys and values [B, S, 8]: "
                    "query is [2, 5, 8], keys are [2, 5, 7], values are [2, 5, 7]");
  CHECK_THROWS_WITH(stack.decoder(x, memory),
                    "multi_head_attention: needs a query [B, T, 8], keys and values [B, S, 8]: "
                    "query is [3, 4, 8], keys are [2, 5, 8], values are [2, 5, 8]");
  const auto projected = stack.decoder.project_memory(memory);
  std::vector<nn::KeyValueCache> caches(2);
  CHECK_THROWS_WITH(
      stack.decoder.step(x, caches, projected),
      "transformer_decoder: needs the same number of rows for each sentence: there are "
      "3 rows and 2 sentences");
  CHECK_THROWS_WITH(stack.decoder.step(memory, caches, {projected.data(), 1}),
                    "transformer_decoder: there are 2 layers, projections of the memory for 1 and "
                    "caches for 2");
}

TEST_CASE("transformer: layer dropout leaves out layers in training and none in evaluation",
          "[nn]") {
  Rng rng{.seed = 3};
  nn::TransformerOptions options = small_layers(Activation::kGelu, true, 6);
  options.dropout = 0;
  options.layer_dropout = real(0.5);
  TransformerStack stack(options, rng);
  const Tensor x = Tensor::uniform({2, 3, options.embedding_dim}, -1, 1, rng);
  const Tensor memory = Tensor::uniform({2, 5, options.embedding_dim}, -1, 1, rng);
  const NoGradGuard no_grad;
  const auto kept = [](Rng& stream) {  // the layers as the stack draws them
    std::vector<bool> layers;
    for (int i = 0; i < 6; ++i)
      layers.push_back(stream.uniform() >= 0.5);
    return layers;
  };
  const auto expect = [&](const std::vector<bool>& encoder, const std::vector<bool>& decoder) {
    Tensor y = x, z = x;
    for (size_t i = 0; i < 6; ++i) {
      if (encoder[i]) y = stack.encoder.layers[i](y);
      if (decoder[i]) z = stack.decoder.layers[i](z, memory);
    }
    CHECK(same_bits(stack.encoder(x), (*stack.encoder.norm)(y)));
    CHECK(same_bits(stack.decoder(x, memory), (*stack.decoder.norm)(z)));
  };
  const std::vector<bool> all(6, true);
  for (const uint64_t seed : {7, 8}) {
    thread_rng() = {.seed = seed};
    Rng stream = thread_rng();
    const std::vector<bool> encoder = kept(stream), decoder = kept(stream);
    CHECK(encoder != all);
    CHECK(decoder != encoder);
    expect(encoder, decoder);
  }
  stack.eval();
  expect(all, all);
}
