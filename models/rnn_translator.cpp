#include "models/rnn_translator.h"

#include "core/check.h"
#include "core/ops.h"
#include "core/trace.h"
#include "nn/row_groups.h"

namespace gloss::models {
namespace {

const RnnTranslatorOptions& checked(const RnnTranslatorOptions& o) {
  check_vocabularies("rnn_translator", o.source_vocabulary, o.target_vocabulary, o.tied);
  o.check();
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

std::vector<std::unique_ptr<nn::RnnCell>> decoder_cells(const RnnTranslatorOptions& o, Rng& rng) {
  std::vector<std::unique_ptr<nn::RnnCell>> cells;
  for (int64_t layer = 0; layer < o.decoder_layers; ++layer)
    cells.push_back(o.cell(layer == 0 ? o.embedding_dim : o.hidden_size, o.hidden_size, rng));
  return cells;
}

// Known before the cells of the decoder are made, from one with an input of width 1.
int64_t state_size(const RnnTranslatorOptions& o) {
  Rng rng;
  return o.cell(1, o.hidden_size, rng)->state_size();
}

}  // namespace

void RnnTranslatorOptions::scale_to(int64_t pairs) {
  if (pairs < kManyPairs) return;
  embedding_dim = 256;
  hidden_size = 512;
  dropout = real(0.2);
}

void RnnTranslatorOptions::shrink() {
  embedding_dim = 4;
  hidden_size = 8;
  encoder_layers = decoder_layers = 2;
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
    : RnnTranslator(
          o, [&] { return std::make_unique<RnnEncoder>(encoder_options(o), rng); }, rng) {}

RnnTranslator::RnnTranslator(const RnnTranslatorOptions& o,
                             const std::function<std::unique_ptr<SourceEncoder>()>& make_encoder,
                             Rng& rng)
    : options(checked(o)),
      source_embedding(o.source_vocabulary, o.embedding_dim, rng),
      target_embedding(make_target_embedding(source_embedding, o.target_vocabulary, o.tied, rng)),
      encoder(make_encoder()),
      bridge(o.hidden_size, o.decoder_layers * state_size(o), rng),
      cells(decoder_cells(o, rng)),
      readout(o.hidden_size + o.context_size() + o.embedding_dim, o.embedding_dim, rng),
      output(target_embedding, o.tied, rng),
      dropout(o.dropout) {
  if (o.attention) {
    attention.emplace(nn::AttentionOptions{.score = *o.attention,
                                           .query_size = o.hidden_size,
                                           .key_size = o.hidden_size,
                                           .units = o.hidden_size},
                      rng);
    if (o.cell_steps == 1)
      context_gates.emplace(o.context_size(), cells[0]->gx_size, rng, false);
    else
      context_cell = o.cell(o.context_size(), o.hidden_size, rng);
  }
}

DecoderState RnnTranslator::encode(const Sentences& source) const {
  const Tensor x = dropout(source_embedding(time_major(source), {source.time, source.rows}));
  const SourceEncoder::Result encoded = (*encoder)(x, source.lengths);
  DecoderState state;
  state.lengths = source.lengths;
  if (attention) {
    Tensor values = encoded.outputs;
    if (options.embeddings_as_values) values = concat({values, permute(x, {1, 0, 2})}, -1);
    state.memory = {values, attention->project_keys(encoded.outputs)};
  }
  state.past = split(tanh(bridge(encoded.summary)), -1, options.decoder_layers);
  return state;
}

RnnTranslator::Step RnnTranslator::advance(const Tensor& gates, const DecoderState& state) const {
  Step step;
  const auto attend = [&](const Tensor& h) {
    const Tensor &values = state.memory[0], &keys = state.memory[1];
    const nn::RowGroups groups("rnn_translator", gates.size(0), values.size(0), state.rows);
    const nn::Attention::Result found =
        attention->attend(groups.to_rectangle(h), keys, values, state.lengths);
    step.context = groups.to_rows(found.context);
    step.weights = groups.to_rows(found.weights);
  };
  const auto next = [](const nn::RnnCell& cell, const Tensor& gx, const Tensor& before) {
    const Trace::Scope scope(&cell);
    return cell.step(gx, before);
  };
  const nn::RnnCell& cell = *cells[0];
  const Tensor& before = state.past[0];
  Tensor s;
  if (context_cell) {
    s = next(cell, gates, before);
    attend(cell.output(s));
    s = next(*context_cell, context_cell->project_input(step.context), s);
  } else if (attention) {
    attend(cell.output(before));
    s = next(cell, gates + (*context_gates)(step.context), before);
  } else {
    s = next(cell, gates, before);
  }
  step.states.push_back(s);
  step.h = cell.output(s);
  for (size_t layer = 1; layer < cells.size(); ++layer) {
    const Tensor gx = cells[layer]->project_input(dropout(step.h));
    step.states.push_back(next(*cells[layer], gx, state.past[layer]));
    step.h = cells[layer]->output(step.states.back());
  }
  return step;
}

Tensor RnnTranslator::read(const Tensor& h, const Tensor& context, const Tensor& embedded) const {
  const Tensor all = attention ? concat({h, context, embedded}, -1) : concat({h, embedded}, -1);
  return dropout(tanh(readout(all)));
}

Tensor RnnTranslator::decode(const Sentences& source, const Sentences& input) const {
  DecoderState state = encode(source);
  const Tensor embedded = dropout(target_embedding(time_major(input), {input.time, input.rows}));
  const Tensor gates = cells[0]->project_input(embedded);  // [T, B, gates * H]
  std::vector<Tensor> outputs, contexts;                   // h_t, c_t
  const ConstantWeightsGuard guard;  // every step multiplies by the same weights
  for (int64_t t = 0; t < input.time; ++t) {
    Step step = advance(select(gates, t), state);
    state.past = std::move(step.states);
    outputs.push_back(step.h);
    if (attention) contexts.push_back(step.context);
  }
  return read(stack(outputs), attention ? stack(contexts) : Tensor(), embedded);
}

Loss RnnTranslator::loss(const Batch& batch, real label_smoothing) const {
  return loss_of(batch, label_smoothing, output, Layout::kTimeMajor,
                 [&](const auto& source, const auto& input) { return decode(source, input); });
}

DecoderStep RnnTranslator::step(const DecoderState& state, std::span<const int32_t> tokens) const {
  const Tensor embedded = target_embedding(tokens, {static_cast<int64_t>(tokens.size())});
  Step next = advance(cells[0]->project_input(embedded), state);
  return {
      .log_probabilities = output.log_probabilities(read(next.h, next.context, embedded), state),
      .attention = next.weights,
      .state = {state.memory, state.lengths, state.rows, std::move(next.states)}};
}

void RnnTranslator::visit(nn::Visitor& v) const {
  v("source_embedding", source_embedding);
  v("target_embedding", target_embedding);
  v("encoder", encoder);
  v("bridge", bridge);
  v("attention", attention);
  v("decoder", cells);
  v("context_gates", context_gates);
  v("context_cell", context_cell);
  v("readout", readout);
  output.visit(v);
  v("dropout", dropout);
}

}  // namespace gloss::models
