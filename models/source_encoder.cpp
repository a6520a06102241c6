#include "models/source_encoder.h"

#include "core/ops.h"
#include "core/trace.h"

namespace gloss::models {

SourceEncoder::Result RnnEncoder::operator()(const Tensor& x,
                                             std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  const nn::Rnn::Result encoded = rnn(x, lengths);
  const size_t backward = rnn.cells.size() - 1, forward = backward - 1;  // of the last layer
  const Tensor summary = concat({rnn.cells[forward]->output(encoded.final_states[forward]),
                                 rnn.cells[backward]->output(encoded.final_states[backward])},
                                -1);
  return {permute(encoded.outputs, {1, 0, 2}), summary};
}

}  // namespace gloss::models
