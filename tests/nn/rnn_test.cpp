#include "nn/rnn.h"

#include <string>
#include <vector>

#include "apps/plain/gru.h"
#include "core/ops.h"
#include "nn/cells.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/plain.h"
#include "tests/support/wave.h"

using namespace gloss;

namespace {

using Ids = std::vector<int32_t>;

struct Golden {
  const char* name;  // of the layer in torch.nn
  nn::MakeCell cell;
  Ids lengths;
  int64_t layers;
  bool bidirectional;
  std::vector<double> outputs, input_gradient;
};

// rnn = getattr(torch.nn, name)(2, 2, layers, bidirectional=bidirectional)
// for k, p in enumerate(rnn.parameters()): p.data = 0.5 * wave(k, *p.shape)
// x = wave(0.5, 3, 2, 2).requires_grad_()
// packed, _ = rnn(torch.nn.utils.rnn.pack_padded_sequence(x, lengths))
// y, _ = torch.nn.utils.rnn.pad_packed_sequence(packed)
// (y * wave(2, *y.shape)).sum().backward()
const std::vector<Golden> kGolden{
    {"RNN",
     nn::make_cell<nn::TanhCell>,
     {3, 3},
     1,
     false,
     {0.737461008, -0.0194853224, 0.360640325, -0.0604242197, 0.485212831, -0.630742633,
      0.779510196, -0.0952509123, 0.389295907, 0.312034377, 0.414917497, -0.590556653},
     {-0.102421932, 0.131875713, -0.386086598, -0.284537668, 0.215921252, -0.139330699,
      0.0480357644, 0.143114862, -0.410377617, -0.257889839, 0.124405879, -0.167582638}},
    {"RNN",
     nn::make_cell<nn::TanhCell>,
     {3, 2},
     2,
     true,
     {-0.592899012,
      -0.771276023,
      0.741578612,
      0.56981761,
      -0.767705558,
      -0.505239309,
      0.862099026,
      0.290557034,
      -0.815309268,
      0.062073467,
      0.868230113,
      0.416547731,
      -0.62769843,
      -0.363439758,
      0.597009655,
      0.28997834,
      -0.751775455,
      -0.254867908,
      0.733896213,
      0.0487626468,
      0,
      0,
      0,
      0},
     {0.278560547, 0.136650057, -0.210244285, -0.119618056, 0.00347225123, 0.092866922, 0.166163251,
      -0.0811127626, -0.238417963, -0.195749017, 0, 0}},
    {"GRU",
     nn::make_cell<nn::GruCell>,
     {3, 3},
     1,
     false,
     {0.404051618, -0.0327719153, 0.194233834, 0.363112681, -0.110124537, 0.491034611, 0.322513255,
      0.136622509, 0.230681152, 0.388996987, -0.143884822, 0.566264871},
     {0.207112279, 0.0534774776, -0.122150757, 0.12290682, -0.0680027861, -0.0816023057,
      0.191535279, 0.00375046509, -0.0652170077, 0.163379868, -0.088026457, -0.0736452232}},
    {"GRU",
     nn::make_cell<nn::GruCell>,
     {3, 2},
     2,
     true,
     {0.0893169822,
      0.14474324,
      -0.15147632,
      0.336892031,
      0.143584232,
      0.0920534992,
      -0.212717243,
      0.4235416,
      0.18271631,
      0.201689355,
      -0.242053562,
      0.417342868,
      0.222714445,
      0.16368028,
      -0.141894837,
      0.341099173,
      0.233002556,
      0.231409666,
      -0.171696595,
      0.381310693,
      0,
      0,
      0,
      0},
     {0.0188112989, 0.0465495382, 0.00436830993, 0.0537943064, 0.0132752826, -0.013260449,
      -0.00429517885, 0.0332077663, 0.0384631368, -0.00849377075, 0, 0}},
    {"LSTM",
     nn::make_cell<nn::LstmCell>,
     {3, 3},
     1,
     false,
     {0.262175784, 0.0587884121, 0.139935649, 0.169207547, -0.0372350819, 0.0962789773, 0.254772102,
      0.132752473, 0.178511413, 0.206857394, -0.0449331247, 0.109621499},
     {0.0689280926, 0.0474313544, -0.116041759, -0.042513633, -0.0344957583, 0.00971057592,
      0.0907075189, 0.0307643692, -0.0901140638, -0.0144914244, -0.0584814931, 0.00386221117}},
    {"LSTM",
     nn::make_cell<nn::LstmCell>,
     {3, 2},
     2,
     true,
     {0.0618514556,
      0.0228899469,
      -0.0839539178,
      0.228016629,
      0.0672675649,
      0.0211463036,
      -0.119272379,
      0.22647851,
      0.0879113452,
      0.0399100476,
      -0.0842352827,
      0.220005766,
      0.103926182,
      0.0321932616,
      -0.0985557304,
      0.195058767,
      0.113869793,
      0.0465210082,
      -0.0990149181,
      0.193312232,
      0,
      0,
      0,
      0},
     {0.0175992692, 0.0159428088, -0.0197893795, -0.0198901364, 0.00966818077, 0.0321623716,
      -0.00539579753, -0.011926639, 0.00428687003, 0.00823480633, 0, 0}},
};

// Slice t of row b zeroed from its length on, where a result is not to be looked at.
void zero_past_end(const Tensor& x, const Ids& lengths) {
  for (int64_t t = 0; t < x.size(0); ++t)
    for (int64_t b = 0; b < x.size(1); ++b)
      for (int64_t i = 0; t >= lengths[static_cast<size_t>(b)] && i < x.size(2); ++i)
        x.data()[(t * x.size(1) + b) * x.size(2) + i] = 0;
}

}  // namespace

