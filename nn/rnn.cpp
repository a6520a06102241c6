#include "nn/rnn.h"

#include "core/check.h"
#include "core/ops.h"
#include "core/trace.h"

namespace gloss::nn {

Rnn::Rnn(const RnnOptions& o, Rng& rng) : options(o), dropout(o.dropout) {
  check(o.layers > 0, "rnn", "at least one layer is needed, not ", o.layers);
  for (int64_t layer = 0; layer < o.layers; ++layer)
    for (int64_t direction = 0; direction < directions(); ++direction)
      cells.push_back(
          o.cell(layer == 0 ? o.input_size : directions() * o.hidden_size, o.hidden_size, rng));
}

Rnn::Result Rnn::operator()(const Tensor& x, std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  check(x.shape().rank() == 3 && x.size(0) > 0 && x.size(2) == options.input_size, "rnn",
        "x must be [T, B, ", options.input_size, "] with T > 0: x is ", x.shape());
  Result result{x, {}};
  auto cell = cells.begin();
  for (int64_t layer = 0; layer < options.layers; ++layer) {
    const Tensor input = layer == 0 ? x : dropout(result.outputs);
    std::vector<Tensor> outputs;
    for (const bool reverse : {false, true}) {
      if (reverse && !options.bidirectional) continue;
      const RnnCell& c = **cell++;
      const Tensor states = c.sequence(c.project_input(input), lengths, reverse);
      outputs.push_back(c.output(states));
      result.final_states.push_back(select(states, reverse ? 0 : x.size(0) - 1));
    }
    result.outputs = outputs.size() == 1 ? outputs[0] : concat(outputs, -1);
  }
  return result;
}

void Rnn::visit(Visitor& v) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    const auto d = static_cast<size_t>(directions());
    const std::string suffix = "_l" + std::to_string(i / d) + (i % d == 1 ? "_reverse" : "");
    v.members_of(*cells[i], suffix);
  }
  v("dropout", dropout);
}

}  // namespace gloss::nn
