#include <stdexcept>

#include "tests/apps/translate/training/experiment.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

struct Killed : std::runtime_error {
  Killed() : std::runtime_error("killed") {}
};

using Change = std::function<void(TrainSettings&)>;

// Everything that a training carries from one update to the next, in few updates.
void use_everything(TrainSettings& s) {
  s.after_batches = 13;
  s.mini_batch_words = 40;
  s.optimizer_delay = 2;
  s.exponential_smoothing = 0.1;
  s.lr_schedule = LrSchedule::kPlateau;
  s.valid_freq = 2;
  s.valid_metrics = {ValidMetric::kBleu, ValidMetric::kLoss};
  s.save_freq = 3;
  s.augment = {"typos=0.5"};
}

// An experiment whose epochs are 20 new pairs and 20 of 40 old ones.
struct ReplayingExperiment : Experiment {
  ReplayingExperiment() {
    replay = tiny_corpus();
    pairs.resize(20);
  }
};

// The model file of a training that runs once, or in several runs that differ by the changes.
template <class Kind = Experiment>
std::string trained(const ModelSettings& network, const std::vector<Change>& runs) {
  Kind e;
  for (const Change& change : runs) {
    e.checkpoint = tiny_checkpoint(network);
    e.settings.network = e.checkpoint.settings;
    change(e.settings);
    e.run();
    e.settings.resume = true;
  }
  return e.folder.read("model");
}

// As the first of two runs, killed when it asks for the `at`th time whether it is interrupted.
template <class Kind = Experiment>
std::string trained_in_spite_of_a_kill(const ModelSettings& network, int at,
                                       const Change& change = use_everything) {
  Kind e;
  change(e.settings);
  e.checkpoint = tiny_checkpoint(network);
  int asked = 0;
  e.interrupted = [&]() -> bool {
    if (++asked == at) throw Killed();
    return false;
  };
  CHECK_THROWS_AS(e.run(), Killed);
  e.checkpoint = tiny_checkpoint(network);
  e.settings.resume = true;
  e.run();
  return e.folder.read("model");
}

TEST_CASE("resume: a kill before any update changes nothing in the end", "[apps]") {
  for (const char* type : {"rnn", "transformer"}) {
    const ModelSettings network =
        settings_of({{"type", type}, {"enc-depth", "1"}, {"dec-depth", "1"}});
    const std::string whole = trained(network, {use_everything});
    const int step = network.type == "rnn" ? 1 : 4;
    for (int at = 1; at <= 14; at += step) {  // asked before each of 13 updates and at the end
      CAPTURE(type, at);
      CHECK(trained_in_spite_of_a_kill(network, at) == whole);
    }
  }
}

TEST_CASE("resume: a kill changes nothing in what regularisation draws", "[apps]") {
  const auto settings = [](models::Consistency consistency) {
    return [consistency](TrainSettings& s) {
      use_everything(s);
      s.after_batches = 7;
      s.regularization = {.consistency = consistency,
                          .consistency_weight = 3,
                          .cutoff = real(0.2),
                          .word_dropout = real(0.1)};
    };
  };
  for (const char* type : {"rnn", "transformer"})
    for (const auto& [name, consistency] : models::kConsistencies) {
      CAPTURE(type, name);
      const ModelSettings network =
          settings_of({{"type", type}, {"enc-depth", "1"}, {"dec-depth", "1"}});
      const auto whole = trained(network, {settings(consistency)});
      CHECK(whole != trained(network, {[](TrainSettings& s) {
                               use_everything(s);
                               s.after_batches = 7;
                             }}));
      CHECK(trained_in_spite_of_a_kill(network, 5, settings(consistency)) == whole);
    }
}

TEST_CASE("resume: a kill changes nothing in which layers are left out", "[apps]") {
  const auto network = [](const char* p) {
    return settings_of({{"type", "transformer"}, {"layer-dropout", p}});
  };
  const std::string whole = trained(network("0.5"), {use_everything});
  CHECK(whole != trained(network("0"), {use_everything}));
  CHECK(trained_in_spite_of_a_kill(network("0.5"), 6) == whole);
}

TEST_CASE("resume: replayed pairs are drawn the same again after a kill", "[apps]") {
  const std::string whole = trained<ReplayingExperiment>({}, {use_everything});
  CHECK(whole != trained({}, {use_everything}));
  for (int at = 1; at <= 14; ++at)
    CHECK(trained_in_spite_of_a_kill<ReplayingExperiment>({}, at) == whole);
}

TEST_CASE("resume: later limits give what they would have given from the start", "[apps]") {
  const auto batches = [](int64_t limit) {
    return [limit](TrainSettings& s) { s.after_batches = limit; };  // 5 is inside an epoch
  };
  CHECK(trained({}, {batches(5), batches(11)}) == trained({}, {batches(11)}));
  const auto epochs = [](int64_t limit) {
    return [limit](TrainSettings& s) { s.after_epochs = limit; };
  };
  CHECK(trained({}, {epochs(1), epochs(3)}) == trained({}, {epochs(3)}));
  const auto stalls = [](int64_t limit) {
    return [limit](TrainSettings& s) {
      s.learn_rate = 0.1;  // too high to improve for long
      s.valid_freq = 1;
      s.early_stopping = limit;
      s.after_batches = 40;
    };
  };
  CHECK(trained({}, {stalls(1), stalls(3)}) == trained({}, {stalls(3)}));
}

