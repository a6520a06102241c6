#include "core/kernels/rnn.h"

#include <limits>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"
#include "core/ops/lengths.h"

namespace gloss {
namespace {

Tensor cell(const char* op, CellType type, const Tensor& gx, const Tensor& gh, const Tensor& state,
            const CellStep& at) {
  check(state.shape().rank() == 2, op, "the state needs 2 dimensions: the state is ",
        state.shape());
  const int64_t rows = state.size(0), gates = gate_count(type);
  const int64_t units = type == CellType::kLstm ? state.size(1) / 2 : state.size(1);
  check(state.size(1) == state_width(type, units), op,
        "the state must be h and c side by side, [B, 2H]: the state is ", state.shape());
  check(gx.shape() == Shape{rows, gates * units} && gh.shape() == gx.shape(), op, "the gates need ",
        gates, " blocks as wide as the state: gx is ", gx.shape(), ", gh is ", gh.shape(),
        ", the state is ", state.shape());
  const Lengths lengths(op, at.lengths, rows, std::numeric_limits<int32_t>::max(), "the state is",
                        state.shape());
  const kernels::CellStep step{type, rows, units, lengths.data(), at.t};
  Tensor y(state.shape());
  kernels::cell_forward(step, {gx.data(), gh.data(), state.data()}, y.data());
  // The backward pass of a tanh cell reads y only, so the inputs are not kept.
  const bool keep = type != CellType::kTanh;
  return record(
      op, y, {gx, gh, state},
      [step, lengths, y, gx = keep ? gx.detach() : Tensor(), gh = keep ? gh.detach() : Tensor(),
       state = keep ? state.detach() : Tensor()](const Gradients& g) {
        kernels::cell_backward(step, {gx.data(), gh.data(), state.data()}, y.data(), g.output(),
                               {.gx = g.input(0).accumulator(),
                                .gh = g.input(1).accumulator(),
                                .state = g.input(2).accumulator()});
      });
}

}  // namespace

Tensor tanh_cell(const Tensor& gx, const Tensor& gh, const Tensor& h, CellStep step) {
  return cell("tanh_cell", CellType::kTanh, gx, gh, h, step);
}

Tensor gru_cell(const Tensor& gx, const Tensor& gh, const Tensor& h, CellStep step) {
  return cell("gru_cell", CellType::kGru, gx, gh, h, step);
}

Tensor lstm_cell(const Tensor& gx, const Tensor& gh, const Tensor& state, CellStep step) {
  return cell("lstm_cell", CellType::kLstm, gx, gh, state, step);
}

Tensor rnn(CellType type, const Tensor& gx, const Tensor& weight_hh, const Tensor& bias_hh,
           SequenceOptions options) {
  check(weight_hh.shape().rank() == 2 &&
            weight_hh.size(0) == gate_count(type) * weight_hh.size(1) &&
            bias_hh.shape() == Shape{weight_hh.size(0)},
        "rnn", "the cell has ", gate_count(type), " gates: weight_hh is ", weight_hh.shape(),
        ", bias_hh is ", bias_hh.shape());
  check(gx.shape().rank() == 3 && gx.size(2) == weight_hh.size(0), "rnn", "gx must be [T, B, ",
        weight_hh.size(0), "]: gx is ", gx.shape(), ", weight_hh is ", weight_hh.shape());
  const int64_t units = weight_hh.size(1);
  const Lengths lengths("rnn", options.lengths, gx.size(1), gx.size(0), "gx is", gx.shape());
  const Tensor gh(gx.shape());
  Tensor states(Shape{gx.size(0), gx.size(1), state_width(type, units)});
  const kernels::RnnSequence sequence{.cell = type,
                                      .steps = gx.size(0),
                                      .rows = gx.size(1),
                                      .units = units,
                                      .lengths = lengths.data(),
                                      .reverse = options.reverse,
                                      .gx = gx.data(),
                                      .weight = weight_hh.data(),
                                      .bias = bias_hh.data(),
                                      .gh = gh.data(),
                                      .states = states.data()};
  kernels::rnn_forward(sequence);
  return record("rnn", states, {gx, weight_hh, bias_hh},
                [sequence, lengths, gx = gx.detach(), weight_hh = weight_hh.detach(), gh,
                 states](const Gradients& g) {
                  kernels::rnn_backward(sequence, g.output(), g.input(0), g.input(1), g.input(2));
                });
}

}  // namespace gloss
