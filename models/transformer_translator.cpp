#include "models/transformer_translator.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "nn/init.h"
#include "nn/positional_encoding.h"

namespace gloss::models {
namespace {

const TransformerTranslatorOptions& checked(const TransformerTranslatorOptions& o) {
  check(o.source_vocabulary > 0 && o.target_vocabulary > 0, "transformer_translator",
        "vocabularies must not be empty: source has ", o.source_vocabulary, ", target has ",
        o.target_vocabulary);
  check(o.tied != TiedEmbeddings::kAll || o.source_vocabulary == o.target_vocabulary,
        "transformer_translator", "tying all embeddings needs one vocabulary: source has ",
        o.source_vocabulary, ", target has ", o.target_vocabulary);
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
          .dropout = o.dropout};
}

// What the decoder reads, [rows, time]: kBos, then the target without its last place.
std::vector<int32_t> decoder_input(const Sentences& target) {
  std::vector<int32_t> ids(target.ids.size());
  for (int64_t b = 0; b < target.rows; ++b) {
    const auto row = target.ids.begin() + b * target.time;
    const auto to = ids.begin() + b * target.time;
    *to = kBos;
    std::copy(row, row + target.time - 1, to + 1);
  }
  return ids;
}

}  // namespace

void TransformerTranslatorOptions::scale_to(int64_t pairs) {
  if (pairs < kManyPairs) return;
  embedding_dim = 256;
  ffn_dim = 1024;
  dropout = real(0.1);
}

void TransformerTranslatorOptions::check() const {
  gloss::check(heads > 0 && embedding_dim % heads == 0, "transformer_translator",
               "transformer-heads must divide dim-emb: transformer-heads is ", heads,
               ", dim-emb is ", embedding_dim);
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
      target_embedding(o.tied == TiedEmbeddings::kAll
                           ? nn::Embedding(source_embedding.weight)
                           : nn::Embedding(o.target_vocabulary, o.embedding_dim, rng)),
      encoder(stack_options(o, o.encoder_layers), rng),
      decoder(stack_options(o, o.decoder_layers), rng),
      output_embedding(o.tied == TiedEmbeddings::kNone
                           ? nn::Embedding(o.target_vocabulary, o.embedding_dim, rng)
                           : nn::Embedding(target_embedding.weight)),
      output_bias(nn::zeros_parameter({o.target_vocabulary})),
      dropout(o.dropout) {}

Tensor TransformerTranslator::embed(const nn::Embedding& table, std::span<const int32_t> ids,
                                    int64_t rows, int64_t first) const {
  const int64_t time = static_cast<int64_t>(ids.size()) / rows;
  const real scale = std::sqrt(static_cast<real>(options.embedding_dim));
  const Tensor positions = nn::sinusoidal_positions(first, time, options.embedding_dim);
  return dropout(table(ids, {rows, time}) * scale + positions);
}

std::vector<Tensor> TransformerTranslator::remember(const Sentences& source) const {
  const Tensor x = embed(source_embedding, source.ids, source.rows, 0);
  return decoder.project_memory(encoder(x, source.lengths));
}

Tensor TransformerTranslator::decode(const Batch& batch) const {
  check(batch.source.rows == batch.target.rows && batch.source.rows > 0, "transformer_translator",
        "source and target need the same number of sentences: source has ", batch.source.rows,
        ", target has ", batch.target.rows);
  const std::vector<Tensor> memory = remember(batch.source);
  const Tensor x = embed(target_embedding, decoder_input(batch.target), batch.target.rows, 0);
  return decoder(x, {}, memory, batch.source.lengths).output;
}

Tensor TransformerTranslator::logits(const Tensor& h) const {
  return linear(h, output_embedding.weight, output_bias);
}

Loss TransformerTranslator::loss(const Batch& batch, real label_smoothing) const {
  Loss loss;
  loss.sum =
      linear_cross_entropy(decode(batch), output_embedding.weight, output_bias, batch.target.ids,
                           {.ignored = kPad, .label_smoothing = label_smoothing});
  for (const int32_t length : batch.target.lengths)
    loss.tokens += length;
  return loss;
}

DecoderState TransformerTranslator::encode(const Sentences& source) const {
  DecoderState state;
  state.memory = remember(source);
  state.lengths = source.lengths;
  state.history.assign(decoder.layers.size(),
                       Tensor(Shape{source.rows, 0, 2 * options.embedding_dim}));
  return state;
}

DecoderStep TransformerTranslator::step(const DecoderState& state,
                                        std::span<const int32_t> tokens) const {
  const auto rows = static_cast<int64_t>(tokens.size());
  const int64_t place = state.history[0].size(1);
  const nn::TransformerDecoder::Result next = decoder(embed(target_embedding, tokens, rows, place),
                                                      state.history, state.memory, state.lengths);
  DecoderStep result;
  result.log_probabilities =
      log_softmax(logits(reshape(next.output, Shape{rows, options.embedding_dim})));
  result.attention = reshape(mean(next.weights, 1), Shape{rows, next.weights.size(3)});
  result.state = {state.memory, state.lengths, next.past};
  return result;
}

void TransformerTranslator::visit(nn::Visitor& v) {
  v("source_embedding", source_embedding);
  v("target_embedding", target_embedding);
  v("encoder", encoder);
  v("decoder", decoder);
  v("output_embedding", output_embedding);
  v("output_bias", output_bias);
  v("dropout", dropout);
}

}  // namespace gloss::models
