#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "core/allocator.h"
#include "tests/apps/translate/training/experiment.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

std::vector<std::string> keys(const Json& record) {
  std::vector<std::string> names;
  for (const auto& [name, value] : record.members())
    names.push_back(name);
  return names;
}

TEST_CASE("trainer: --after-batches stops after that many updates", "[apps]") {
  Experiment e;
  e.settings.after_batches = 3;
  const TrainingResult result = e.run();
  CHECK(result.reason == "after-batches");
  CHECK(result.updates == 3);
  CHECK(e.best_loss() > 0);  // stopped inside an epoch, and validated all the same
  CHECK_NOTHROW(load_checkpoint(e.settings.model));
}

TEST_CASE("trainer: the loss reported is the cross-entropy, without a consistency penalty",
          "[apps]") {
  const auto first_loss = [](models::Consistency consistency) {
    Experiment e;
    e.checkpoint = tiny_checkpoint(settings_of({{"dropout", "0"}}));
    e.settings.network = e.checkpoint.settings;
    e.settings.after_batches = 1;
    e.settings.regularization = {
        .consistency = consistency, .consistency_weight = 1000, .cutoff = real(0.5)};
    e.run();
    return e.records("progress").at(0).at("loss").as_double();
  };
  const double plain = first_loss(models::Consistency::kNone);
  CHECK(first_loss(models::Consistency::kSimCut) == Approx(plain).epsilon(1e-4));
  CHECK(first_loss(models::Consistency::kRDrop) == Approx(plain).epsilon(1e-4));
}

TEST_CASE("trainer: --after-epochs stops after that many passes", "[apps]") {
  Experiment e;
  e.settings.after_epochs = 2;
  const TrainingResult result = e.run();
  CHECK(result.reason == "after-epochs");
  CHECK(result.updates == 8);  // 40 pairs in batches of 10
  CHECK(e.records("validation").size() == 2);
}

TEST_CASE("trainer: --precision bf16 learns about as fast, with other bits", "[apps]") {
  const auto loss = [](Precision precision) {
    Experiment e;
    e.settings.after_epochs = 4;
    e.settings.precision = precision;
    e.run();
    return e.best_loss();
  };
  const double fp32 = loss(Precision::fp32), bf16 = loss(Precision::bf16);
  CHECK(bf16 != fp32);
  CHECK(bf16 == Approx(fp32).epsilon(0.02));
}

TEST_CASE("trainer: --max-seconds stops once that much time is over", "[apps]") {
  Experiment e;
  e.settings.max_seconds = 5;
  const TrainingResult result = e.run();
  CHECK(result.reason == "max-seconds");
  CHECK(result.updates > 0);
  CHECK(result.updates <= 10);
}

TEST_CASE("trainer: --max-seconds leaves time for the last update and validation", "[apps]") {
  Experiment e;
  e.settings.max_seconds = 20;
  CHECK(e.run().reason == "max-seconds");
  CHECK(e.records("end").at(0).at("seconds").as_double() <= 20);
}

TEST_CASE("trainer: with --max-seconds validations that take long use a sample", "[apps]") {
  Experiment e;
  e.settings.max_seconds = 40;
  e.validation_pairs = 40;  // 8 of them take half a second of the experiment's clock
  CHECK(e.run().reason == "max-seconds");
  CHECK_THAT(e.shown.str(), ContainsSubstring("validating on 32 of 40 pairs"));
}

TEST_CASE("trainer: --max-seconds that are over before training leave a model", "[apps]") {
  Experiment e;
  e.settings.max_seconds = 0.1;
  CHECK(e.run().updates == 1);
  CHECK_NOTHROW(load_checkpoint(e.settings.model));
}

TEST_CASE("trainer: --early-stopping stops after validations without improvement", "[apps]") {
  Experiment e;
  e.settings.learn_rate = 1e-30;  // no weight changes, so only the first validation improves
  e.settings.early_stopping = 2;
  e.settings.valid_freq = 1;
  const TrainingResult result = e.run();
  CHECK(result.reason == "early-stopping");
  CHECK(result.updates == 3);
  const auto validations = e.records("validation");
  REQUIRE(validations.size() == 3);
  CHECK(validations[0].at("best").as_bool());
  CHECK_FALSE(validations[1].at("best").as_bool());
}

