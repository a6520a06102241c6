#include "apps/translate/training/validation.h"

#include <cmath>

#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

Validation at(int64_t update, bool best) {
  Validation v;
  v.update = update;
  v.best = best;
  return v;
}

TEST_CASE("history: a record reads back as it was written", "[apps]") {
  Validation v = at(700, true);
  v.epoch = 3;
  v.train_loss = 1.0 / 3;
  v.loss = std::log(2.0);
  v.bleu = 31.25;
  v.learn_rate = 0.001;
  v.grad_norm = 1e-7;
  v.outputs = {.count = 9, .distinct = 0.5, .repeats = 0.125, .length_ratio = 1.1};
  v.samples = {{"a cat", "un chat", "un \"chat\""}};
  const Json record = Json::parse(to_json(v).dump());
  CHECK(record.at("perplexity").as_double() == Approx(2));
  CHECK(record.at("chrf").is_null());  // not measured
  CHECK(record.at("update_ratio").is_null());
  const Validation read = validation_from(record);
  CHECK(to_json(read).dump() == record.dump());
  CHECK(read.loss == v.loss);
  CHECK(read.bleu == v.bleu);
  CHECK(std::isnan(read.chrf));
  CHECK(std::isnan(read.update_ratio));
}

TEST_CASE("history: a loss that is not finite is no number when read back", "[apps]") {
  Validation v = at(1, false);
  v.loss = INFINITY;
  const Json record = Json::parse(to_json(v).dump());
  CHECK(record.at("loss").is_null());
  CHECK(record.at("perplexity").is_null());
  CHECK(std::isnan(validation_from(record).loss));
}

TEST_CASE("history: the best is the last that was one", "[apps]") {
  History history;
  CHECK(history.best() == nullptr);
  CHECK(history.last_update() == 0);
  history.push_back(at(10, false));
  CHECK(history.best() == nullptr);
  CHECK(history.stalled() == 1);
  history.push_back(at(20, true));
  history.push_back(at(30, true));
  CHECK(history.stalled() == 0);
  history.push_back(at(40, false));
  history.push_back(at(50, false));
  CHECK(history.best()->update == 30);
  CHECK(history.stalled() == 2);
  CHECK(history.last_update() == 50);
  CHECK(History(history.to_json()).best()->update == 30);
}

}  // namespace
}  // namespace gloss::translate
