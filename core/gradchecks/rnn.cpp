#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

const Ids ended{1, 3, 2}, uneven{1, 4, 2};

Gradchecks cells(const CellStep& step, const std::string& ending) {
  return operations({{"tanh_cell" + ending,
                      [=](const Inputs& x) { return tanh_cell(x[0], x[1], x[2], step); },
                      {{3, 5}, {3, 5}, {3, 5}}},
                     {"gru_cell" + ending,
                      [=](const Inputs& x) { return gru_cell(x[0], x[1], x[2], step); },
                      {{3, 15}, {3, 15}, {3, 5}}},
                     {"lstm_cell" + ending,
                      [=](const Inputs& x) { return lstm_cell(x[0], x[1], x[2], step); },
                      {{3, 20}, {3, 20}, {3, 10}}},
                     {"gru_cell of one tensor for both gates" + ending,
                      [=](const Inputs& x) { return gru_cell(x[0], x[0], x[1], step); },
                      {{3, 15}, {3, 5}}}});
}
const Gradchecks running = cells({}, "");
const Gradchecks partly_ended = cells({.lengths = ended, .t = 2}, " after some have ended");

Gradchecks sequences(CellType cell, bool reverse, const std::string& kind) {
  const int64_t rows = gate_count(cell) * 2;
  return operations(
      {{"rnn " + kind,
        [=](const Inputs& x) { return rnn(cell, x[0], x[1], x[2], {.reverse = reverse}); },
        {{4, 3, rows}, {rows, 2}, {rows}}},
       {"rnn with lengths " + kind,
        [=](const Inputs& x) {
          return rnn(cell, x[0], x[1], x[2], {.lengths = uneven, .reverse = reverse});
        },
        {{4, 3, rows}, {rows, 2}, {rows}}}});
}
const Gradchecks along[] = {
    sequences(CellType::kTanh, false, "tanh"), sequences(CellType::kTanh, true, "tanh, reverse"),
    sequences(CellType::kGru, false, "GRU"),   sequences(CellType::kGru, true, "GRU, reverse"),
    sequences(CellType::kLstm, false, "LSTM"), sequences(CellType::kLstm, true, "LSTM, reverse")};

}  // namespace
}  // namespace gloss
