#include "apps/translate/training/health.h"

#include <cmath>
#include <limits>

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

using Outputs = std::vector<TokenIds>;

std::vector<Symptom> troubles(const std::vector<Validation>& history, bool warmed_up = true) {
  std::vector<Symptom> found;
  for (const Warning& warning : warnings(history, warmed_up))
    found.push_back(warning.symptom);
  return found;
}

// A healthy validation but for what the test changes.
Validation healthy() {
  Validation v;
  v.train_loss = 2;
  v.grad_norm = 1;
  v.outputs.count = 100;
  return v;
}

TEST_CASE("health: the relative change is that of all weights together", "[apps]") {
  const std::vector<Tensor> before = {Tensor::from({2}, {3, 0}), Tensor::from({1}, {4})};
  const std::vector<Tensor> after = {Tensor::from({2}, {3, real(0.3)}),
                                     Tensor::from({1}, {real(4.4)})};
  CHECK(relative_change(before, after) == Approx(0.1));  // sqrt(0.09 + 0.16) / sqrt(9 + 16)
  CHECK(relative_change(before, before) == 0);
}

TEST_CASE("health: outputs are counted against their references", "[apps]") {
  const Outputs references = {{5, 6, 7}, {5, 6, 8}, {9, 6, 7}, {9, 6, 8}};
  const OutputHealth same = output_health(Outputs(4, {5, 6}), references);
  CHECK(same.count == 4);
  CHECK(same.distinct == 0.25);
  CHECK(same.repeats == 0);
  CHECK(same.length_ratio == Approx(8.0 / 12));
  CHECK(output_health(references, references).distinct == 1);
  CHECK(output_health(references, Outputs(4, {5, 6, 7})).distinct == 1);  // not 4
}

TEST_CASE("health: trigrams that an output held before are repeats", "[apps]") {
  // 567 676 767 676 767: five trigrams, two of them again; the other output has none.
  const OutputHealth h =
      output_health(Outputs{{5, 6, 7, 6, 7, 6, 7}, {5, 6, 7}}, Outputs{{5, 6}, {5, 6}});
  CHECK(h.repeats == Approx(2.0 / 6));
  CHECK(output_health(Outputs{{}, {5}}, Outputs{{5}, {5}}).repeats == 0);
}

TEST_CASE("health: a training that does well is left in peace", "[apps]") {
  std::vector<Validation> history;
  for (int i = 0; i < 10; ++i) {
    history.push_back(healthy());
    history.back().train_loss = 6 / (1 + 0.2 * i) + (i % 2) * 0.3;
    history.back().grad_norm = 0.5 + i % 3;
    CHECK(troubles(history).empty());
  }
}

TEST_CASE("health: outputs that are all the same, empty or repeating are told", "[apps]") {
  Validation same = healthy(), empty = healthy(), repeating = healthy();
  same.outputs.distinct = 0.02;
  empty.outputs.distinct = 0.02;
  empty.outputs.length_ratio = 0.05;
  repeating.outputs.repeats = 0.4;
  CHECK(troubles({same, same}) == std::vector{Symptom::kSameOutputs});
  CHECK(troubles({empty, empty}) == std::vector{Symptom::kEmptyOutputs});
  CHECK(troubles({repeating, repeating}) == std::vector{Symptom::kRepeats});
  CHECK_THAT(warnings(std::vector{same, same}, true)[0].text,
             ContainsSubstring("(different ones: 2% of the references')") &&
                 ContainsSubstring("--learn-rate"));
}

TEST_CASE("health: one bad validation, a few outputs or an early hour say nothing", "[apps]") {
  Validation same = healthy();
  same.outputs.distinct = 0.02;
  CHECK(troubles({same}).empty());
  CHECK(troubles({healthy(), same}).empty());
  CHECK(troubles({same, healthy()}).empty());
  CHECK(troubles({same, same}, false).empty());
  same.outputs.count = 4;
  CHECK(troubles({same, same}).empty());
}

TEST_CASE("health: a training loss far above its lowest is told", "[apps]") {
  Validation risen = healthy();
  risen.train_loss = 3.1;
  CHECK(troubles({healthy(), risen, risen}, false) == std::vector{Symptom::kDivergence});
  CHECK_THAT(warnings(std::vector{healthy(), risen, risen}, false)[0].text,
             ContainsSubstring("from 2.00 to 3.10"));
  risen.train_loss = 2.9;
  CHECK(troubles({healthy(), risen, risen}).empty());
  risen.train_loss = std::numeric_limits<double>::quiet_NaN();
  CHECK(troubles({healthy(), risen, risen}) == std::vector{Symptom::kDivergence});
}

TEST_CASE("health: a gradient's norm far above the usual is told", "[apps]") {
  std::vector<Validation> history(5, healthy());
  history.push_back(healthy());
  history.back().grad_norm = 25;
  CHECK(troubles(history).empty());
  history.push_back(history.back());
  CHECK(troubles(history) == std::vector{Symptom::kExplodingNorm});
}

TEST_CASE("health: a first loss far from the log of the vocabulary is told", "[apps]") {
  const double expected = std::log(1000.0);  // 6.91
  CHECK_FALSE(first_loss_warning(expected, 1000));
  CHECK_FALSE(first_loss_warning(expected + 2, 1000));
  CHECK(first_loss_warning(expected - 2.5, 1000));
  CHECK_THAT(first_loss_warning(30, 1000)->text,
             ContainsSubstring("30.00") && ContainsSubstring("6.91"));
}

TEST_CASE("health: a model that translates hardly anything right gets a warning", "[apps]") {
  Validation v;
  v.loss = 5;
  CHECK(useless_model_warning(v, true));
  v.bleu = 0.4;
  v.loss = 1;
  REQUIRE(useless_model_warning(v, true));
  CHECK_THAT(useless_model_warning(v, true)->text, ContainsSubstring("needs more pairs"));
  CHECK_THAT(useless_model_warning(v, false)->text, ContainsSubstring("train longer"));
  v.bleu = 20;
  v.chrf = 1;
  CHECK_FALSE(useless_model_warning(v, true));
}

}  // namespace
}  // namespace gloss::translate
