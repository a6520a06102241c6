#include "apps/bench/flops.h"

namespace gloss::bench {
namespace {

// Shapes as in models/rnn_translator.h: embedding width e, h units, v words.
MultiplyAdds multiply_adds(const models::RnnTranslatorOptions& s, int64_t vocabulary) {
  const auto gates = static_cast<double>(gate_count(s.cell));
  const auto e = static_cast<double>(s.embedding_dim), h = static_cast<double>(s.hidden_size);
  const auto v = static_cast<double>(vocabulary);
  const auto decoder_layers = static_cast<double>(s.decoder_layers);
  const bool attends = s.attention.has_value();
  MultiplyAdds adds;

  // Each direction of the encoder: W_ih [gates h/2, input], W_hh [gates h/2, h/2].
  for (int64_t layer = 0; layer < s.encoder_layers; ++layer)
    adds.per_source_token += 2 * gates * h / 2 * ((layer == 0 ? e : h) + h / 2);
  if (s.attention == nn::Score::kAdditive || s.attention == nn::Score::kGeneral)
    adds.per_source_token += h * h;  // of the keys

  // W_b, from the encoder's two last states to the state of every layer; an LSTM's is [h; c].
  adds.per_sentence = h * decoder_layers * h * (s.cell == CellType::kLstm ? 2 : 1);

  adds.per_target_token = gates * h * (e + h);                              // first layer
  adds.per_target_token += (decoder_layers - 1) * gates * h * (h + h);      // further layers
  if (attends) adds.per_target_token += gates * h * h;                      // W_c
  if (s.attention == nn::Score::kAdditive) adds.per_target_token += h * h;  // of the query
  adds.per_target_token += ((attends ? 2 * h : h) + e) * e;                 // W_r
  adds.per_target_token += e * v;                                           // W_o

  if (attends) adds.per_token_pair += h;  // weights times memory
  if (attends && s.attention != nn::Score::kAdditive) adds.per_token_pair += h;  // query times keys
  return adds;
}

// Shapes as in nn/transformer.h: width e, feed-forward width f, v tokens.
MultiplyAdds multiply_adds(const models::TransformerTranslatorOptions& s, int64_t vocabulary) {
  const auto e = static_cast<double>(s.embedding_dim), f = static_cast<double>(s.ffn_dim);
  const auto v = static_cast<double>(vocabulary);
  const auto encoder = static_cast<double>(s.encoder_layers);
  const auto decoder = static_cast<double>(s.decoder_layers);
  MultiplyAdds adds;
  const double self_attention = 4 * e * e;  // queries, keys, values, output
  const double feed_forward = 2 * e * f;
  adds.per_source_token = encoder * (self_attention + feed_forward);
  adds.per_source_token += decoder * 2 * e * e;  // keys and values of the memory
  adds.per_target_token = decoder * (self_attention + feed_forward);
  adds.per_target_token += decoder * 2 * e * e;  // queries to the memory, and output
  adds.per_target_token += e * v;
  adds.per_source_pair = encoder * 2 * e;  // query times key, weight times value
  adds.per_target_pair = decoder * 2 * e;
  adds.per_token_pair = decoder * 2 * e;
  return adds;
}

}  // namespace

MultiplyAdds multiply_adds(const translate::ModelSettings& settings, int64_t vocabulary) {
  MultiplyAdds adds;
  models::with_architecture(settings.networks, settings.type, [&](const auto& options) {
    adds = multiply_adds(options, vocabulary);
  });
  return adds;
}

TokenCounts count_tokens(const std::vector<models::Batch>& batches) {
  TokenCounts counts;
  for (const models::Batch& batch : batches)
    for (size_t b = 0; b < batch.target.lengths.size(); ++b) {
      const double source = batch.source.lengths[b], target = batch.target.lengths[b];
      counts.source += source;
      counts.target += target;
      counts.sentences += 1;
      counts.pairs += source * target;
      counts.source_pairs += source * source;
      counts.target_pairs += target * target;
    }
  return counts;
}

double training_flops_per_token(const MultiplyAdds& adds, const TokenCounts& counts) {
  const double forward =
      adds.per_source_token * counts.source + adds.per_target_token * counts.target +
      adds.per_sentence * counts.sentences + adds.per_token_pair * counts.pairs +
      adds.per_source_pair * counts.source_pairs + adds.per_target_pair * counts.target_pairs;
  return 6 * forward / counts.target;
}

}  // namespace gloss::bench