TEST_CASE("trainer: an interrupt leaves a model behind", "[apps]") {
  Experiment e;
  int asked = 0;
  e.interrupted = [&] { return ++asked == 3; };
  const TrainingResult result = e.run();
  CHECK(result.reason == "interrupted");
  CHECK(result.updates == 2);
  CHECK_NOTHROW(load_checkpoint(e.settings.model));
  CHECK(e.records("end")[0].at("reason").as_string() == "interrupted");
}

TEST_CASE("trainer: the file keeps the model that validated best", "[apps]") {
  Experiment e;
  e.settings.after_batches = 12;
  e.settings.valid_freq = 2;
  e.settings.learn_rate = 0.5;  // too high to go only downhill
  e.run();
  const auto validations = e.records("validation");
  double lowest = 1e9;
  int64_t improved = 0;
  for (const Json& record : validations) {
    const double loss = record.at("loss").as_double();
    CHECK(record.at("best").as_bool() == (loss < lowest));
    improved += loss < lowest;
    lowest = std::min(lowest, loss);
  }
  CHECK(improved < static_cast<int64_t>(validations.size()));  // else this shows nothing
  CHECK(e.best_loss() == lowest);
  const Checkpoint stored = load_checkpoint(e.settings.model);
  const History history(stored.history);
  CHECK(history.records().size() == validations.size());  // those after the best as well
  REQUIRE(history.best());
  CHECK(history.best()->loss == lowest);
  CHECK(measure(stored, encode(stored, e.validation()), e.settings).loss == lowest);
}

TEST_CASE("trainer: the log's records have the keys of the contract in its order", "[apps]") {
  Experiment e;
  e.settings.after_batches = 4;
  e.settings.disp_freq = 2;
  e.settings.valid_metrics = {ValidMetric::kBleu, ValidMetric::kLoss};
  e.run();
  const auto progress = e.records("progress"), validation = e.records("validation"),
             end = e.records("end");
  REQUIRE(progress.size() == 2);
  REQUIRE(validation.size() == 1);
  REQUIRE(end.size() == 1);
  for (const Json& record : progress)
    CHECK(keys(record) == std::vector<std::string>{"event", "update", "epoch", "loss", "tokens",
                                                   "tokens_per_second", "learn_rate", "grad_norm",
                                                   "seconds"});
  CHECK(keys(validation[0]) == std::vector<std::string>{"event", "update", "loss", "perplexity",
                                                        "bleu", "chrf", "best", "seconds"});
  CHECK(keys(end[0]) == std::vector<std::string>{"event", "reason", "update", "seconds"});
  CHECK(progress[0].at("tokens").as_int() == 2 * 60);
  CHECK(progress[1].at("update").as_int() == 4);
  CHECK(validation[0].at("bleu").is_number());
  CHECK(validation[0].at("perplexity").as_double() ==
        Approx(std::exp(validation[0].at("loss").as_double())));
}

TEST_CASE("trainer: an untrained network's loss is about the log of the vocabulary", "[apps]") {
  Experiment e;
  e.settings.after_batches = 1;
  e.settings.disp_freq = 1;
  e.settings.label_smoothing = 0;
  e.run();
  const auto words = static_cast<double>(e.checkpoint.target.vocabulary().size());
  CHECK(e.records("progress")[0].at("loss").as_double() == Approx(std::log(words)).epsilon(0.15));
}

TEST_CASE("trainer: two half batches make the update of one whole batch", "[apps]") {
  const auto losses = [](int64_t words, int64_t delay) {
    Experiment e;
    e.checkpoint.settings = settings_of({{"dropout", "0"}}, e.checkpoint.settings);
    e.checkpoint = tiny_checkpoint(e.checkpoint.settings);
    e.settings.mini_batch_words = words;
    e.settings.optimizer_delay = delay;
    e.settings.after_epochs = 4;
    e.run();
    std::vector<double> all;
    for (const Json& record : e.records("validation"))
      all.push_back(record.at("loss").as_double());
    return all;
  };
  const auto whole = losses(240, 1), halves = losses(120, 2);  // all 40 pairs in each update
  REQUIRE(whole.size() == 4);
  REQUIRE(halves.size() == 4);
  for (size_t i = 0; i < whole.size(); ++i)
    CHECK(halves[i] == Approx(whole[i]).epsilon(1e-4));
}

