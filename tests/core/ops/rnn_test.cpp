#include <functional>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"

using gloss::CellStep;
using gloss::difference;
using gloss::real;
using gloss::Shape;
using gloss::Tensor;

namespace {

using Ids = std::vector<int32_t>;

Tensor parameter(const Shape& shape, const std::vector<real>& values) {
  Tensor x = Tensor::from(shape, values);
  x.set_requires_grad();
  return x;
}

std::vector<double> list(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

}  // namespace

TEST_CASE("tanh_cell: is the tanh of the sum", "[core]") {
  const Tensor gx = parameter({1, 3}, {-1, 0.25f, 1}), gh = parameter({1, 3}, {0.5f, 0, 1});
  const Tensor h = parameter({1, 3}, {7, 8, 9});
  const Tensor y = tanh_cell(gx, gh, h);
  // np.tanh([-0.5, 0.25, 2])
  CHECK(difference(y, {1, 3}, {-0.462117157, 0.244918662, 0.96402758}) == "");
  sum(y).backward();
  CHECK(difference(gx.grad(), {1, 3}, {0.786447733, 0.940014849, 0.0706508249}) == "");
  CHECK(same_bits(gh.grad(), gx.grad()));
  CHECK(difference(h.grad(), {1, 3}, {0, 0, 0}) == "");  // h speaks through gh
}

// torch.nn.GRUCell with the identity for W_ih, 0 for W_hh, gh for b_hh; gradients by the equations
// in core/ops.h with the seed [1, 2]
TEST_CASE("gru_cell: values and gradients agree with PyTorch", "[core]") {
  const Tensor gx = parameter({1, 6}, {0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f});
  const Tensor gh = parameter({1, 6}, {-0.3f, 0.2f, 0.1f, 0, 0.7f, -0.8f});
  const Tensor h = parameter({1, 2}, {0.5f, -0.25f});
  const Tensor y = gru_cell(gx, gh, h);
  CHECK(difference(y, {1, 2}, {0.225981671, -0.0704627634}) == "");
  y.backward(Tensor::from({1, 2}, {1, 2}));
  CHECK(difference(gx.grad(), {1, 6},
                   {0.0672084043, -0.154271363, 0.164051392, -0.214973456, 0.387901323,
                    0.771356816}) == "");
  CHECK(difference(gh.grad(), {1, 6},
                   {0.0672084043, -0.154271363, 0.164051392, -0.214973456, 0.174619988,
                    0.385678408}) == "");
  CHECK(difference(h.grad(), {1, 2}, {0.59868766, 1.19737532}) == "");
}

// torch.nn.LSTMCell with the identity for W_ih, 0 for W_hh, 0.25 for b_hh, and the gradients after
// (h * [1, 2] + c * [-1, 0.5]).sum().backward()
TEST_CASE("lstm_cell: values and gradients agree with PyTorch", "[core]") {
  const Tensor gx = parameter({1, 8}, {0.1f, -0.2f, 0.3f, 0.4f, -0.5f, 0.6f, 0.7f, -0.8f});
  const Tensor gh = parameter({1, 8}, std::vector<real>(8, 0.25f));
  const Tensor state = parameter({1, 4}, {0.5f, -0.25f, 0.9f, -1.1f});
  const Tensor y = lstm_cell(gx, gh, state);
  CHECK(difference(y, {1, 4}, {0.290502474, -0.129045567, 0.427048439, -0.368540205}) == "");
  y.backward(Tensor::from({1, 4}, {1, 2, -1, 0.5}));
  CHECK(difference(gx.grad(), {1, 8},
                   {0.0235141929, 0.196951996, -0.0826696162, -0.282758663, -0.218318685,
                    0.305410538, 0.0810167309, -0.163664774}) == "");
  CHECK(same_bits(gh.grad(), gx.grad()));
  CHECK(difference(state.grad(), {1, 4}, {0, 0, -0.251063309, 0.749449479}) == "");
}

TEST_CASE("cells: a row that has ended keeps its state and passes the gradient on", "[core]") {
  struct Cell {
    const char* name;
    int64_t gates;
    Shape state;
    Tensor (*f)(const Tensor&, const Tensor&, const Tensor&, CellStep);
  };
  const Cell cells[] = {{"tanh", 1, {3, 2}, gloss::tanh_cell},
                        {"gru", 3, {3, 2}, gloss::gru_cell},
                        {"lstm", 4, {3, 4}, gloss::lstm_cell}};
  gloss::Rng rng;
  for (const Cell& cell : cells) {
    CAPTURE(cell.name);
    Tensor gx = Tensor::uniform({3, 2 * cell.gates}, -1, 1, rng);
    Tensor gh = Tensor::uniform(gx.shape(), -1, 1, rng);
    Tensor h = Tensor::uniform(cell.state, -1, 1, rng);
    for (Tensor* leaf : {&gx, &gh, &h})
      leaf->set_requires_grad();
    const Ids lengths{3, 2, 1};
    const Tensor seed = Tensor::uniform(cell.state, -1, 1, rng);
    const Tensor free = cell.f(gx, gh, h, {});
    const Tensor y = cell.f(gx, gh, h, {.lengths = lengths, .t = 2});  // only row 0 goes on
    for (int64_t i = 0; i < y.size(); ++i) {
      const bool ended = i >= h.size(1);  // beyond row 0
      CHECK(y.data()[i] == (ended ? h : free).data()[i]);
    }
    y.backward(seed);
    for (int64_t i = 0; i < gx.size(); ++i)
      if (i >= 2 * cell.gates) CHECK(gx.grad().data()[i] == 0);
    CHECK(gx.grad().data()[0] != 0);
    CHECK(gh.grad().data()[gh.size() - 1] == 0);
    for (int64_t i = 0; i < h.size(); ++i)
      if (i >= h.size(1)) CHECK(h.grad().data()[i] == seed.data()[i]);
  }
}

TEST_CASE("cells: one tensor may be both gates", "[core]") {
  gloss::Rng rng;
  const std::function<Tensor(const Tensor&, const Tensor&)> cells[] = {
      [](const Tensor& a, const Tensor& b) {
        return tanh_cell(a, b, Tensor::zeros({3, 12}));
      },
      [](const Tensor& a, const Tensor& b) {
        return gru_cell(a, b, Tensor::ones({3, 4}));
      },
      [](const Tensor& a, const Tensor& b) {
        return lstm_cell(a, b, Tensor::ones({3, 6}));
      }};
  for (const auto& cell : cells) {
    Tensor x = Tensor::uniform({3, 12}, -1, 1, rng), gx = x.clone(), gh = x.clone();
    for (Tensor* leaf : {&x, &gx, &gh})
      leaf->set_requires_grad();
    sum(cell(x, x)).backward();
    sum(cell(gx, gh)).backward();
    CHECK(difference(x.grad(), {3, 12}, list(gx.grad() + gh.grad())) == "");
  }
}

TEST_CASE("cells: mistakes are named with all shapes", "[core]") {
  const auto zeros = [](Shape shape) { return Tensor::zeros(shape); };
  CHECK_THROWS_WITH(tanh_cell(zeros({3}), zeros({3}), zeros({3})),
                    "tanh_cell: the state needs 2 dimensions: the state is [3]");
  CHECK_THROWS_WITH(gru_cell(zeros({3}), zeros({3}), zeros({3})),
                    "gru_cell: the state needs 2 dimensions: the state is [3]");
  CHECK_THROWS_WITH(lstm_cell(zeros({2, 12}), zeros({2, 12}), zeros({2, 3})),
                    "lstm_cell: the state must be h and c side by side, [B, 2H]: the state is "
                    "[2, 3]");
  CHECK_THROWS_WITH(lstm_cell(zeros({2, 12}), zeros({2, 12}), zeros({2, 2, 3})),
                    "lstm_cell: the state needs 2 dimensions: the state is [2, 2, 3]");
  CHECK_THROWS_WITH(tanh_cell(zeros({2, 4}), zeros({2, 3}), zeros({2, 3})),
                    "tanh_cell: the gates need 1 blocks as wide as the state: gx is [2, 4], gh is "
                    "[2, 3], the state is [2, 3]");
  CHECK_THROWS_WITH(gru_cell(zeros({2, 9}), zeros({3, 9}), zeros({2, 3})),
                    "gru_cell: the gates need 3 blocks as wide as the state: gx is [2, 9], gh is "
                    "[3, 9], the state is [2, 3]");
  CHECK_THROWS_WITH(lstm_cell(zeros({2, 9}), zeros({2, 9}), zeros({2, 6})),
                    "lstm_cell: the gates need 4 blocks as wide as the state: gx is [2, 9], gh is "
                    "[2, 9], the state is [2, 6]");
  CHECK_THROWS_WITH(tanh_cell(zeros({2, 3}), zeros({2, 3}), zeros({2, 3}), {.lengths = Ids{1}}),
                    "tanh_cell: there are 1 lengths for 2 sequences: the state is [2, 3]");
  CHECK_THROWS_WITH(tanh_cell(zeros({2, 3}), zeros({2, 3}), zeros({2, 3}), {.lengths = Ids{1, -1}}),
                    "tanh_cell: length -1 is not in [0, 2147483647]: the state is [2, 3]");
}
