#pragma once

#include <span>
#include <vector>

#include "nn/dropout.h"
#include "nn/layer_norm.h"
#include "nn/linear.h"
#include "nn/module.h"
#include "nn/multi_head_attention.h"

// The Transformer (Vaswani et al. 2017), batch-major: x is [B, T, E]. Parameter names, layouts and
// the places of dropout are those of PyTorch's nn.Transformer, so that weights carry over by name.
namespace gloss::nn {

enum class Activation { kRelu, kGelu };

struct TransformerOptions {
  int64_t embedding_dim = 0;  // E
  int64_t heads = 0;
  int64_t ffn_dim = 0;  // width of the feed-forward layer
  int64_t layers = 1;
  Activation activation = Activation::kRelu;
  bool pre_norm = false;
  real dropout = 0;
};

// A sub-layer f stands between a residual connection and a layer norm, in one of two orders:
//   x = norm(x + dropout(f(x)))     post-norm (Vaswani et al. 2017, section 5.4)
//   x = x + dropout(f(norm(x)))     pre-norm (Xiong et al. 2020): learns with less warm-up
// An encoder layer has two: attention to all of x, and feed_forward(x) = W_2 act(W_1 x), with
// dropout after act.
class TransformerEncoderLayer : public Module {
 public:
  TransformerEncoderLayer(const TransformerOptions& options, Rng& rng);

  Tensor operator()(const Tensor& x, std::span<const int32_t> lengths) const;
  void visit(Visitor& v) override;

  TransformerOptions options;
  MultiHeadAttention self_attn;
  Linear linear1, linear2;
  LayerNorm norm1, norm2;
  Dropout dropout;
};

// A decoder layer has three: attention to x as far as it is known, attention to the encoder's
// output, and feed_forward(x).
class TransformerDecoderLayer : public Module {
 public:
  TransformerDecoderLayer(const TransformerOptions& options, Rng& rng);

  // What all decoding of the same sentences shares: keys and values of the encoder's output
  // [B, S, E] -> [B, S, 2 E].
  Tensor project_memory(const Tensor& memory) const;

  struct Result {
    Tensor output;   // [rows, T, E]
    Tensor past;     // [rows, P + T, 2 E], if a past was given
    Tensor weights;  // [B, heads, rows / B * T, S], of the attention to the encoder's output
  };
  // T positions of every row, after P others whose keys and values are `past` [rows, P, 2 E]
  // (nothing: these are the first). The rows may be several for each of the B sentences of the
  // memory, those of sentence 0 first; sentence b has lengths[b] positions that count.
  Result operator()(const Tensor& x, const Tensor& past, const Tensor& projected_memory,
                    std::span<const int32_t> lengths) const;
  void visit(Visitor& v) override;

  TransformerOptions options;
  MultiHeadAttention self_attn, multihead_attn;
  Linear linear1, linear2;
  LayerNorm norm1, norm2, norm3;
  Dropout dropout;
};

// Layers on top of each other, and a layer norm after the last.
class TransformerEncoder : public Module {
 public:
  TransformerEncoder(const TransformerOptions& options, Rng& rng);

  // x [B, S, E]; sentence b's outputs depend on its first lengths[b] positions alone.
  Tensor operator()(const Tensor& x, std::span<const int32_t> lengths = {}) const;
  void visit(Visitor& v) override;

  std::vector<TransformerEncoderLayer> layers;
  LayerNorm norm;
};

class TransformerDecoder : public Module {
 public:
  TransformerDecoder(const TransformerOptions& options, Rng& rng);

  std::vector<Tensor> project_memory(const Tensor& memory) const;  // one a layer

  struct Result {
    Tensor output;             // [rows, T, E]
    std::vector<Tensor> past;  // one a layer, if a past was given
    Tensor weights;            // of the last layer
  };
  // As a layer's, with a past for each layer or none at all. Decoding position by position gives
  // the bits of decoding all positions at once.
  Result operator()(const Tensor& x, std::span<const Tensor> past,
                    std::span<const Tensor> projected_memory,
                    std::span<const int32_t> lengths = {}) const;
  void visit(Visitor& v) override;

  std::vector<TransformerDecoderLayer> layers;
  LayerNorm norm;
};

}  // namespace gloss::nn