TEST_CASE("trainer: what remains of an epoch is an update even if it is short", "[apps]") {
  Experiment e;
  e.settings.optimizer_delay = 3;  // 4 batches an epoch
  e.settings.after_epochs = 1;
  CHECK(e.run().updates == 2);
}

TEST_CASE("trainer: exponential smoothing validates and saves the average", "[apps]") {
  const auto trained = [](double share) {
    Experiment e;
    e.settings.after_epochs = 3;
    e.settings.exponential_smoothing = share;
    e.run();
    return std::pair(e.best_loss(), e.folder.read("model"));
  };
  const auto plain = trained(0), slow = trained(0.001);
  CHECK(slow.first > plain.first);  // an average this slow has hardly left the beginning
  CHECK(slow.second != plain.second);
}

// What the training says as it fails; one that does not fail ends all the same.
std::string failure(Experiment& e) {
  e.settings.clip_norm = 0;
  e.settings.after_batches = 50;
  try {
    e.run();
  } catch (const std::runtime_error& error) {
    return error.what();
  }
  return "it did not fail";
}

TEST_CASE("trainer: a loss that is not finite ends with the operation and the update", "[apps]") {
  Experiment e;
  e.settings.learn_rate = 1e38;  // weights at the end of what a float holds
  e.settings.valid_freq = 100;
  const std::string message = failure(e);
  CAPTURE(message);
  CHECK(message.starts_with("training stopped at update 2: "));
  CHECK_THAT(message, ContainsSubstring("not finite") || ContainsSubstring("nan") ||
                          ContainsSubstring("inf"));
  CHECK_THAT(message, ContainsSubstring("no model was saved, '" + e.settings.model +
                                        ".training' is as after update 0"));
  CHECK_FALSE(std::filesystem::exists(e.settings.model));
}

TEST_CASE("trainer: a loss that is not finite leaves the best model in the file", "[apps]") {
  Experiment good;
  good.settings.after_batches = 1;
  good.run();

  Experiment e;
  e.settings.valid_freq = 1;
  int asked = 0;
  e.interrupted = [&] {  // asked before each update: the second one ruins the weights
    if (++asked == 2) e.settings.learn_rate = 1e38;
    return false;
  };
  CHECK_THAT(failure(e),
             ContainsSubstring("the best model so far is in '" + e.settings.model + "'"));
  CHECK(e.folder.read("model") == good.folder.read("model"));
}

TEST_CASE("trainer: a validation that is not finite is never the best", "[apps]") {
  Experiment e;
  e.settings.learn_rate = 1e38;
  e.settings.valid_freq = 1;
  CHECK_THAT(failure(e), ContainsSubstring("no model was saved"));
  const auto validations = e.records("validation");
  REQUIRE(validations.size() == 1);
  CHECK_FALSE(validations[0].at("best").as_bool());
}

TEST_CASE("trainer: weights that no validation found finite are not saved by a limit", "[apps]") {
  Experiment e;
  e.settings.learn_rate = 1e38;
  e.settings.clip_norm = 0;
  e.settings.after_batches = 1;
  CHECK_THROWS_WITH(e.run(), ContainsSubstring("(after-batches) at update 1") &&
                                 ContainsSubstring("no model was saved"));
  CHECK_FALSE(std::filesystem::exists(e.settings.model));
}

TEST_CASE("trainer: an interrupt does not save weights that are not finite", "[apps]") {
  Experiment e;
  e.settings.learn_rate = 1e39;  // infinite as a float
  e.settings.clip_norm = 0;
  int asked = 0;
  e.interrupted = [&] { return ++asked == 2; };
  CHECK_THROWS_WITH(e.run(), ContainsSubstring("no model was saved"));
  CHECK_FALSE(std::filesystem::exists(e.settings.model));
}

