#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ops.h"
#include "nn/dropout.h"
#include "nn/module.h"

namespace gloss::nn {

// The cells under the names that users write.
inline constexpr std::pair<std::string_view, CellType> kCellTypes[] = {
    {"tanh", CellType::kTanh}, {"gru", CellType::kGru}, {"lstm", CellType::kLstm}};

// A recurrent cell. The inputs of all steps are known before the first, so their product with W_ih
// is computed for the whole sequence at once:
//   gx_t    = W_ih x_t + b_ih                                        project_input
//   state_t = cell(gx_t, W_hh h_{t-1} + b_hh, state_{t-1})           step, or sequence for all t
// with the gates of tanh_cell, gru_cell or lstm_cell (core/ops.h), in PyTorch's order and layout. h
// is the cell's output. The state is h, and for an LSTM h and c side by side.
class RnnCell : public Module {
 public:
  RnnCell(CellType type, int64_t input_size, int64_t hidden_size, Rng& rng);

  Tensor project_input(const Tensor& x) const;  // [..., input_size] -> [..., gates * hidden_size]

  // gx [B, gates * hidden_size], state [B, state_size] -> the next state
  Tensor step(const Tensor& gx, const Tensor& state) const;

  // gx [T, B, gates * hidden_size] -> the state after each step, [T, B, state_size], from the state
  // 0. With `reverse` from the last step to the first. With lengths, sentence b takes part in its
  // first lengths[b] steps and keeps its state in the others.
  Tensor sequence(const Tensor& gx, std::span<const int32_t> lengths = {},
                  bool reverse = false) const;

  Tensor output(const Tensor& state) const;  // h: [..., state_size] -> [..., hidden_size]
  int64_t state_size() const;

  void visit(Visitor& v) const override;

  CellType type;
  int64_t hidden_size;
  Tensor weight_ih, weight_hh;  // [gates * hidden_size, input_size], [..., hidden_size]
  Tensor bias_ih, bias_hh;      // [gates * hidden_size]
};

struct RnnOptions {
  int64_t input_size = 0;
  int64_t hidden_size = 0;
  CellType cell = CellType::kGru;
  int64_t layers = 1;
  bool bidirectional = false;
  real dropout = 0;  // on the inputs of all layers but the first
};

// Layers of recurrent cells over a sequence, in one direction or both. In both, each layer reads
// [forward_t; backward_t] of the layer below (Schuster and Paliwal 1997).
class Rnn : public Module {
 public:
  Rnn(const RnnOptions& options, Rng& rng);

  struct Result {
    Tensor outputs;  // of the last layer: [T, B, directions * hidden_size]
    // [B, state_size] for each layer and direction, forward before backward
    std::vector<Tensor> final_states;
  };

  // x: [T, B, input_size], time-major: the inputs of one step are contiguous. With lengths,
  // sentence b is its first lengths[b] steps, and its results are the same bits whatever follows
  // them. Outputs past its end repeat the final state (forward) or are 0, the initial state
  // (backward).
  Result operator()(const Tensor& x, std::span<const int32_t> lengths = {}) const;

  // Uses PyTorch's names: weight_ih_l0, weight_hh_l0, bias_ih_l0, bias_hh_l0, weight_ih_l0_reverse
  void visit(Visitor& v) const override;

  RnnOptions options;
  std::vector<RnnCell> cells;  // layer by layer, forward before backward
  Dropout dropout;

 private:
  int64_t directions() const { return options.bidirectional ? 2 : 1; }
};

}  // namespace gloss::nn