TEST_CASE("rnn: outputs and input gradients agree with PyTorch", "[nn]") {
  for (const Golden& golden : kGolden) {
    CAPTURE(golden.name, golden.layers);
    Rng rng;
    nn::Rnn rnn({.input_size = 2,
                 .hidden_size = 2,
                 .cell = golden.cell,
                 .layers = golden.layers,
                 .bidirectional = golden.bidirectional},
                rng);
    double phase = 0;
    for (const Tensor& parameter : rnn.parameters())
      fill_wave(parameter, phase++, 0.5);
    Tensor x = wave({3, 2, 2}, 0.5);
    x.set_requires_grad();
    const Tensor y = rnn(x, golden.lengths).outputs;
    const Tensor seed = wave(y.shape(), 2), inside = y.clone();
    zero_past_end(seed, golden.lengths);
    zero_past_end(inside, golden.lengths);
    CHECK(difference(inside, {3, 2, golden.bidirectional ? 4 : 2}, golden.outputs) == "");
    y.backward(seed);
    CHECK(difference(x.grad(), {3, 2, 2}, golden.input_gradient) == "");
  }
}

TEST_CASE("rnn: shapes of outputs and final states, for each cell, depth and direction", "[nn]") {
  Rng rng;
  for (const auto& [name, cell] : nn::kCells)
    for (const bool both : {false, true}) {
      const nn::Rnn rnn(
          {.input_size = 5, .hidden_size = 3, .cell = cell, .layers = 2, .bidirectional = both},
          rng);
      const nn::Rnn::Result result = rnn(Tensor::uniform({4, 2, 5}, -1, 1, rng));
      CHECK(result.outputs.shape() == Shape{4, 2, both ? 6 : 3});
      REQUIRE(result.final_states.size() == (both ? 4u : 2u));
      for (const Tensor& state : result.final_states)
        CHECK(state.shape() == Shape{2, cell(5, 3, rng)->state_size()});
    }
}

TEST_CASE("rnn: values and gradients of a GRU step equal the plain program's", "[nn]") {
  Rng rng;
  const nn::GruCell cell(5, 3, rng);
  const Tensor x = Tensor::uniform({1, 5}, -1, 1, rng).set_requires_grad();
  const Tensor h = Tensor::uniform({1, 3}, -1, 1, rng).set_requires_grad();
  const Tensor seed = Tensor::uniform({1, 3}, -1, 1, rng);
  const Tensor next = cell.step(cell.project_input(x), h);
  next.backward(seed);

  plain::tape.clear();
  const plain::Gru same = {to_plain(cell.weight_ih), to_plain(cell.weight_hh),
                           to_plain(cell.bias_ih), to_plain(cell.bias_hh)};
  const plain::Vector plain_x = to_plain(x), plain_h = to_plain(h);
  const plain::Vector expected = plain::gru_step(same, plain_x, plain_h);
  backward(expected, seed);
  CHECK(difference(next, {1, 3}, values_of(expected)) == "");
  CHECK(difference(x.grad(), {1, 5}, gradients_of(plain_x)) == "");
  CHECK(difference(h.grad(), {1, 3}, gradients_of(plain_h)) == "");
  CHECK(difference(cell.weight_ih.grad(), {9, 5}, gradients_of(same.weight_ih)) == "");
  CHECK(difference(cell.weight_hh.grad(), {9, 3}, gradients_of(same.weight_hh)) == "");
  CHECK(difference(cell.bias_ih.grad(), {9}, gradients_of(same.bias_ih)) == "");
  CHECK(difference(cell.bias_hh.grad(), {9}, gradients_of(same.bias_hh)) == "");
}