TEST_CASE("trainer: progress is told before the validation that follows it", "[apps]") {
  Experiment e;
  e.settings.after_batches = 6;
  e.settings.disp_freq = 4;
  e.settings.valid_freq = 5;
  e.run();
  std::vector<std::string> events;
  std::istringstream lines(e.folder.read("log"));
  for (std::string line; std::getline(lines, line);) {
    const Json record = Json::parse(line);
    events.push_back(record.at("event").as_string() + " " +
                     std::to_string(record.at("update").as_int()));
  }
  CHECK(events == std::vector<std::string>{"progress 4", "progress 5", "validation 5", "progress 6",
                                           "validation 6", "end 6"});
}

TEST_CASE("trainer: the model file's history tells how each validation went", "[apps]") {
  Experiment e;
  e.settings.after_batches = 6;
  e.settings.valid_freq = 3;
  e.settings.disp_freq = 2;
  e.settings.valid_metrics = {ValidMetric::kLoss, ValidMetric::kBleu};
  e.run();
  const auto history = load_checkpoint(e.settings.model).history;
  REQUIRE(history.size() == 2);
  CHECK(keys(history[1]) ==
        std::vector<std::string>{"update", "epoch", "best", "train_loss", "loss", "perplexity",
                                 "bleu", "chrf", "learn_rate", "grad_norm", "update_ratio",
                                 "outputs", "distinct", "repeats", "length_ratio", "samples"});
  CHECK(history[1].at("update").as_int() == 6);
  CHECK(history[1].at("epoch").as_int() == 2);
  CHECK(history[1].at("bleu").is_number());
  CHECK(history[1].at("chrf").is_null());
  CHECK(history[1].at("update_ratio").as_double() > 0);
  CHECK(history[1].at("samples").items().size() == 3);
  CHECK(history[1].at("samples").items()[0].at("source").as_string() == e.pairs[0].source);
  // The progress of updates 1-2 and 3 is the training loss of 1-3, all batches being of one size.
  const auto progress = e.records("progress");
  CHECK(history[0].at("train_loss").as_double() ==
        Approx((2 * progress[0].at("loss").as_double() + progress[1].at("loss").as_double()) / 3));
}

TEST_CASE("trainer: how often progress is shown changes nothing in the file", "[apps]") {
  const auto trained = [](int64_t disp_freq) {
    Experiment e;
    e.settings.after_batches = 6;
    e.settings.valid_freq = 4;
    e.settings.disp_freq = disp_freq;
    e.run();
    return e.folder.read("model");
  };
  CHECK(trained(1) == trained(3));
}

TEST_CASE("trainer: a collapsed model is said to be one, once", "[apps]") {
  Experiment e;
  e.settings.learn_rate = 1e-30;  // the untrained network says the same to all, again and again
  e.settings.valid_freq = 1;
  e.settings.after_batches = 5;
  e.pairs.assign(40, {"she sees the green cat", "elle voit le chat vert"});
  for (size_t i = 0; i < 20; ++i)
    e.pairs[i] = tiny_corpus()[2 * i];
  e.validation_pairs = 20;
  e.run();
  const std::string shown = e.shown.str();
  CAPTURE(shown);
  const size_t at = shown.find("warning: ");
  REQUIRE(at != std::string::npos);
  CHECK(at > shown.find("update 2 validation"));
  CHECK(at < shown.find("update 3 validation"));
  CHECK(shown.find("update 3 validation") < shown.rfind("update"));
  CHECK(shown.find("warning: ", shown.find("update 3 validation")) == std::string::npos);
}

TEST_CASE("trainer: memory is flat over two thousand updates", "[apps]") {
  const WithThreads one(1);  // of several, the peak depends on which parts of a batch overlap
  Experiment e;
  e.settings.exponential_smoothing = 0.01;
  e.settings.valid_freq = 100;
  e.settings.after_batches = 2000;
  struct Bytes {
    int64_t live, peak, cached;
    bool operator==(const Bytes&) const = default;
  };
  std::vector<Bytes> seen;  // before update 1, 2, ...
  e.interrupted = [&] {
    seen.push_back({allocator::live(), allocator::peak(), allocator::cached()});
    return false;
  };
  e.run();
  REQUIRE(seen.size() == 2001);
  CHECK(seen[200] == seen[2000]);  // both before a validation is due
}

