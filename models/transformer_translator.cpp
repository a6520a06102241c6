#include "models/transformer_translator.h"

#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "nn/positional_encoding.h"

namespace gloss::models {
namespace {

// Vectors for the positions of a sentence, if they are learnt; the later ones share the last.
constexpr int64_t kLearntPositions = 512;

const TransformerTranslatorOptions& checked(const TransformerTranslatorOptions& o) {
  check_vocabularies("transformer_translator", o.source_vocabulary, o.target_vocabulary, o.tied);
  o.check();
  return o;
}

nn::TransformerOptions stack_options(const TransformerTranslatorOptions& o, int64_t layers) {
  return {.embedding_dim = o.embedding_dim,
          .heads = o.heads,
          .ffn_dim = o.ffn_dim,
          .layers = layers,
          .activation = o.activation,
          .pre_norm = o.pre_norm,
          .norm = o.norm,
          .rotary = o.positions == nn::Positions::kRotary,
          .dropout = o.dropout,
          .layer_dropout = o.layer_dropout};
}

}  // namespace

void TransformerTranslatorOptions::scale_to(int64_t pairs) {
  if (pairs < kManyPairs) return;
  embedding_dim = 256;
  ffn_dim = 1024;
  dropout = real(0.1);
}

void TransformerTranslatorOptions::shrink() {
  embedding_dim = 4;
  ffn_dim = 5;
  heads = encoder_layers = decoder_layers = 2;
}

void TransformerTranslatorOptions::check() const {
  gloss::check(heads > 0 && embedding_dim % heads == 0, "transformer_translator",
               "transformer-heads must divide dim-emb: transformer-heads is ", heads,
               ", dim-emb is ", embedding_dim);
  gloss::check(positions != nn::Positions::kRotary || embedding_dim % (2 * heads) == 0,
               "transformer_translator",
               "rotary positions need an even number of features in each head: "
               "transformer-heads is ",
               heads, ", dim-emb is ", embedding_dim);
}

double TransformerTranslatorOptions::least_weights() const {
  const auto e = static_cast<double>(embedding_dim);
  const auto layers = static_cast<double>(encoder_layers + decoder_layers);
  return static_cast<double>(target_vocabulary) * e +
         layers * e * (e + static_cast<double>(ffn_dim));
}

TransformerTranslator::TransformerTranslator(const TransformerTranslatorOptions& o, Rng& rng)
    : options(checked(o)),
      source_embedding(o.source_vocabulary, o.embedding_dim, rng),
      target_embedding(make_target_embedding(source_embedding, o.target_vocabulary, o.tied, rng)),
      encoder(stack_options(o, o.encoder_layers), rng),
      decoder(stack_options(o, o.decoder_layers), rng),
      output(target_embedding, o.tied, rng),
      dropout(o.dropout) {
  if (o.positions == nn::Positions::kLearnt)
    positions.emplace(kLearntPositions, o.embedding_dim, rng);
}

Tensor TransformerTranslator::embed(const nn::Embedding& table, std::span<const int32_t> ids,
                                    const Shape& shape, int64_t first) const {
  const real scale = std::sqrt(static_cast<real>(options.embedding_dim));
  const Tensor x = table(ids, shape) * scale;
  switch (options.positions) {
    case nn::Positions::kSinusoidal:
      return dropout(x + nn::sinusoidal_positions(first, shape[1], options.embedding_dim));
    case nn::Positions::kLearnt:
      return dropout(x + (*positions)(first, shape[1]));
    case nn::Positions::kRotary:
      break;
  }
  return dropout(x);
}

Tensor TransformerTranslator::encoded(const Sentences& source) const {
  return encoder(embed(source_embedding, source.ids, {source.rows, source.time}), source.lengths);
}

Tensor TransformerTranslator::decode(const Sentences& source, const Sentences& input) const {
  const Tensor memory = encoded(source);
  const Tensor x = embed(target_embedding, input.ids, {input.rows, input.time});
  return decoder(x, memory, source.lengths);
}

Loss TransformerTranslator::loss(const Batch& batch, real label_smoothing) const {
  return loss_of(batch, label_smoothing, output, Layout::kBatchMajor,
                 [&](const auto& source, const auto& input) { return decode(source, input); });
}

DecoderState TransformerTranslator::encode(const Sentences& source) const {
  return {.memory = decoder.project_memory(encoded(source)),
          .lengths = source.lengths,
          .rows = {},
          .past = {},
          .caches = std::vector<nn::KeyValueCache>(decoder.layers.size())};
}

DecoderStep TransformerTranslator::step(const DecoderState& state,
                                        std::span<const int32_t> tokens) const {
  const auto rows = static_cast<int64_t>(tokens.size());
  const int64_t position = std::ssize(state.caches[0].positions);
  const Tensor x = embed(target_embedding, tokens, {rows, 1}, position);
  DecoderState after = state;
  const auto next = decoder.step(x, after.caches, state.memory, state.lengths, state.rows);
  const Tensor h = reshape(next.output, {rows, options.embedding_dim});
  return {.log_probabilities = output.log_probabilities(h, state),
          .attention = next.weights,
          .state = std::move(after)};
}

void TransformerTranslator::visit(nn::Visitor& v) const {
  v("source_embedding", source_embedding);
  v("target_embedding", target_embedding);
  v("encoder", encoder);
  v("decoder", decoder);
  output.visit(v);
  v("dropout", dropout);
  v("positions", positions);
}

}  // namespace gloss::models
