#include "nn/transformer.h"

#include "core/check.h"
#include "core/ops.h"
#include "core/trace.h"

namespace gloss::nn {
namespace {

const TransformerOptions& checked(const TransformerOptions& o) {
  check(o.ffn_dim > 0 && o.layers > 0, "transformer",
        "needs a feed-forward layer and layers: ffn dim is ", o.ffn_dim, ", layers are ", o.layers);
  check(o.layer_dropout >= 0 && o.layer_dropout < 1, "transformer",
        "layer dropout must be in [0, 1): ", o.layer_dropout);
  return o;
}

template <class Layer>
std::vector<Layer> make_layers(const TransformerOptions& options, Rng& rng) {
  std::vector<Layer> layers;
  for (int64_t i = 0; i < checked(options).layers; ++i)
    layers.emplace_back(options, rng);
  return layers;
}

// y of each layer after the other, step(layer, x), but for those that training leaves out.
template <class Stack, class Step>
Tensor through_layers(const Stack& stack, const Tensor& x, const Step& step) {
  Tensor y = x;
  for (const auto& layer : stack.layers) {
    const bool drops = stack.training() && stack.layer_dropout > 0;
    if (!drops || thread_rng().uniform() >= static_cast<double>(stack.layer_dropout))
      y = step(layer, y);
  }
  return y;
}

// The sub-layer f of a layer, with its residual connection and norm.
template <class Layer, class F>
Tensor sublayer(const Layer& layer, const Tensor& x, const Norm& norm, const F& f) {
  if (layer.options.pre_norm) return layer.dropout.add(x, f(norm(x)));
  return norm(layer.dropout.add(x, f(x)));
}

template <class Layer>
Tensor feed_forward(const Layer& layer, const Tensor& x, const Norm& norm) {
  return sublayer(layer, x, norm, [&](const Tensor& in) {
    const Tensor h = layer.linear1(in);  // [..., ffn_dim]
    // ReLU and dropout may change places, and of these two only the last result is kept in memory.
    return layer.linear2(layer.options.activation == Activation::kRelu ? relu(layer.dropout(h))
                                                                       : layer.dropout(gelu(h)));
  });
}

void check_input(const char* name, const Tensor& x, const TransformerOptions& o) {
  check(x.shape().rank() == 3 && x.size(2) == o.embedding_dim, name, "x must be [B, T, ",
        o.embedding_dim, "]: x is ", x.shape());
}

}  // namespace

TransformerEncoderLayer::TransformerEncoderLayer(const TransformerOptions& o, Rng& rng)
    : options(checked(o)),
      self_attn(o.embedding_dim, o.heads, o.dropout, rng, o.rotary),
      linear1(o.embedding_dim, o.ffn_dim, rng),
      linear2(o.ffn_dim, o.embedding_dim, rng),
      norm1(o.norm(o.embedding_dim)),
      norm2(o.norm(o.embedding_dim)),
      dropout(o.dropout) {}

Tensor TransformerEncoderLayer::operator()(const Tensor& x,
                                           std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  check_input("transformer_encoder", x, options);
  const Tensor after_self = sublayer(
      *this, x, *norm1, [&](const Tensor& in) { return self_attn(in, in, in, lengths).output; });
  return feed_forward(*this, after_self, *norm2);
}

void TransformerEncoderLayer::visit(Visitor& v) const {
  v("self_attn", self_attn);
  v("linear1", linear1);
  v("linear2", linear2);
  v("norm1", norm1);
  v("norm2", norm2);
  v("dropout", dropout);
}

TransformerDecoderLayer::TransformerDecoderLayer(const TransformerOptions& o, Rng& rng)
    : options(checked(o)),
      self_attn(o.embedding_dim, o.heads, o.dropout, rng, o.rotary),
      multihead_attn(o.embedding_dim, o.heads, o.dropout, rng),
      linear1(o.embedding_dim, o.ffn_dim, rng),
      linear2(o.ffn_dim, o.embedding_dim, rng),
      norm1(o.norm(o.embedding_dim)),
      norm2(o.norm(o.embedding_dim)),
      norm3(o.norm(o.embedding_dim)),
      dropout(o.dropout) {}

Tensor TransformerDecoderLayer::operator()(const Tensor& x, const Tensor& memory,
                                           std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  check_input("transformer_decoder", x, options);
  const Tensor after_self = sublayer(*this, x, *norm1, [&](const Tensor& in) {
    return self_attn(in, in, in, {}, /*causal=*/true).output;
  });
  const Tensor after_memory = sublayer(*this, after_self, *norm2, [&](const Tensor& in) {
    return multihead_attn(in, memory, memory, lengths).output;
  });
  return feed_forward(*this, after_memory, *norm3);
}

TransformerDecoderLayer::Step TransformerDecoderLayer::step(const Tensor& x, KeyValueCache& cache,
                                                            const Tensor& projected_memory,
                                                            std::span<const int32_t> lengths,
                                                            const RowGroups& groups) const {
  const Trace::Scope scope(this);
  check_input("transformer_decoder", x, options);
  Step result;
  const Tensor after_self =
      sublayer(*this, x, *norm1, [&](const Tensor& in) { return self_attn.step(in, cache); });
  const Tensor after_memory = sublayer(*this, after_self, *norm2, [&](const Tensor& in) {
    // The rows of a sentence are queries to the same keys.
    const MultiHeadAttention::Result attention =
        multihead_attn.attend(groups.to_rectangle(in), projected_memory, lengths);
    result.weights = attention.weights;
    return reshape(groups.to_rows(attention.output), in.shape());
  });
  result.output = feed_forward(*this, after_memory, *norm3);
  return result;
}

void TransformerDecoderLayer::visit(Visitor& v) const {
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
    : layers(make_layers<TransformerEncoderLayer>(o, rng)),
      norm(o.norm(o.embedding_dim)),
      layer_dropout(o.layer_dropout) {}

Tensor TransformerEncoder::operator()(const Tensor& x, std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  return (*norm)(through_layers(
      *this, x, [&](const auto& layer, const Tensor& y) { return layer(y, lengths); }));
}

void TransformerEncoder::visit(Visitor& v) const {
  v("layers", layers);
  v("norm", norm);
}

TransformerDecoder::TransformerDecoder(const TransformerOptions& o, Rng& rng)
    : layers(make_layers<TransformerDecoderLayer>(o, rng)),
      norm(o.norm(o.embedding_dim)),
      layer_dropout(o.layer_dropout) {}

Tensor TransformerDecoder::operator()(const Tensor& x, const Tensor& memory,
                                      std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  return (*norm)(through_layers(
      *this, x, [&](const auto& layer, const Tensor& y) { return layer(y, memory, lengths); }));
}

std::vector<Tensor> TransformerDecoder::project_memory(const Tensor& memory) const {
  std::vector<Tensor> projected;
  for (const TransformerDecoderLayer& layer : layers)
    projected.push_back(layer.multihead_attn.project_keys_values(memory));
  return projected;
}

TransformerDecoder::Step TransformerDecoder::step(const Tensor& x, std::span<KeyValueCache> caches,
                                                  std::span<const Tensor> projected_memory,
                                                  std::span<const int32_t> lengths,
                                                  std::span<const int32_t> counts) const {
  const Trace::Scope scope(this);
  check(projected_memory.size() == layers.size() && caches.size() == layers.size(),
        "transformer_decoder", "there are ", layers.size(),
        " layers, projections of the memory for ", projected_memory.size(), " and caches for ",
        caches.size());
  const RowGroups groups("transformer_decoder", x.size(0), projected_memory[0].size(0), counts);
  TransformerDecoderLayer::Step last{x, {}};
  for (size_t i = 0; i < layers.size(); ++i)
    last = layers[i].step(last.output, caches[i], projected_memory[i], lengths, groups);
  return {(*norm)(last.output), groups.to_rows(mean(last.weights, 1))};
}

void TransformerDecoder::visit(Visitor& v) const {
  v("layers", layers);
  v("norm", norm);
}

}  // namespace gloss::nn
