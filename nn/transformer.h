#pragma once

#include <span>
#include <vector>

#include "nn/dropout.h"
#include "nn/linear.h"
#include "nn/module.h"
#include "nn/multi_head_attention.h"
#include "nn/norm.h"
#include "nn/row_groups.h"

// The Transformer (Vaswani et al. 2017), batch-major: x is [B, T, E]. Parameter names, layouts and
// the places of dropout are those of PyTorch's nn.Transformer, so weights carry over by name.
namespace gloss::nn {

enum class Activation { kRelu, kGelu };

struct TransformerOptions {
  int64_t embedding_dim = 0;  // E
  int64_t heads = 0;
  int64_t ffn_dim = 0;  // width of the feed-forward layer
  int64_t layers = 1;
  Activation activation = Activation::kRelu;
  bool pre_norm = false;
  MakeNorm norm = make_norm<LayerNorm>;
  bool rotary = false;  // self-attention rotates queries and keys by their positions
  real dropout = 0;
  real layer_dropout = 0;
};

// Each sub-layer f has a residual connection around it and a norm, in one of two orders:
//   x = norm(x + dropout(f(x)))     post-norm (Vaswani et al. 2017, section 5.4)
//   x = x + dropout(f(norm(x)))     pre-norm (Xiong et al. 2020), which needs less warm-up
// The feed-forward sub-layer is, with act relu or gelu,
//   f(x) = W_2 dropout(act(W_1 x + b_1)) + b_2                                (section 3.3)
//
// In training a stack leaves out each layer, x = x, with probability `layer_dropout`, all sentences
// of a call alike (LayerDrop: Fan et al. 2020, section 3.2). Evaluation has all layers, unscaled.

// Two sub-layers: self-attention, feed-forward.
class TransformerEncoderLayer : public Module {
 public:
  TransformerEncoderLayer(const TransformerOptions& options, Rng& rng);

  Tensor operator()(const Tensor& x, std::span<const int32_t> lengths = {}) const;
  void visit(Visitor& v) const override;

  TransformerOptions options;
  MultiHeadAttention self_attn;
  Linear linear1, linear2;  // W_1, W_2
  std::unique_ptr<Norm> norm1, norm2;
  Dropout dropout;
};

// Three sub-layers: causal self-attention, attention to the encoder's output (`memory`),
// feed-forward.
class TransformerDecoderLayer : public Module {
 public:
  TransformerDecoderLayer(const TransformerOptions& options, Rng& rng);

  // x [B, T, E], memory [B, S, E] with lengths[b] positions in sentence b -> [B, T, E]
  Tensor operator()(const Tensor& x, const Tensor& memory,
                    std::span<const int32_t> lengths = {}) const;

  // The same for the next position, of one or more rows for each sentence; TransformerDecoder::step
  // explains.
  struct Step {
    Tensor output;   // [rows, 1, E]
    Tensor weights;  // [B, heads, most rows of a sentence, S], of the attention to memory
  };
  Step step(const Tensor& x, KeyValueCache& cache, const Tensor& projected_memory,
            std::span<const int32_t> lengths, const RowGroups& groups) const;

  void visit(Visitor& v) const override;

  TransformerOptions options;
  MultiHeadAttention self_attn, multihead_attn;
  Linear linear1, linear2;  // W_1, W_2
  std::unique_ptr<Norm> norm1, norm2, norm3;
  Dropout dropout;
};

// A stack of encoder layers and a norm.
class TransformerEncoder : public Module {
 public:
  TransformerEncoder(const TransformerOptions& options, Rng& rng);

  // x [B, S, E] -> [B, S, E]. The outputs of sentence b depend on its first lengths[b] positions
  // only.
  Tensor operator()(const Tensor& x, std::span<const int32_t> lengths = {}) const;
  void visit(Visitor& v) const override;

  std::vector<TransformerEncoderLayer> layers;
  std::unique_ptr<Norm> norm;
  real layer_dropout;
};

// A stack of decoder layers and a norm.
class TransformerDecoder : public Module {
 public:
  TransformerDecoder(const TransformerOptions& options, Rng& rng);

  // All positions at once, as in training: x [B, T, E], memory [B, S, E] -> [B, T, E]
  Tensor operator()(const Tensor& x, const Tensor& memory,
                    std::span<const int32_t> lengths = {}) const;

  // Position by position, as in decoding, to the same bits but without gradients: x [rows, 1, E].
  // What is computed once and kept:
  //   projected_memory   for each layer, keys and values of memory [B, S, 2 E]
  //   caches             for each layer, keys and values of the positions before x, to which step()
  //                      appends those of x
  // A beam search has several rows, which are hypotheses, for each sentence. They share its memory:
  // the counts[0] rows of sentence 0 come first. Without counts, every sentence has rows / B.
  struct Step {
    Tensor output;   // [rows, 1, E]
    Tensor weights;  // [rows, S], of the last layer to memory, the mean over its heads
  };
  std::vector<Tensor> project_memory(const Tensor& memory) const;
  Step step(const Tensor& x, std::span<KeyValueCache> caches,
            std::span<const Tensor> projected_memory, std::span<const int32_t> lengths = {},
            std::span<const int32_t> counts = {}) const;

  void visit(Visitor& v) const override;

  std::vector<TransformerDecoderLayer> layers;
  std::unique_ptr<Norm> norm;
  real layer_dropout;
};

}  // namespace gloss::nn
