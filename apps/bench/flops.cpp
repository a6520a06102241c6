#include "apps/bench/flops.h"

#include <map>
#include <string>

#include "core/check.h"

namespace gloss::bench {
namespace {

// Shapes as in models/rnn_translator.h: embedding width e, h units, v words.
MultiplyAdds of_rnn(const translate::ModelSettings& s, int64_t vocabulary) {
  const std::map<std::string, double> gates_of = {{"tanh", 1}, {"gru", 3}, {"lstm", 4}};
  const double gates = gates_of.at(s.cell);
  const auto e = static_cast<double>(s.dim_emb), h = static_cast<double>(s.dim_rnn);
  const auto v = static_cast<double>(vocabulary);
  const auto decoder_layers = static_cast<double>(s.dec_depth);
  const bool attends = s.attention != "none";
  MultiplyAdds adds;

  // Each direction of the encoder: W_ih [gates h/2, input], W_hh [gates h/2, h/2].
  for (int64_t layer = 0; layer < s.enc_depth; ++layer)
    adds.per_source_token += 2 * gates * h / 2 * ((layer == 0 ? e : h) + h / 2);
  if (s.attention == "additive" || s.attention == "general")
    adds.per_source_token += h * h;  // of the keys

  // W_b, from the encoder's two last states to the state of every layer; an LSTM's is [h; c].
  adds.per_sentence = h * decoder_layers * h * (s.cell == "lstm" ? 2 : 1);

  adds.per_target_token = gates * h * (e + h);                          // first layer
  adds.per_target_token += (decoder_layers - 1) * gates * h * (h + h);  // further layers
  if (attends) adds.per_target_token += gates * h * h;                  // W_c
  if (s.attention == "additive") adds.per_target_token += h * h;        // of the query
  adds.per_target_token += ((attends ? 2 * h : h) + e) * e;             // W_r
  adds.per_target_token += e * v;                                       // W_o

  if (attends) adds.per_token_pair += h;                               // weights times memory
  if (attends && s.attention != "additive") adds.per_token_pair += h;  // query times keys
  return adds;
}

// Shapes as in nn/transformer.h: width e, feed-forward width f, v tokens.
MultiplyAdds of_transformer(const translate::ModelSettings& s, int64_t vocabulary) {
  const auto e = static_cast<double>(s.dim_emb), f = static_cast<double>(s.transformer_dim_ffn);
  const auto v = static_cast<double>(vocabulary);
  const auto encoder = static_cast<double>(s.enc_depth), decoder = static_cast<double>(s.dec_depth);
  MultiplyAdds adds;
  adds.per_source_token =
      encoder * (4 * e * e + 2 * e * f);         // queries, keys, values, output; feed-forward
  adds.per_source_token += decoder * 2 * e * e;  // the decoder's keys and values of the memory
  adds.per_target_token =
      decoder * (6 * e * e + 2 * e * f);  // self-attention, then queries and output; feed-forward
  adds.per_target_token += e * v;
  adds.per_source_pair = encoder * 2 * e;  // query times key, weight times value
  adds.per_target_pair = decoder * 2 * e;
  adds.per_token_pair = decoder * 2 * e;
  return adds;
}

}  // namespace

MultiplyAdds multiply_adds(const translate::ModelSettings& settings, int64_t vocabulary) {
  if (settings.type == "transformer") return of_transformer(settings, vocabulary);
  check(settings.type == "rnn", "flops", "there is no count for models of type '", settings.type,
        "'");
  return of_rnn(settings, vocabulary);
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
