#include "tests/support/readme.h"

#include <cmath>
#include <vector>

#include "core/kernels/loop.h"
#include "optim/optimizer.h"
#include "tests/optim/problem.h"

namespace gloss::optim {

// README begins
// Adagrad (Duchi et al. 2011): s = s + g^2, theta = theta - lr g / (sqrt(s) + eps)
class Adagrad : public Optimizer {
 public:
  Adagrad(std::span<const Tensor> parameters, double initial_lr)
      : Optimizer("adagrad", parameters, initial_lr), s_(add_state("s")) {}

 private:
  void update(size_t i, real* theta, const real* g, int64_t n) override {
    real* const s = s_[i].data();
    const real alpha = static_cast<real>(lr), eps = real(1e-10);
    kernels::for_each(n, [=](int64_t j) {
      s[j] += g[j] * g[j];
      theta[j] -= alpha * g[j] / (std::sqrt(s[j]) + eps);
    });
  }

  std::vector<Tensor> s_;
};
// README ends

}  // namespace gloss::optim

using namespace gloss;

TEST_CASE("optim/README.md: the example optimizer agrees with PyTorch's", "[optim]") {
  const Tensor w = problem_weights();
  optim::Adagrad adagrad(std::vector{w}, 0.1);
  ten_steps(adagrad);
  // run(lambda p: torch.optim.Adagrad(p, lr=0.1)), run from problem.h
  check_values(w, {1.52130324, -2.02809424, 0.808129759});
  CHECK(adagrad.state()[0].first == "0.s");
}

TEST_CASE("optim/README.md: the example is the code that this test compiles", "[optim]") {
  CHECK(readme_shows_examples("optim/README.md", "tests/optim/readme_test.cpp"));
}
