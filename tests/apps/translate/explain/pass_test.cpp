#include "apps/translate/explain/pass.h"

#include <cmath>

#include "models/score.h"
#include "models/translator.h"
#include "tests/apps/translate/explain/explain.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

TEST_CASE("run_pass: the losses of the tokens add up to the loss, their order is the rank",
          "[explain]") {
  for (const char* type : {"rnn", "transformer", "conv"}) {
    const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"type", type}}));
    const Pass pass = tiny_pass(checkpoint, true);
    CAPTURE(type);
    CHECK(pass.target == std::vector<std::string>{"elle", "voit", "le", "chat", "noir", "</s>"});
    REQUIRE(pass.predicted.size() == pass.target.size());
    double sum = 0;
    for (const PredictedToken& p : pass.predicted) {
      sum -= std::log(p.probability);
      REQUIRE(p.best.size() == 5);
      if (p.rank <= 5) CHECK(p.best[static_cast<size_t>(p.rank - 1)].token == p.token);
      for (size_t i = 1; i < p.best.size(); ++i)
        CHECK(p.best[i - 1].probability >= p.best[i].probability);
    }
    CHECK(std::abs(sum - pass.loss) < 1e-4 * sum);
    CHECK(pass.gradient_norm > 0);
    CHECK(pass.loss_after < pass.loss);
  }
}

TEST_CASE("run_pass: the model's parameters stay as they are", "[explain]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  std::vector<Tensor> before;
  for (const Tensor& p : checkpoint.model->parameters())
    before.push_back(p.clone());
  tiny_pass(checkpoint, true);
  const auto after = checkpoint.model->parameters();
  for (size_t i = 0; i < before.size(); ++i)
    CHECK(std::ranges::equal(before[i].values(), after[i].values()));
}

TEST_CASE("run_pass: each row of every layer's and head's attention sums to 1", "[explain]") {
  for (const char* type : {"rnn", "transformer"}) {
    const Checkpoint checkpoint =
        tiny_checkpoint(settings_of({{"type", type}, {"enc-depth", "2"}, {"dec-depth", "2"}}));
    const Pass pass = tiny_pass(checkpoint, false);
    CAPTURE(type);
    CHECK(pass.attention.size() == (std::string(type) == "rnn" ? 1u : 6u));
    for (const LayerAttention& layer : pass.attention)
      for (const std::vector<real>& head : layer.heads) {
        const size_t columns = layer.columns.size();
        REQUIRE(head.size() == layer.rows.size() * columns);
        for (size_t r = 0; r < layer.rows.size(); ++r) {
          real sum = 0;
          for (size_t c = 0; c < columns; ++c)
            sum += head[r * columns + c];
          CHECK(std::abs(sum - 1) < real(1e-5));
        }
      }
  }
}

TEST_CASE("run_pass: without learning there are no gradients", "[explain]") {
  for (const Trace::Entry& e : tiny_pass(tiny_checkpoint(), false).entries)
    CHECK_FALSE(static_cast<bool>(e.gradient));
}
