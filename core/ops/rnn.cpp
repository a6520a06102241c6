#include "core/kernels/rnn.h"

#include <memory>
#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"

namespace gloss {
namespace {

// A step's sizes, with its own copy of the lengths for the backward pass.
struct KeptStep {
  kernels::Step step;
  std::shared_ptr<const std::vector<int32_t>> lengths;
};

KeptStep checked(const char* name, const Tensor& gx, const Tensor& gh, const Tensor& h,
                 int64_t gates, int64_t units, const CellStep& at) {
  const int64_t rows = h.size(0);
  check(gx.shape() == Shape{rows, gates * units} && gh.shape() == gx.shape(), name,
        "the gates need ", gates, " blocks as wide as the state: gx is ", gx.shape(), ", gh is ",
        gh.shape(), ", the state is ", h.shape());
  check(at.lengths.empty() || static_cast<int64_t>(at.lengths.size()) == rows, name, "there are ",
        at.lengths.size(), " lengths, the state is ", h.shape());
  KeptStep kept{{rows, units, nullptr, at.t}, nullptr};
  if (!at.lengths.empty()) {
    kept.lengths =
        std::make_shared<const std::vector<int32_t>>(at.lengths.begin(), at.lengths.end());
    kept.step.lengths = kept.lengths->data();
  }
  return kept;
}

}  // namespace

Tensor tanh_cell(const Tensor& gx, const Tensor& gh, const Tensor& h, CellStep step) {
  check(h.shape().rank() == 2, "tanh_cell", "the state needs 2 dimensions: h is ", h.shape());
  const KeptStep kept = checked("tanh_cell", gx, gh, h, 1, h.size(1), step);
  Tensor y(h.shape());
  kernels::tanh_cell_forward(kept.step, gx.data(), gh.data(), h.data(), y.data());
  return record("tanh_cell", y, {gx, gh, h}, [kept, y](const Gradients& g) {
    kernels::tanh_cell_backward(kept.step, y.data(), g.output(), g.input(0), g.input(1),
                                g.input(2));
  });
}

Tensor gru_cell(const Tensor& gx, const Tensor& gh, const Tensor& h, CellStep step) {
  check(h.shape().rank() == 2, "gru_cell", "the state needs 2 dimensions: h is ", h.shape());
  const KeptStep kept = checked("gru_cell", gx, gh, h, 3, h.size(1), step);
  Tensor y(h.shape());
  kernels::gru_cell_forward(kept.step, gx.data(), gh.data(), h.data(), y.data());
  return record("gru_cell", y, {gx, gh, h},
                [kept, gx = gx.detach(), gh = gh.detach(), h = h.detach()](const Gradients& g) {
                  kernels::gru_cell_backward(kept.step, gx.data(), gh.data(), h.data(), g.output(),
                                             g.input(0), g.input(1), g.input(2));
                });
}

Tensor lstm_cell(const Tensor& gx, const Tensor& gh, const Tensor& state, CellStep step) {
  check(state.shape().rank() == 2 && state.size(1) % 2 == 0, "lstm_cell",
        "the state is h and c side by side, [B, 2H]: state is ", state.shape());
  const KeptStep kept = checked("lstm_cell", gx, gh, state, 4, state.size(1) / 2, step);
  Tensor y(state.shape());
  kernels::lstm_cell_forward(kept.step, gx.data(), gh.data(), state.data(), y.data());
  return record(
      "lstm_cell", y, {gx, gh, state},
      [kept, gx = gx.detach(), gh = gh.detach(), state = state.detach(), y](const Gradients& g) {
        kernels::lstm_cell_backward(kept.step, gx.data(), gh.data(), state.data(), y.data(),
                                    g.output(), g.input(0), g.input(1), g.input(2));
      });
}

}  // namespace gloss
