#include "optim/muon.h"

#include <cmath>
#include <iterator>
#include <vector>

#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/optim/problem.h"

using namespace gloss;
using optim::HiddenMatrix;
using optim::Muon;
using optim::MuonOptions;

// The expected numbers, in Python with double numbers:
//
//   from math import sqrt, tanh
//   def mul(a, b): return [[sum(x * y for x, y in zip(r, c)) for c in zip(*b)] for r in a]
//   def t(a): return [list(r) for r in zip(*a)]
//   def mix(*terms):  # the sum of k m
//       rows, columns = len(terms[0][1]), len(terms[0][1][0])
//       return [[sum(k * m[i][j] for k, m in terms) for j in range(columns)] for i in range(rows)]
//   def orth(x):
//       if len(x) > len(x[0]): return t(orth(t(x)))
//       x = mix((1 / (sqrt(sum(v * v for r in x for v in r)) + 1e-7), x))
//       for _ in range(5):
//           A = mul(x, t(x))
//           x = mix((3.4445, x), (1, mul(mix((-4.7750, A), (2.0315, mul(A, A))), x)))
//       return x
//   def run(w, lr, mu=0.95, decay=0):
//       n = len(w[0]); m = mix((0, w))
//       for _ in range(10):
//           g = [[(i * n + j + 1) * (v - (0.3 - 0.2 * (i * n + j))) + 1 - tanh(v)**2
//                 for j, v in enumerate(r)] for i, r in enumerate(w)]
//           m = mix((mu, m), (1, g))
//           scale = lr * 0.2 * sqrt(max(len(w), n))
//           w = mix((1 - lr * decay, w), (-scale, orth(mix((1, g), (mu, m)))))
//       return w
//   a = [[2.0, -2.5, 0.4], [-1.0, 0.7, 1.6]]
namespace {

constexpr double kA[] = {2.0, -2.5, 0.4, -1.0, 0.7, 1.6};

// a [2, 3], or its transpose [3, 2].
Tensor matrix(bool transposed) {
  const Tensor a = Tensor::from({2, 3}, std::vector<real>(std::begin(kA), std::end(kA)));
  return transposed ? transpose(a).clone() : a;
}

// Ten steps with the gradient of sum(c (w - t)^2 + tanh(w)), c = 0.5, 1, 1.5 .. and
// t = 0.3, 0.1, -0.1 ..
Tensor after_ten_steps(bool transposed, const MuonOptions& options) {
  const Tensor w = matrix(transposed).set_requires_grad();
  Muon muon(std::vector<HiddenMatrix>{{w}}, {}, options);
  const Tensor c(w.shape()), t(w.shape());
  for (int64_t i = 0; i < w.size(); ++i) {
    c.data()[i] = real(0.5) * static_cast<real>(i + 1);
    t.data()[i] = real(0.3) - real(0.2) * static_cast<real>(i);
  }
  for (int step = 0; step < 10; ++step) {
    muon.zero_grad();
    sum(c * (w - t) * (w - t) + tanh(w)).backward();
    muon.step();
  }
  return w;
}

std::vector<double> numbers(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

void check_close(const Tensor& x, const std::vector<double>& expected) {
  CHECK(difference(x, x.shape(), expected, 1e-5) == "");
}

TEST_CASE("muon: a matrix made orthogonal agrees with the formula in double", "[optim]") {
  // orth(a)
  const Tensor a = matrix(false);
  optim::orthogonalize(a.data(), 2, 3);
  check_close(a, {0.368711602, -0.552800189, 0.374540929, -0.275433622, 0.00898216365, 1.04229101});
  const Tensor tall = matrix(true);
  optim::orthogonalize(tall.data(), 3, 2);
  check_close(transpose(tall), numbers(a));
}

TEST_CASE("muon: ten steps agree with the formula in double", "[optim]") {
  // run(a, 0.1)
  check_close(after_ten_steps(false, {.adam = {.lr = 0.1}}),
              {1.89054002, -2.18649449, 0.23490426, -0.963020292, 0.596891306, 1.36654295});
  // run(t(a), 0.1)
  check_close(after_ten_steps(true, {.adam = {.lr = 0.1}}),
              {1.93657646, -0.957667109, -2.2563876, 0.582290998, 0.274550059, 1.33521064});
  // run(a, 0.1, 0.8, 0.2)
  check_close(after_ten_steps(false, {.momentum = 0.8, .adam = {.lr = 0.1, .weight_decay = 0.2}}),
              {1.53102263, -1.75246664, 0.172339233, -0.786131909, 0.474512197, 1.09383646});
}

TEST_CASE("muon: other parameters are updated by Adam", "[optim]") {
  const Tensor w = problem_weights(), expected = problem_weights();
  const Tensor m = matrix(false).set_requires_grad();
  Muon muon(std::vector<HiddenMatrix>{{m}}, std::vector{w}, {.adam = {.lr = 0.1, .beta2 = 0.98}});
  optim::Adam adam(std::vector{expected}, {.lr = 0.1, .beta2 = 0.98});
  const auto step = [](optim::Optimizer& optimizer, const Tensor& x) {
    optimizer.zero_grad();
    sum(x * x * x).backward();
    optimizer.step();
  };
  for (int i = 0; i < 10; ++i) {
    step(muon, w);
    step(adam, expected);
  }
  CHECK(same_bits(w, expected));
}

TEST_CASE("muon: an update has about the size of Adam's for any gradient", "[optim]") {
  Rng rng;
  for (const double size : {1e-6, 1.0, 1e6}) {
    const Tensor w = Tensor::zeros({40, 60}).set_requires_grad();
    Muon muon(std::vector<HiddenMatrix>{{w}}, {}, {.adam = {.lr = 1}});
    w.backward(Tensor::normal({40, 60}, 0, static_cast<real>(size), rng));
    muon.step();
    double squares = 0;
    for (const real x : w.values())
      squares += static_cast<double>(x * x) / 2400;
    CHECK(std::sqrt(squares) == Approx(0.2).epsilon(0.2));
  }
}

TEST_CASE("muon: a gradient of 0 changes nothing", "[optim]") {
  const Tensor w = matrix(false).set_requires_grad();
  Muon muon(std::vector<HiddenMatrix>{{w}}, {}, {.adam = {.lr = 1}});
  w.backward(Tensor::zeros({2, 3}));
  muon.step();
  check_close(w, {std::begin(kA), std::end(kA)});
}

TEST_CASE("muon: the same bits for one thread or two", "[optim]") {
  const auto updated = [](int threads) {
    const WithThreads count(threads);
    Rng rng;
    const Tensor w = Tensor::normal({300, 500}, 0, 1, rng).set_requires_grad();
    Muon muon(std::vector<HiddenMatrix>{{w}}, {}, {.adam = {.lr = 0.1}});
    w.backward(Tensor::normal({300, 500}, 0, 1, rng));
    muon.step();
    return w;
  };
  CHECK(same_bits(updated(1), updated(2)));
}

TEST_CASE("muon: stacked matrices are updated like separate ones", "[optim]") {
  const Tensor first = matrix(false).set_requires_grad();
  const Tensor second = (matrix(false) * 2 + 1).clone().set_requires_grad();
  const Tensor both = concat({first, second}, 0).detach().clone().set_requires_grad();
  Muon separate(std::vector<HiddenMatrix>{{first}, {second}}, {}, {.adam = {.lr = 0.1}});
  Muon stacked(std::vector<HiddenMatrix>{{.weight = both, .parts = 2}}, {}, {.adam = {.lr = 0.1}});
  (sum(first * first) + sum(second * second)).backward();
  sum(both * both).backward();
  separate.step();
  stacked.step();
  CHECK(same_bits(both, concat({first, second}, 0)));
}

TEST_CASE("muon: a shape, a repetition or a momentum that it cannot use is reported", "[optim]") {
  const Tensor w = matrix(false).set_requires_grad();
  CHECK_THROWS_WITH(Muon(std::vector<HiddenMatrix>{{problem_weights()}}, {}),
                    "muon: not a stack of matrices: [3] in parts 1");
  CHECK_THROWS_WITH(Muon(std::vector<HiddenMatrix>{{w, 3}}, {}),
                    "muon: not a stack of matrices: [2, 3] in parts 3");
  CHECK_THROWS_WITH(Muon(std::vector<HiddenMatrix>{{w}, {w}}, {}),
                    "muon: matrix 1 is listed twice");
  CHECK_THROWS_WITH(Muon({}, std::vector{problem_weights()}, {.momentum = 1}),
                    "muon: momentum must be in [0, 1): 1");
}

}  // namespace