TEST_CASE("rnn: the final state is the output at the last step forward and at the first backward",
          "[nn]") {
  Rng rng;
  const nn::Rnn rnn({.input_size = 2, .hidden_size = 3, .bidirectional = true}, rng);
  const Ids lengths{4, 2};
  const nn::Rnn::Result result = rnn(Tensor::uniform({4, 2, 2}, -1, 1, rng), lengths);
  for (int64_t b = 0; b < 2; ++b)
    for (int64_t i = 0; i < 3; ++i) {
      const int64_t end = lengths[static_cast<size_t>(b)] - 1;
      CHECK(result.final_states[0].at({b, i}) == result.outputs.at({end, b, i}));
      CHECK(result.final_states[1].at({b, i}) == result.outputs.at({0, b, 3 + i}));
    }
}

TEST_CASE("rnn: a sentence gives the same bits alone and padded among longer ones", "[nn]") {
  for (const auto& [name, cell] : nn::kCells)
    for (const int64_t neighbours : {1, 2, 7, 40}) {
      CAPTURE(name, neighbours);
      Rng rng;
      const nn::Rnn rnn(
          {.input_size = 5, .hidden_size = 19, .cell = cell, .layers = 2, .bidirectional = true},
          rng);
      const int64_t rows = neighbours + 1;
      const Tensor x = Tensor::uniform({9, rows, 5}, -1, 1, rng);
      Ids lengths(static_cast<size_t>(rows), 9);
      lengths.back() = 4;
      const Tensor alone = slice(slice(x, 1, rows - 1, rows), 0, 0, 4);
      const nn::Rnn::Result one = rnn(alone), all = rnn(x, lengths);
      CHECK(same_bits(one.outputs, slice(slice(all.outputs, 1, rows - 1, rows), 0, 0, 4)));
      for (size_t i = 0; i < one.final_states.size(); ++i)
        CHECK(same_bits(one.final_states[i], slice(all.final_states[i], 0, rows - 1, rows)));
    }
}

TEST_CASE("rnn: parameters have PyTorch's names, in its order", "[nn]") {
  Rng rng;
  nn::Rnn rnn({.input_size = 2, .hidden_size = 3, .layers = 2, .bidirectional = true}, rng);
  std::string names;
  for (const auto& [path, parameter] : rnn.named_parameters())
    names += path + " ";
  CHECK(names ==
        "weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 "
        "weight_ih_l0_reverse weight_hh_l0_reverse bias_ih_l0_reverse bias_hh_l0_reverse "
        "weight_ih_l1 weight_hh_l1 bias_ih_l1 bias_hh_l1 "
        "weight_ih_l1_reverse weight_hh_l1_reverse bias_ih_l1_reverse bias_hh_l1_reverse ");
  CHECK(rnn.parameters()[0].shape() == Shape{9, 2});
  CHECK(rnn.parameters()[8].shape() == Shape{9, 6});  // reads both directions below
}

TEST_CASE("rnn: dropout is applied between layers, in training only", "[nn]") {
  Rng rng;
  const Tensor x = Tensor::uniform({4, 2, 5}, -1, 1, rng);
  for (const int64_t layers : {1, 2}) {
    CAPTURE(layers);
    nn::Rnn rnn({.input_size = 5, .hidden_size = 16, .layers = layers, .dropout = real(0.5)}, rng);
    thread_rng() = {.seed = 1};
    const Tensor first = rnn(x).outputs;
    CHECK(same_bits(first, rnn(x).outputs) == (layers == 1));
    thread_rng() = {.seed = 1};
    CHECK(same_bits(first, rnn(x).outputs));
    rnn.eval();
    CHECK(same_bits(rnn(x).outputs, rnn(x).outputs));
  }
}

TEST_CASE("rnn: an error names the sizes and shapes that do not fit", "[nn]") {
  Rng rng;
  const auto make = [&](int64_t input, int64_t hidden, int64_t layers) {
    return nn::Rnn({.input_size = input, .hidden_size = hidden, .layers = layers}, rng);
  };
  CHECK_THROWS_WITH(make(0, 3, 1),
                    "rnn: sizes must be positive: input size is 0, hidden size is 3");
  CHECK_THROWS_WITH(make(3, 0, 1),
                    "rnn: sizes must be positive: input size is 3, hidden size is 0");
  CHECK_THROWS_WITH(make(3, 3, 0), "rnn: at least one layer is needed, not 0");
  const nn::Rnn rnn = make(3, 2, 1);
  CHECK_THROWS_WITH(rnn(Tensor::zeros({4, 2, 5})),
                    "rnn: x must be [T, B, 3] with T > 0: x is [4, 2, 5]");
  CHECK_THROWS_WITH(rnn(Tensor::zeros({4, 3})), "rnn: x must be [T, B, 3] with T > 0: x is [4, 3]");
  CHECK_THROWS_WITH(rnn(Tensor::zeros({0, 2, 3})),
                    "rnn: x must be [T, B, 3] with T > 0: x is [0, 2, 3]");
  CHECK_THROWS_WITH(rnn(Tensor::zeros({4, 2, 3}), Ids{4}),
                    ContainsSubstring("there are 1 lengths"));
}
