#include "models/rnn_translator.h"

#include "core/check.h"
#include "core/ops.h"
#include "nn/init.h"

namespace gloss::models {
namespace {

const RnnTranslatorOptions& checked(const RnnTranslatorOptions& o) {
  check(o.source_vocabulary > 0 && o.target_vocabulary > 0, "rnn_translator",
        "vocabularies must not be empty: source has ", o.source_vocabulary, ", target has ",
        o.target_vocabulary);
  o.check();
  check(o.tied != TiedEmbeddings::kAll || o.source_vocabulary == o.target_vocabulary,
        "rnn_translator", "tying all embeddings needs one vocabulary: source has ",
        o.source_vocabulary, ", target has ", o.target_vocabulary);
  return o;
}

nn::RnnOptions encoder_options(const RnnTranslatorOptions& o) {
  return {.input_size = o.embedding_dim,
          .hidden_size = o.hidden_size / 2,
          .cell = o.cell,
          .layers = o.encoder_layers,
          .bidirectional = true,
          .dropout = o.dropout};
}

std::vector<nn::RnnCell> decoder_cells(const RnnTranslatorOptions& o, Rng& rng) {
  std::vector<nn::RnnCell> cells;
  for (int64_t layer = 0; layer < o.decoder_layers; ++layer)
    cells.emplace_back(o.cell, layer == 0 ? o.embedding_dim : o.hidden_size, o.hidden_size, rng);
  return cells;
}

// What the decoder reads at each step, [time, rows]: kBos, then the target without its last token.
std::vector<int32_t> decoder_input(const Sentences& target) {
  std::vector<int32_t> ids(static_cast<size_t>(target.rows), kBos);
  const std::vector<int32_t> steps = time_major(target);
  ids.insert(ids.end(), steps.begin(), steps.end() - target.rows);
  return ids;
}

}  // namespace

void RnnTranslatorOptions::scale_to(int64_t pairs) {
  if (pairs < kManyPairs) return;
  embedding_dim = 256;
  hidden_size = 512;
  dropout = real(0.2);
}

void RnnTranslatorOptions::check() const {
  gloss::check(hidden_size > 0 && hidden_size % 2 == 0, "rnn_translator",
               "dim-rnn must be even, half for each direction of the encoder: dim-rnn is ",
               hidden_size);
  gloss::check(decoder_layers > 0, "rnn_translator", "at least one decoder layer is needed, not ",
               decoder_layers);
}

double RnnTranslatorOptions::least_weights() const {
  const auto e = static_cast<double>(embedding_dim), h = static_cast<double>(hidden_size);
  const auto layers = static_cast<double>(encoder_layers + decoder_layers);
  return static_cast<double>(target_vocabulary) * e + h * e + layers * h * h / 2;
}

RnnTranslator::RnnTranslator(const RnnTranslatorOptions& o, Rng& rng)
    : options(checked(o)),
      source_embedding(o.source_vocabulary, o.embedding_dim, rng),
      target_embedding(o.tied == TiedEmbeddings::kAll
                           ? nn::Embedding(source_embedding.weight)
                           : nn::Embedding(o.target_vocabulary, o.embedding_dim, rng)),
      encoder(encoder_options(o), rng),
      bridge(o.hidden_size,
             o.decoder_layers * o.hidden_size * (o.cell == nn::CellType::kLstm ? 2 : 1), rng),
      cells(decoder_cells(o, rng)),
      readout(o.hidden_size * (o.attention ? 2 : 1) + o.embedding_dim, o.embedding_dim, rng),
      output_embedding(o.tied == TiedEmbeddings::kNone
                           ? nn::Embedding(o.target_vocabulary, o.embedding_dim, rng)
                           : nn::Embedding(target_embedding.weight)),
      output_bias(nn::zeros_parameter({o.target_vocabulary})),
      dropout(o.dropout) {
  if (!o.attention) return;
  attention.emplace(nn::AttentionOptions{.score = *o.attention,
                                         .query_size = o.hidden_size,
                                         .key_size = o.hidden_size,
                                         .units = o.hidden_size},
                    rng);
  context_gates.emplace(o.hidden_size, cells[0].weight_ih.size(0), rng, false);
}

DecoderState RnnTranslator::encode(const Sentences& source) const {
  const Tensor x = dropout(source_embedding(time_major(source), {source.time, source.rows}));
  const nn::Rnn::Result encoded = encoder(x, source.lengths);
  DecoderState state;
  state.lengths = source.lengths;
  if (attention) {
    const Tensor values = permute(encoded.outputs, {1, 0, 2});  // [B, S, H]
    state.memory = {values, attention->project_keys(values)};
  }
  const size_t last = encoded.final.size() - 2;  // the last layer's forward cell
  const Tensor ends = concat({encoder.cells[last].output(encoded.final[last]),
                              encoder.cells[last + 1].output(encoded.final[last + 1])},
                             -1);
  state.history = split(tanh(bridge(ends)), -1, options.decoder_layers);
  return state;
}

RnnTranslator::Step RnnTranslator::advance(const Tensor& gates, const std::vector<Tensor>& states,
                                           const std::vector<Tensor>& memory,
                                           std::span<const int32_t> lengths) const {
  Step step;
  Tensor gx = gates;
  if (attention) {
    const int64_t sentences = memory[0].size(0), rows = gates.size(0);
    const Tensor query = reshape(cells[0].output(states[0]),
                                 Shape{sentences, rows / sentences, options.hidden_size});
    const nn::Attention::Result looked = attention->attend(query, memory[1], memory[0], lengths);
    step.context = reshape(looked.context, Shape{rows, options.hidden_size});
    step.weights = looked.weights;
    gx = gx + (*context_gates)(step.context);
  }
  for (size_t layer = 0; layer < cells.size(); ++layer) {
    if (layer > 0) gx = cells[layer].project_input(dropout(step.output));
    step.states.push_back(cells[layer].step(gx, states[layer]));
    step.output = cells[layer].output(step.states.back());
  }
  return step;
}

Tensor RnnTranslator::features(const Tensor& output, const Tensor& context,
                               const Tensor& embedded) const {
  return dropout(tanh(
      readout(context ? concat({output, context, embedded}, -1) : concat({output, embedded}, -1))));
}

Loss RnnTranslator::loss(const Batch& batch, real label_smoothing) const {
  check(batch.source.rows == batch.target.rows && batch.source.rows > 0, "rnn_translator",
        "source and target need the same number of sentences: source has ", batch.source.rows,
        ", target has ", batch.target.rows);
  const DecoderState start = encode(batch.source);
  const Tensor embedded = dropout(
      target_embedding(decoder_input(batch.target), {batch.target.time, batch.target.rows}));
  const Tensor gates = cells[0].project_input(embedded);  // [T, B, gates * H]
  std::vector<Tensor> states = start.history, outputs, contexts;
  const ConstantWeightsGuard guard;  // every step multiplies by the same weights
  for (int64_t t = 0; t < batch.target.time; ++t) {
    Step step = advance(select(gates, t), states, start.memory, start.lengths);
    states = std::move(step.states);
    outputs.push_back(step.output);
    if (attention) contexts.push_back(step.context);
  }
  const Tensor read =
      features(stack(outputs), attention ? stack(contexts) : Tensor(), embedded);  // [T, B, E]
  Loss loss;
  loss.sum =
      linear_cross_entropy(read, output_embedding.weight, output_bias, time_major(batch.target),
                           {.ignored = kPad, .label_smoothing = label_smoothing});
  for (const int32_t length : batch.target.lengths)
    loss.tokens += length;
  return loss;
}

DecoderStep RnnTranslator::step(const DecoderState& state, std::span<const int32_t> tokens) const {
  const Tensor embedded = target_embedding(tokens, {static_cast<int64_t>(tokens.size())});
  Step next = advance(cells[0].project_input(embedded), state.history, state.memory, state.lengths);
  DecoderStep result;
  const Tensor read = features(next.output, next.context, embedded);  // [rows, E]
  result.log_probabilities = log_softmax(linear(read, output_embedding.weight, output_bias));
  if (attention)
    result.attention =
        reshape(next.weights, Shape{next.output.size(0), next.weights.size(2)});  // [rows, S]
  result.state = {state.memory, state.lengths, std::move(next.states)};
  return result;
}

void RnnTranslator::visit(nn::Visitor& v) {
  v("source_embedding", source_embedding);
  v("target_embedding", target_embedding);
  v("encoder", encoder);
  v("bridge", bridge);
  if (attention) v("attention", *attention);
  for (size_t layer = 0; layer < cells.size(); ++layer)
    v("decoder." + std::to_string(layer), cells[layer]);
  if (context_gates) v("context_gates", *context_gates);
  v("readout", readout);
  v("output_embedding", output_embedding);
  v("output_bias", output_bias);
  v("dropout", dropout);
}

}  // namespace gloss::models
