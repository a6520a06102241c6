#include "nn/transformer.h"

#include <string>

#include "core/check.h"
#include "core/ops.h"

namespace gloss::nn {
namespace {

const TransformerOptions& checked(const TransformerOptions& o) {
  check(o.ffn_dim > 0 && o.layers > 0, "transformer",
        "needs a feed-forward layer and layers: ffn dim is ", o.ffn_dim, ", layers are ", o.layers);
  return o;
}

template <class Layer>
std::vector<Layer> stacked(const TransformerOptions& options, Rng& rng) {
  std::vector<Layer> layers;
  for (int64_t i = 0; i < checked(options).layers; ++i)
    layers.emplace_back(options, rng);
  return layers;
}

// f with its residual connection and norm.
template <class Layer, class F>
Tensor sublayer(const Layer& layer, const Tensor& x, const LayerNorm& norm, const F& f) {
  if (layer.options.pre_norm) return layer.dropout.add(x, f(norm(x)));
  return norm(layer.dropout.add(x, f(x)));
}

template <class Layer>
Tensor feed_forward(const Layer& layer, const Tensor& x, const LayerNorm& norm) {
  return sublayer(layer, x, norm, [&](const Tensor& in) {
    const Tensor h = layer.linear1(in);  // [.., ffn_dim]
    return layer.linear2(
        layer.dropout(layer.options.activation == Activation::kRelu ? relu(h) : gelu(h)));
  });
}

void check_input(const char* name, const Tensor& x, const TransformerOptions& o) {
  check(x.shape().rank() == 3 && x.size(2) == o.embedding_dim, name, "x must be [B, T, ",
        o.embedding_dim, "]: x is ", x.shape());
}

}  // namespace

TransformerEncoderLayer::TransformerEncoderLayer(const TransformerOptions& o, Rng& rng)
    : options(checked(o)),
      self_attn(o.embedding_dim, o.heads, o.dropout, rng),
      linear1(o.embedding_dim, o.ffn_dim, rng),
      linear2(o.ffn_dim, o.embedding_dim, rng),
      norm1(o.embedding_dim),
      norm2(o.embedding_dim),
      dropout(o.dropout) {}

Tensor TransformerEncoderLayer::operator()(const Tensor& x,
                                           std::span<const int32_t> lengths) const {
  check_input("transformer_encoder", x, options);
  const int64_t width = options.embedding_dim;
  const Tensor attended = sublayer(*this, x, norm1, [&](const Tensor& in) {
    const Tensor qkv = self_attn.project(in);  // [B, T, 3 E]
    return self_attn.attend({qkv, 0, width}, {qkv, width, width}, {qkv, 2 * width, width}, lengths)
        .output;
  });
  return feed_forward(*this, attended, norm2);
}

void TransformerEncoderLayer::visit(Visitor& v) {
  v("self_attn", self_attn);
  v("linear1", linear1);
  v("linear2", linear2);
  v("norm1", norm1);
  v("norm2", norm2);
  v("dropout", dropout);
}

TransformerDecoderLayer::TransformerDecoderLayer(const TransformerOptions& o, Rng& rng)
    : options(checked(o)),
      self_attn(o.embedding_dim, o.heads, o.dropout, rng),
      multihead_attn(o.embedding_dim, o.heads, o.dropout, rng),
      linear1(o.embedding_dim, o.ffn_dim, rng),
      linear2(o.ffn_dim, o.embedding_dim, rng),
      norm1(o.embedding_dim),
      norm2(o.embedding_dim),
      norm3(o.embedding_dim),
      dropout(o.dropout) {}

Tensor TransformerDecoderLayer::project_memory(const Tensor& memory) const {
  return multihead_attn.project_keys_values(memory);
}

TransformerDecoderLayer::Result TransformerDecoderLayer::operator()(
    const Tensor& x, const Tensor& past, const Tensor& projected_memory,
    std::span<const int32_t> lengths) const {
  check_input("transformer_decoder", x, options);
  const int64_t width = options.embedding_dim, sentences = projected_memory.size(0);
  check(sentences > 0 && x.size(0) % sentences == 0, "transformer_decoder",
        "needs the same number of rows for each sentence: x is ", x.shape(), ", memory is ",
        projected_memory.shape());
  Result result;
  const Tensor known = sublayer(*this, x, norm1, [&](const Tensor& in) {
    const Tensor qkv = self_attn.project(in);  // [rows, T, 3 E]
    const Columns query(qkv, 0, width);
    if (!past)
      return self_attn.attend(query, {qkv, width, width}, {qkv, 2 * width, width}, {}, true).output;
    result.past = concat({past, slice(qkv, -1, width, 3 * width)}, 1);
    return self_attn.attend(query, {result.past, 0, width}, {result.past, width, width}, {}, true)
        .output;
  });
  const Tensor attended = sublayer(*this, known, norm2, [&](const Tensor& in) {
    // All positions of a sentence's rows are queries to the same keys: [B, rows / B * T, E].
    const Tensor query = reshape(multihead_attn.project_query(in), {sentences, -1, width});
    const MultiHeadAttention::Result looked = multihead_attn.attend(
        query, {projected_memory, 0, width}, {projected_memory, width, width}, lengths);
    result.weights = looked.weights;
    return reshape(looked.output, in.shape());
  });
  result.output = feed_forward(*this, attended, norm3);
  return result;
}

void TransformerDecoderLayer::visit(Visitor& v) {
  v("self_attn", self_attn);
  v("multihead_attn", multihead_attn);
  v("linear1", linear1);
  v("linear2", linear2);
  v("norm1", norm1);
  v("norm2", norm2);
  v("norm3", norm3);
  v("dropout", dropout);
}

TransformerEncoder::TransformerEncoder(const TransformerOptions& o, Rng& rng)
    : layers(stacked<TransformerEncoderLayer>(o, rng)), norm(o.embedding_dim) {}

Tensor TransformerEncoder::operator()(const Tensor& x, std::span<const int32_t> lengths) const {
  Tensor y = x;
  for (const TransformerEncoderLayer& layer : layers)
    y = layer(y, lengths);
  return norm(y);
}

void TransformerEncoder::visit(Visitor& v) {
  for (size_t i = 0; i < layers.size(); ++i)
    v("layers." + std::to_string(i), layers[i]);
  v("norm", norm);
}

TransformerDecoder::TransformerDecoder(const TransformerOptions& o, Rng& rng)
    : layers(stacked<TransformerDecoderLayer>(o, rng)), norm(o.embedding_dim) {}

std::vector<Tensor> TransformerDecoder::project_memory(const Tensor& memory) const {
  std::vector<Tensor> projected;
  for (const TransformerDecoderLayer& layer : layers)
    projected.push_back(layer.project_memory(memory));
  return projected;
}

TransformerDecoder::Result TransformerDecoder::operator()(const Tensor& x,
                                                          std::span<const Tensor> past,
                                                          std::span<const Tensor> projected_memory,
                                                          std::span<const int32_t> lengths) const {
  check(projected_memory.size() == layers.size() && (past.empty() || past.size() == layers.size()),
        "transformer_decoder", "there are ", layers.size(),
        " layers, projections of the memory for ", projected_memory.size(), " and a past for ",
        past.size());
  Result result{x, {}, {}};
  for (size_t i = 0; i < layers.size(); ++i) {
    TransformerDecoderLayer::Result next =
        layers[i](result.output, past.empty() ? Tensor() : past[i], projected_memory[i], lengths);
    result.output = next.output;
    result.weights = next.weights;
    if (next.past) result.past.push_back(next.past);
  }
  result.output = norm(result.output);
  return result;
}

void TransformerDecoder::visit(Visitor& v) {
  for (size_t i = 0; i < layers.size(); ++i)
    v("layers." + std::to_string(i), layers[i]);
  v("norm", norm);
}

}  // namespace gloss::nn
