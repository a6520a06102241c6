#include "nn/rnn.h"

#include <cmath>

#include "core/check.h"
#include "nn/init.h"

namespace gloss::nn {

RnnCell::RnnCell(CellType cell_type, int64_t input_size, int64_t hidden, Rng& rng)
    : type(cell_type), hidden_size(hidden) {
  check(input_size > 0 && hidden > 0, "rnn", "sizes must be positive: input size is ", input_size,
        ", hidden size is ", hidden);
  const int64_t rows = gate_count(type) * hidden;
  const real a = 1 / std::sqrt(static_cast<real>(hidden));
  weight_ih = uniform_parameter({rows, input_size}, -a, a, rng);
  weight_hh = uniform_parameter({rows, hidden}, -a, a, rng);
  bias_ih = uniform_parameter({rows}, -a, a, rng);
  bias_hh = uniform_parameter({rows}, -a, a, rng);
}

Tensor RnnCell::project_input(const Tensor& x) const {
  return linear(x, weight_ih, bias_ih);
}

Tensor RnnCell::step(const Tensor& gx, const Tensor& state) const {
  const Tensor gh = linear(output(state), weight_hh, bias_hh);
  switch (type) {
    case CellType::kTanh:
      return tanh_cell(gx, gh, state);
    case CellType::kGru:
      return gru_cell(gx, gh, state);
    case CellType::kLstm:
      return lstm_cell(gx, gh, state);
  }
  return state;
}

Tensor RnnCell::sequence(const Tensor& gx, std::span<const int32_t> lengths, bool reverse) const {
  return rnn(type, gx, weight_hh, bias_hh, {.lengths = lengths, .reverse = reverse});
}

Tensor RnnCell::output(const Tensor& state) const {
  return type == CellType::kLstm ? slice(state, -1, 0, hidden_size) : state;
}

int64_t RnnCell::state_size() const {
  return type == CellType::kLstm ? 2 * hidden_size : hidden_size;
}

void RnnCell::visit(Visitor& v) const {
  v("weight_ih", weight_ih);
  v("weight_hh", weight_hh);
  v("bias_ih", bias_ih);
  v("bias_hh", bias_hh);
}

Rnn::Rnn(const RnnOptions& o, Rng& rng) : options(o), dropout(o.dropout) {
  check(o.layers > 0, "rnn", "at least one layer is needed, not ", o.layers);
  for (int64_t layer = 0; layer < o.layers; ++layer)
    for (int64_t direction = 0; direction < directions(); ++direction)
      cells.emplace_back(o.cell, layer == 0 ? o.input_size : directions() * o.hidden_size,
                         o.hidden_size, rng);
}

Rnn::Result Rnn::operator()(const Tensor& x, std::span<const int32_t> lengths) const {
  check(x.shape().rank() == 3 && x.size(0) > 0 && x.size(2) == options.input_size, "rnn",
        "x must be [T, B, ", options.input_size, "] with T > 0: x is ", x.shape());
  Result result{x, {}};
  auto cell = cells.begin();
  for (int64_t layer = 0; layer < options.layers; ++layer) {
    const Tensor input = layer == 0 ? x : dropout(result.outputs);
    std::vector<Tensor> outputs;
    for (const bool reverse : {false, true}) {
      if (reverse && !options.bidirectional) continue;
      const Tensor states = cell->sequence(cell->project_input(input), lengths, reverse);
      outputs.push_back(cell->output(states));
      result.final_states.push_back(select(states, reverse ? 0 : x.size(0) - 1));
      ++cell;
    }
    result.outputs = outputs.size() == 1 ? outputs[0] : concat(outputs, -1);
  }
  return result;
}

void Rnn::visit(Visitor& v) const {
  for (size_t i = 0; i < cells.size(); ++i) {
    const auto d = static_cast<size_t>(directions());
    const std::string suffix = "_l" + std::to_string(i / d) + (i % d == 1 ? "_reverse" : "");
    v("weight_ih" + suffix, cells[i].weight_ih);
    v("weight_hh" + suffix, cells[i].weight_hh);
    v("bias_ih" + suffix, cells[i].bias_ih);
    v("bias_hh" + suffix, cells[i].bias_hh);
  }
  v("dropout", dropout);
}

}  // namespace gloss::nn
