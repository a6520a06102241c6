#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ops.h"
#include "nn/dropout.h"
#include "nn/module.h"

namespace gloss::nn {

using CellType = Cell;

// The cells under the names that users write.
inline constexpr std::pair<std::string_view, CellType> kCellTypes[] = {
    {"tanh", CellType::kTanh}, {"gru", CellType::kGru}, {"lstm", CellType::kLstm}};

// A recurrent cell, split in two so that a whole sequence's input can be projected in one product:
//   gx = W_ih x + b_ih                                     project_input, for any number of steps
//   state' = cell(gx, W_hh h + b_hh, state)                step, one at a time
// with the gates of tanh_cell, gru_cell or lstm_cell (core/ops.h), in PyTorch's order and layout.
// The state is [B, state_size]: h, and for an LSTM c beside it; h is what the cell puts out.
class RnnCell : public Module {
 public:
  RnnCell(CellType type, int64_t input_size, int64_t hidden_size, Rng& rng);

  Tensor project_input(const Tensor& x) const;  // [..., input_size] -> [..., gates * hidden_size]
  Tensor step(const Tensor& gx, const Tensor& state, CellStep at = {}) const;
  Tensor output(const Tensor& state) const;  // h: [B, hidden_size]
  int64_t state_size() const;

  void visit(Visitor& v) override;

  CellType type;
  int64_t hidden_size;
  Tensor weight_ih, weight_hh;  // [gates * hidden_size, input_size], [.., hidden_size]
  Tensor bias_ih, bias_hh;      // [gates * hidden_size]
};

struct RnnOptions {
  int64_t input_size = 0;
  int64_t hidden_size = 0;
  CellType cell = CellType::kGru;
  int64_t layers = 1;
  bool bidirectional = false;
  real dropout = 0;  // on the input of every layer but the first
};

// Cells over a sequence, in layers and optionally in both directions.
class Rnn : public Module {
 public:
  Rnn(const RnnOptions& options, Rng& rng);

  struct Result {
    Tensor outputs;             // [T, B, directions * hidden_size], of the last layer
    std::vector<Tensor> final;  // [B, state_size] for each layer and direction, forward first
  };

  // x: [T, B, input_size], time-major, so that a step is a free slice. With lengths, sentence b is
  // its first lengths[b] steps: no result of it depends on what follows, nor on how much. Outputs
  // past its end repeat the state it ended with (forward) or started from, zero (backward).
  Result operator()(const Tensor& x, std::span<const int32_t> lengths = {}) const;

  // Under PyTorch's names: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, weight_ih_l0_reverse
  void visit(Visitor& v) override;

  RnnOptions options;
  std::vector<RnnCell> cells;  // layer by layer, forward before backward
  Dropout dropout;

 private:
  int64_t directions() const { return options.bidirectional ? 2 : 1; }
};

}  // namespace gloss::nn