TEST_CASE("trainer: the same seed gives the same bytes, for one thread or two", "[apps]") {
  const auto trained = [](int threads, int64_t seed) {
    const WithThreads count(threads);
    Experiment e;
    e.settings.after_epochs = 2;
    e.settings.common.seed = seed;
    e.run();
    return e.folder.read("model");
  };
  const std::string one = trained(1, 1);
  CHECK(one == trained(1, 1));
  CHECK(one == trained(2, 1));
  CHECK(one != trained(1, 2));
}

// The learning rates of all updates.
std::vector<double> rates(Experiment& e) {
  e.settings.disp_freq = 1;
  e.run();
  std::vector<double> all;
  for (const Json& record : e.records("progress"))
    all.push_back(record.at("learn_rate").as_double());
  return all;
}

TEST_CASE("trainer: a linear schedule falls to 0 at --after-batches or after --after-epochs",
          "[apps]") {
  Experiment e;
  e.settings.lr_schedule = LrSchedule::kLinear;
  e.settings.learn_rate = 0.5;
  e.settings.lr_warmup = 4;
  e.settings.after_batches = 8;
  const std::vector<double> expected = {0.125, 0.25, 0.375, 0.5, 0.375, 0.25, 0.125, 0};
  CHECK(rates(e) == expected);
  Experiment epochs;
  epochs.settings = e.settings;
  epochs.settings.model = epochs.folder.file("model");
  epochs.settings.log = epochs.folder.file("log");
  epochs.settings.after_batches = 10;  // later
  epochs.settings.after_epochs = 2;    // of 4 updates
  CHECK(rates(epochs) == expected);
}

TEST_CASE("trainer: a schedule by --max-seconds is at 0 when updates end", "[apps]") {
  for (const LrSchedule schedule : {LrSchedule::kLinear, LrSchedule::kCosine}) {
    Experiment e;
    e.settings.lr_schedule = schedule;
    e.settings.lr_warmup = 4;
    e.settings.max_seconds = 100;
    const std::vector<double> all = rates(e);
    CAPTURE(all);
    REQUIRE(all.size() > 20);
    CHECK(all[0] == Approx(0.0025));
    CHECK(*std::ranges::max_element(all) > 0.008);
    CHECK(std::ranges::is_sorted(all.begin() + 4, all.end(), std::greater<>()));
    CHECK(all.back() < 0.0005);
  }
}

TEST_CASE("trainer: every optimizer and schedule learns the tiny corpus a little", "[apps]") {
  using Pair = std::pair<OptimizerType, LrSchedule>;
  for (const auto& [optimizer, schedule] :
       {Pair{OptimizerType::kAdam, LrSchedule::kConstant},
        Pair{OptimizerType::kAdamW, LrSchedule::kInverseSqrt},
        Pair{OptimizerType::kSgd, LrSchedule::kCosine},
        Pair{OptimizerType::kAdam, LrSchedule::kLinear},
        Pair{OptimizerType::kMuon, LrSchedule::kConstant},
        Pair{OptimizerType::kScheduleFree, LrSchedule::kConstant},
        Pair{OptimizerType::kAdam, LrSchedule::kPlateau}}) {
    Experiment e;
    e.settings.optimizer = optimizer;
    e.settings.lr_schedule = schedule;
    e.settings.learn_rate = optimizer == OptimizerType::kSgd ? 0.5 : 0.01;
    e.settings.after_epochs = 3;
    e.run();
    const auto validations = e.records("validation");
    CAPTURE(static_cast<int>(optimizer), static_cast<int>(schedule));
    REQUIRE(validations.size() == 3);
    CHECK(validations[2].at("loss").as_double() < validations[0].at("loss").as_double());
  }
}

}  // namespace
}  // namespace gloss::translate
