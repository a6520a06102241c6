#include "models/rnn_translator.h"

#include "tests/core/compare.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

TEST_CASE("rnn_translator: an error names the size that does not fit", "[models]") {
  RnnTranslatorOptions o = small_options();
  o.hidden_size = 7;
  CHECK_THROWS_WITH(make(o),
                    "rnn_translator: dim-rnn must be even, half for each direction of the encoder: "
                    "dim-rnn is 7");
  o = small_options();
  o.decoder_layers = 0;
  CHECK_THROWS_WITH(make(o), "rnn_translator: at least one decoder layer is needed, not 0");
}

TEST_CASE("rnn_translator: a cell of two steps attends between them, to embeddings as well",
          "[models]") {
  RnnTranslatorOptions o = small_options();
  o.cell_steps = 2;
  o.embeddings_as_values = true;
  RnnTranslator m = make(o);
  m.eval();
  const Sentences source = pad({{4, 5, 6}});
  const DecoderState before = m.encode(source);
  const std::vector<int32_t> token = {7};
  const DecoderStep step = m.step(before, token);

  const Tensor x = m.source_embedding(time_major(source), {source.time, 1});  // [S, 1, E]
  const Tensor outputs = (*m.encoder)(x, source.lengths).outputs;             // [1, S, H]
  const Tensor y = m.target_embedding(token, {1});
  const Tensor between = m.cells[0]->step(m.cells[0]->project_input(y), before.past[0]);
  const auto [context, weights] = (*m.attention)(reshape(between, {1, 1, 32}), outputs);
  const Tensor c = concat(
      {reshape(context, {1, 32}), reshape(matmul(weights, permute(x, {1, 0, 2})), {1, 16})}, -1);
  const Tensor h = m.context_cell->step(m.context_cell->project_input(c), between);
  const Tensor r = tanh(m.readout(concat({h, c, y}, -1)));
  CHECK(same_bits(step.attention, reshape(weights, {1, source.time})));
  CHECK(same_bits(step.state.past[0], h));
  CHECK(same_bits(step.log_probabilities, m.output.log_probabilities(r, before)));
}
