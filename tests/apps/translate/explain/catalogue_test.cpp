#include "apps/translate/explain/catalogue.h"

#include "core/trace.h"
#include "tests/apps/translate/explain/explain.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::translate;

TEST_CASE("formula_of: gives the call and the comments of core/ops.h", "[explain]") {
  CHECK(formula_of("linear").call == "y = linear(x, weight, bias)");
  CHECK(formula_of("linear").text.starts_with("y = x W^T + b: "));
  CHECK(formula_of("add").call == "y = a + b");
  CHECK(formula_of("add").text == "da += dy          db += dy");
  CHECK(formula_of("mul", 1).call == "y = x * c");
  CHECK(formula_of("mul", 1).text == "dx += c dy");
  CHECK(formula_of("neg", 1).text == "dx -= dy");
  CHECK(formula_of("tanh").text == "dx += (1 - y^2) dy");
  CHECK_THAT(formula_of("gelu").text, ContainsSubstring("\nGimpel 2016)"));
  CHECK(formula_of("log_softmax").text.starts_with("Over the last axis"));
  CHECK_THAT(formula_of("matmul").text, ContainsSubstring("\nda += dy op(b)^T"));
  CHECK_THAT(formula_of("head_context").text, ContainsSubstring("y_h[b, t] = sum_s"));
  CHECK_THAT(formula_of("mean").text, ContainsSubstring("dx += dy / n"));
  CHECK(formula_of("no_such").call == "y = no_such");
}

TEST_CASE("formula_of: the catalogue has every operation of a training step", "[explain]") {
  for (const char* type : {"rnn", "transformer", "conv"}) {
    const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"type", type}}));
    for (const Trace::Entry& e : tiny_pass(checkpoint, true).entries) {
      CAPTURE(type, e.op);
      if (!e.is_leaf()) CHECK_FALSE(formula_of(e.op, e.inputs.size()).text.empty());
    }
  }
}