TEST_CASE("resume: the state of each optimizer goes on", "[apps]") {
  for (const OptimizerType optimizer : {OptimizerType::kAdamW, OptimizerType::kMuon,
                                        OptimizerType::kScheduleFree, OptimizerType::kSgd}) {
    const auto batches = [&](int64_t limit) {
      return [=](TrainSettings& s) {
        s.optimizer = optimizer;
        s.weight_decay = 0.01;
        s.after_batches = limit;
      };
    };
    CAPTURE(static_cast<int>(optimizer));
    CHECK(trained({}, {batches(5), batches(11)}) == trained({}, {batches(11)}));
  }
}

TEST_CASE("resume: --bpe-dropout skips the same merges after a kill", "[apps]") {
  const auto trained = [](const std::vector<int64_t>& limits) {
    Experiment e;
    std::vector<std::string> lines;
    for (const SentencePair& pair : e.pairs)
      lines.insert(lines.end(), {pair.source, pair.target});
    e.settings.bpe_dropout = 0.2;
    for (const int64_t limit : limits) {
      e.checkpoint = case_marked_checkpoint(lines);
      e.settings.network = e.checkpoint.settings;
      e.settings.after_batches = limit;
      e.run();
      e.settings.resume = true;
    }
    return e.folder.read("model");
  };
  CHECK(trained({7, 20}) == trained({20}));
}

TEST_CASE("resume: a finished training stays as it is", "[apps]") {
  const auto limit = [](TrainSettings& s) { s.after_batches = 5; };
  CHECK(trained({}, {limit, limit}) == trained({}, {limit}));
  Experiment e;
  e.settings.after_batches = 5;
  e.run();
  e.settings.resume = true;
  e.settings.after_batches = 3;  // behind it
  const TrainingResult result = e.run();
  CHECK(result.updates == 5);
  CHECK(result.reason == "after-batches");
}

TEST_CASE("resume: an interrupted training goes on, its log as well", "[apps]") {
  Experiment e;
  e.settings.after_batches = 6;
  int asked = 0;
  e.interrupted = [&] { return ++asked == 4; };
  CHECK(e.run().reason == "interrupted");
  e.settings.resume = true;
  e.interrupted = [] { return false; };
  e.checkpoint = tiny_checkpoint();
  CHECK(e.run().updates == 6);
  const auto ends = e.records("end");
  REQUIRE(ends.size() == 2);
  CHECK(ends[0].at("update").as_int() == 3);
  CHECK(ends[1].at("update").as_int() == 6);
  CHECK(e.folder.read("model") == trained({}, {[](TrainSettings& s) { s.after_batches = 6; }}));
}

TEST_CASE("resume: seconds of earlier runs count", "[apps]") {
  Experiment e;
  e.settings.max_seconds = 5;
  const int64_t updates = e.run().updates;
  e.settings.resume = true;
  CHECK(e.run().updates == updates);
  e.settings.max_seconds = 12;
  CHECK(e.run().updates > updates);
}

TEST_CASE("resume: a schedule by --max-seconds goes on where it was", "[apps]") {
  Experiment e;
  e.settings.lr_schedule = LrSchedule::kLinear;
  e.settings.max_seconds = 100;
  e.settings.disp_freq = 1;
  int asked = 0;
  e.interrupted = [&] { return ++asked == 9; };
  CHECK(e.run().reason == "interrupted");
  e.settings.resume = true;
  e.checkpoint = tiny_checkpoint();
  CHECK(e.run().reason == "max-seconds");
  std::vector<double> rates;
  for (const Json& record : e.records("progress"))
    rates.push_back(record.at("learn_rate").as_double());
  REQUIRE(rates.size() > 15);
  CHECK(rates[8] < rates[7]);  // after and before the interruption
  CHECK(rates[8] > 0.7 * rates[7]);
  CHECK(rates.back() < 0.0005);
}

TEST_CASE("resume: a model file that is gone is written again", "[apps]") {
  Experiment e;
  e.settings.after_epochs = 2;
  e.run();
  const std::string model = e.folder.read("model");
  e.folder.write("model", "damaged");
  e.settings.resume = true;
  e.run();
  CHECK(e.folder.read("model") == model);
}

TEST_CASE("resume: without a saved training it begins and says so", "[apps]") {
  Experiment e;
  e.settings.after_batches = 2;
  e.settings.resume = true;
  CHECK(e.run().updates == 2);
  CHECK_THAT(e.shown.str(), ContainsSubstring("to resume: training begins"));
}

TEST_CASE("resume: other settings or data are refused, changed limits told", "[apps]") {
  Experiment e;
  e.settings.after_batches = 2;
  e.run();
  e.settings.resume = true;
  e.settings.after_batches = 3;
  e.run();
  CHECK_THAT(e.shown.str(), ContainsSubstring("resuming with --after-batches 3 (before: 2)"));
  e.settings.label_smoothing = 0.2;
  CHECK_THROWS_WITH(e.run(),
                    "--resume: --label-smoothing is 0.2, the training began with 0.1 "
                    "(--resume needs the same)");
  e.settings.label_smoothing = 0.1;
  e.pairs.pop_back();
  CHECK_THROWS_WITH(e.run(), ContainsSubstring("was trained on other sentence pairs"));
}

TEST_CASE("resume: what is not a saved training says so", "[apps]") {
  Experiment e;
  e.settings.after_batches = 2;
  e.run();
  std::filesystem::copy_file(e.folder.file("model"), e.folder.file("model.training"),
                             std::filesystem::copy_options::overwrite_existing);
  e.settings.resume = true;
  CHECK_THROWS_WITH(e.run(), ContainsSubstring("has format 'gloss 1'"));
  e.folder.write("model.training", "");
  CHECK_THROWS_AS(e.run(), std::runtime_error);
}

}  // namespace
}  // namespace gloss::translate
