#include "apps/translate/training/validation.h"

#include <cmath>

#include "tests/apps/translate/tiny_translator.h"
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

TEST_CASE("cost: equal scores and scores at the floor are decided by the loss", "[apps]") {
  const auto with = [](ValidMetric metric, double score, double loss) {
    TrainSettings settings;
    settings.valid_metrics = {metric};
    Validation v;
    v.loss = loss;
    v.bleu = v.chrf = score;
    return cost(v, settings);
  };
  CHECK(with(ValidMetric::kBleu, 0, 5) < with(ValidMetric::kBleu, 0, 5.5));
  CHECK(with(ValidMetric::kBleu, 0.1, 5) < with(ValidMetric::kBleu, 0.9, 5.5));
  CHECK(with(ValidMetric::kBleu, 30, 5) < with(ValidMetric::kBleu, 30, 5.5));
  CHECK(with(ValidMetric::kBleu, 30.1, 9) < with(ValidMetric::kBleu, 30, 1));
  CHECK(with(ValidMetric::kChrf, 4, 5) < with(ValidMetric::kChrf, 9, 5.5));
  CHECK(with(ValidMetric::kLoss, 0, 5) < with(ValidMetric::kLoss, 50, 5.5));
}

TEST_CASE("validation: with --lowercase, capitals of the references do not count", "[apps]") {
  const auto chrf = [](const char* lowercase, const std::string& target) {
    const Checkpoint checkpoint = tiny_checkpoint(settings_of({{"lowercase", lowercase}}));
    TrainSettings settings;
    settings.valid_metrics = {ValidMetric::kChrf};
    const std::vector<SentencePair> pairs = {{"the cat sees the dog", target}};
    return measure(checkpoint, encode(checkpoint, pairs), settings).chrf;
  };
  const std::string small = "le chat voit le chien", capital = "Le Chat VOIT LE CHIEN";
  CHECK(chrf("true", small) > 0);
  CHECK(chrf("true", capital) == chrf("true", small));
  CHECK(chrf("false", capital) < chrf("false", small));
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
