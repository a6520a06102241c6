#include "apps/translate/training/defaults.h"

#include <algorithm>

#include "core/target.h"
#include "models/translator.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

struct Resolved {
  TrainSettings settings;
  std::vector<std::string> lines;
  std::vector<std::pair<std::string, std::string>> values;

  explicit Resolved(const DataSize& data, const std::vector<std::string>& arguments = {},
                    const gloss::Json& began = gloss::Json::object()) {
    OptionTable table = train_options(settings);
    defer_defaults(table);
    table.parse(arguments);
    lines = resolve_defaults(table, settings, data, began);
    values = table.values();
  }

  bool says(const std::string& start) const {
    return std::ranges::any_of(lines, [&](const std::string& l) { return l.starts_with(start); });
  }
};

}  // namespace

TEST_CASE("defaults: the amount of data decides type and sizes of the network", "[apps]") {
  const Resolved small({.pairs = 19'000, .target_words = 99'999});
  CHECK(small.settings.network.type == "rnn");
  CHECK(value_of(small.settings.network, "enc-depth") == "1");
  CHECK(value_of(small.settings.network, "subwords") == "9000");
  CHECK(small.settings.learn_rate == 0.005);
  const Resolved medium({.pairs = 20'000, .target_words = 100'000});
  CHECK(medium.settings.network.type == "transformer");
  CHECK(value_of(medium.settings.network, "enc-depth") == "4");
  CHECK(value_of(medium.settings.network, "dim-emb") == "128");
  CHECK(value_of(medium.settings.network, "subwords") == "10000");
  CHECK(value_of(medium.settings.network, "tied-embeddings") == "all");
  CHECK(medium.says("--type transformer: "));
  const Resolved large({.pairs = 200'000, .target_words = 3'000'000});
  CHECK(value_of(large.settings.network, "dim-emb") == "256");
  CHECK(value_of(large.settings.network, "transformer-dim-ffn") == "1024");
  CHECK(large.settings.learn_rate == 0.003);
  CHECK(large.settings.optimizer_delay * large.settings.mini_batch_words == 4000);
}

TEST_CASE("defaults: products are rounded where that is faster, and a training keeps its precision",
          "[apps]") {
  using gloss::Json, gloss::Precision;
  const DataSize data{.pairs = 1000};
  const auto after = [&](const char* precision) {
    Json began = Json::object();
    began["dim-emb"] = "128";
    if (precision) began["precision"] = precision;
    return Resolved(data, {}, began).settings.precision;
  };
  const Resolved fresh(data);
  CHECK(fresh.settings.precision == (gloss::bf16_is_fast() ? Precision::bf16 : Precision::fp32));
  CHECK(fresh.says("--precision bf16: ") == gloss::bf16_is_fast());
  CHECK(Resolved(data, {"--precision", "fp32"}).settings.precision == Precision::fp32);
  CHECK(after("bf16") == Precision::bf16);
  CHECK(after("fp32") == Precision::fp32);
  CHECK(after(nullptr) == Precision::fp32);  // of a version without the option
}

TEST_CASE("defaults: a GRU with attention has a cell of two steps, unless it began with one",
          "[apps]") {
  const auto depth = [](const std::vector<std::string>& arguments,
                        const gloss::Json& began = gloss::Json::object()) {
    const Resolved r({.pairs = 1000}, arguments, began);
    return value_of(r.settings.network, "dec-cell-base-depth") +
           value_of(r.settings.network, "attention-values");
  };
  CHECK(depth({"--type", "rnn"}) == "2embeddings");
  CHECK(depth({"--type", "conv"}) == "1outputs");
  CHECK(depth({"--type", "rnn", "--attention", "none"}) == "1outputs");
  CHECK(depth({}, gloss::Json::object({{"type", "rnn"}})) == "1outputs");  // of an earlier version
}

TEST_CASE("defaults: the weight of the consistency penalty is that of the papers", "[apps]") {
  const auto weight = [](const std::vector<std::string>& arguments) {
    return Resolved({.pairs = 1000}, arguments).settings.regularization.consistency_weight;
  };
  CHECK(weight({"--consistency", "simcut"}) == 3);
  CHECK(weight({"--consistency", "r-drop"}) == 5);
  CHECK(weight({"--consistency", "r-drop", "--consistency-weight", "2"}) == 2);
}

TEST_CASE("defaults: a table of model options alone can be resolved", "[apps]") {
  ModelSettings network;
  OptionTable table("a command", "");
  add_model_options(table, network);
  defer_model_defaults(table);
  table.parse({"--dim-emb", "64"});
  const std::vector<std::string> lines =
      resolve_model_defaults(table, network, {.pairs = 20'000, .target_words = 250'000});
  CHECK(network.type == "transformer");
  CHECK(value_of(network, "enc-depth") == "4");
  CHECK(value_of(network, "subwords") == "10000");
  CHECK(value_of(network, "dim-emb") == "64");
  CHECK(lines[0].starts_with("--type transformer: "));
}

TEST_CASE("defaults: a training goes on with those that it began with", "[apps]") {
  const gloss::Json began = gloss::Json::object(
      {{"type", "transformer"}, {"dim-emb", "32"}, {"mini-batch-words", "700"}});
  const DataSize size{.pairs = 1000, .target_words = 300'000};
  const Resolved resumed(size, {"--dim-emb", "64"}, began);
  CHECK(resumed.settings.network.type == "transformer");
  CHECK(value_of(resumed.settings.network, "dim-emb") == "64");
  CHECK(resumed.settings.mini_batch_words == 700);
  CHECK_FALSE(resumed.says("--mini-batch-words"));
  CHECK(resumed.says("--subwords"));
}

TEST_CASE("defaults: a large Transformer takes each update in small batches", "[apps]") {
  const DataSize many{.pairs = gloss::models::kManyPairs, .target_words = 5'000'000};
  const Resolved large(many);
  CHECK(large.settings.mini_batch_words == 500);
  CHECK(large.settings.optimizer_delay == 8);
  CHECK(large.says("--optimizer-delay 8: "));
  const TrainSettings recurrent = Resolved(many, {"--type", "rnn"}).settings;
  CHECK(recurrent.mini_batch_words == 4000);
  CHECK(recurrent.optimizer_delay == 1);
  const TrainSettings given = Resolved(many, {"--mini-batch-words", "3000"}).settings;
  CHECK(given.optimizer_delay == 1);
  CHECK(Resolved(many, {"--optimizer-delay", "2"}).settings.mini_batch_words == 500);
}

TEST_CASE("defaults: updates are small if the time is short", "[apps]") {
  const auto words = [](const char* seconds) {
    const TrainSettings s =
        Resolved({.pairs = 29'000, .target_words = 366'000}, {"--max-seconds", seconds}).settings;
    CHECK(s.optimizer_delay == 1);
    return s.mini_batch_words;
  };
  CHECK(words("10") == 500);
  CHECK(words("120") == 960);
  CHECK(words("600") == 2440);
  CHECK(words("0") == 2440);
  const TrainSettings many =
      Resolved({.pairs = 1'000'000, .target_words = 20'000'000}, {"--max-seconds", "200"}).settings;
  CHECK(many.mini_batch_words == 400);  // at most 500 at a time
  CHECK(many.optimizer_delay == 4);
}

TEST_CASE("defaults: in a short time a recurrent network learns more", "[apps]") {
  const auto type = [](const char* seconds, int64_t pairs = 29'000) {
    return Resolved({.pairs = pairs, .target_words = 13 * pairs}, {"--max-seconds", seconds})
        .settings.network.type;
  };
  CHECK(type("599") == "rnn");
  CHECK(type("600") == "transformer");
  CHECK(type("599", gloss::models::kManyPairs) == "transformer");
}

TEST_CASE("defaults: the built-in corpus is learnt in subwords with case marks", "[apps]") {
  const DataSize size{.pairs = 17'000, .target_words = 100'000, .built_in = true};
  const Resolved built_in(size);
  CHECK(built_in.settings.network.type == "rnn");
  CHECK(value_of(built_in.settings.network, "tied-embeddings") == "all");
  CHECK(built_in.settings.network.subwords > 0);
  CHECK(built_in.settings.network.case_marks);
  CHECK(built_in.says("--case-marks: "));
  CHECK(value_of(built_in.settings.network, "dropout") == "0.05");
  CHECK(built_in.settings.mini_batch_words == 500);
  CHECK(built_in.settings.exponential_smoothing == 0);
  CHECK(std::ranges::count_if(built_in.lines, [](const std::string& line) {
          return line.starts_with("--mini-batch-words ");
        }) == 1);
  CHECK_FALSE(Resolved(size, {"--subwords", "0"}).settings.network.case_marks);
  CHECK_FALSE(Resolved({.pairs = 17'000, .target_words = 100'000}).settings.network.case_marks);
}

TEST_CASE("defaults: training on the built-in corpus is planned, unless its updates are limited",
          "[apps]") {
  const DataSize size{.pairs = 17'000, .target_words = 100'000, .built_in = true};
  const TrainSettings planned = Resolved(size).settings;
  CHECK(planned.after_epochs > 0);
  CHECK(planned.lr_schedule == LrSchedule::kCosine);
  const TrainSettings limited = Resolved(size, {"--after-batches", "100"}).settings;
  CHECK(limited.after_epochs == 0);
  CHECK(limited.lr_schedule == LrSchedule::kInverseSqrt);
}

TEST_CASE(
    "defaults: a training of little data is planned to its end, unless its updates are limited",
    "[apps]") {
  const auto settings = [](int64_t pairs, const std::vector<std::string>& arguments = {}) {
    return Resolved({.pairs = pairs, .target_words = 13 * pairs}, arguments).settings;
  };
  const TrainSettings captions = settings(29'000);
  CHECK(captions.after_epochs == 40);
  CHECK(captions.lr_schedule == LrSchedule::kLinear);
  CHECK(captions.early_stopping == 0);
  CHECK(settings(100).after_epochs == 1000);  // of two updates
  CHECK(settings(29'000, {"--distil", "m"}).after_epochs == 20);
  CHECK(settings(100, {"--distil", "m"}).after_epochs == 500);
  CHECK(settings(29'000, {"--optimizer", "schedule-free"}).after_epochs == 0);
  CHECK(settings(29'000, {"--max-seconds", "1200"}).after_epochs == 40);
  CHECK(settings(29'000, {"--max-seconds", "1200"}).lr_schedule == LrSchedule::kLinear);
  CHECK(settings(29'000, {"--max-seconds", "60"}).lr_schedule == LrSchedule::kInverseSqrt);
  CHECK(settings(29'000, {"--lr-schedule", "cosine"}).after_epochs == 40);
  CHECK(settings(29'000, {"--lr-schedule", "plateau"}).after_epochs == 0);
  for (const char* limit : {"--after-batches", "--after-epochs"}) {
    CHECK(settings(29'000, {limit, "9"}).lr_schedule == LrSchedule::kInverseSqrt);
    CHECK(settings(29'000, {limit, "9"}).lr_warmup == 600);
  }
  CHECK(settings(29'000, {"--after-batches", "9"}).after_epochs == 0);
  CHECK(settings(29'000, {"--after-epochs", "0"}).after_epochs == 0);
  CHECK(settings(29'000, {"--lr-schedule", "linear", "--after-batches", "80"}).lr_warmup == 20);
  CHECK(settings(29'000, {"--after-batches", "2", "--init", "m"}).lr_warmup == 0);

  const TrainSettings many = settings(gloss::models::kManyPairs);
  CHECK(many.after_epochs == 0);
  CHECK(many.lr_schedule == LrSchedule::kInverseSqrt);
  CHECK(many.early_stopping == 10);
  CHECK(settings(gloss::models::kManyPairs, {"--max-seconds", "1200"}).lr_schedule ==
        LrSchedule::kLinear);
}

TEST_CASE("defaults: schedule-free training has a constant learning rate and no other average",
          "[apps]") {
  for (const bool built_in : {false, true}) {
    const TrainSettings s =
        Resolved({.pairs = 30'000, .target_words = 400'000, .built_in = built_in},
                 {"--optimizer", "schedule-free"})
            .settings;
    CHECK(s.lr_schedule == LrSchedule::kConstant);
    CHECK(s.exponential_smoothing == 0);
  }
}

TEST_CASE("defaults: fine-tuning takes few small steps and leaves the network's settings alone",
          "[apps]") {
  const std::vector<std::string> init = {"--init", "m"};
  const Resolved tuned({.pairs = 450, .target_words = 3000}, init);
  CHECK(tuned.settings.learn_rate < TrainSettings().learn_rate);
  CHECK(tuned.settings.lr_schedule == LrSchedule::kCosine);
  CHECK(tuned.settings.after_epochs == 20);
  CHECK_FALSE(tuned.says("--type"));
  const Resolved many({.pairs = 500'000, .target_words = 8'000'000}, init);
  CHECK(many.settings.after_epochs == 3);
  const Resolved limited({.pairs = 450, .target_words = 3000},
                         {"--init", "m", "--after-batches", "50"});
  CHECK(limited.settings.after_epochs == 0);
}

TEST_CASE("defaults: explicit options override defaults and change those derived from them",
          "[apps]") {
  const Resolved told({.pairs = 100, .target_words = 1000},
                      {"--type", "transformer", "--subwords", "0", "--dropout", "0"});
  CHECK(told.settings.network.type == "transformer");
  CHECK(value_of(told.settings.network, "enc-depth") == "4");
  CHECK(value_of(told.settings.network, "subwords") == "0");
  CHECK(value_of(told.settings.network, "tied-embeddings") == "target");
  CHECK(value_of(told.settings.network, "dropout") == "0");
  CHECK_FALSE(told.says("--type"));
  CHECK_FALSE(told.says("--dropout"));
}

TEST_CASE("defaults: a deferred option has a value only once it is resolved", "[apps]") {
  const auto find = [](const Resolved& s, const std::string& name) {
    return std::ranges::count(s.values, name, [](const auto& v) { return v.first; });
  };
  CHECK(find(Resolved({.pairs = 100, .target_words = 1000}), "type") == 1);
  TrainSettings settings;
  OptionTable open = train_options(settings);
  defer_defaults(open);
  CHECK(std::ranges::count(open.values(), "type", [](const auto& v) { return v.first; }) == 0);
}

TEST_CASE("defaults: small data is validated at least 100 updates apart, after a short warm-up",
          "[apps]") {
  for (const int64_t pairs : {20, 100, 500, 2000}) {
    const TrainSettings s =
        Resolved({.pairs = pairs, .target_words = 7 * pairs, .validation_words = 7 * pairs / 20})
            .settings;
    CHECK(s.valid_freq == 100);
    CHECK(s.lr_warmup >= 100);
    CHECK(s.lr_warmup <= 200);
  }
  const DataSize many{.pairs = 19'000, .target_words = 250'000, .validation_words = 13'000};
  CHECK(Resolved(many).settings.valid_freq == 0);  // once an epoch
  CHECK(Resolved(many).settings.lr_warmup == 600);
  CHECK(Resolved(many, {"--type", "rnn"}).settings.lr_warmup == 400);
}

TEST_CASE("defaults: large data is validated every 5000 updates if an epoch has more", "[apps]") {
  const auto valid_freq = [](int64_t pairs) {
    return Resolved({.pairs = pairs, .target_words = 25 * pairs, .validation_words = 25'000})
        .settings.valid_freq;
  };
  CHECK(valid_freq(700'000) == 0);  // once an epoch
  CHECK(valid_freq(10'000'000) == 5000);
}

TEST_CASE("defaults: validations are rarer if the validation data is large", "[apps]") {
  const TrainSettings s =
      Resolved({.pairs = 20, .target_words = 140, .validation_words = 6000}).settings;
  CHECK(s.valid_freq * 140 >= 4 * 6000);
}

TEST_CASE("defaults: early stopping waits 1000 updates, unless both options are given", "[apps]") {
  const auto early_stopping = [](std::vector<std::string> arguments) {
    arguments.insert(arguments.end(), {"--lr-schedule", "inv-sqrt"});
    return Resolved({.pairs = 500, .target_words = 3500}, arguments).settings.early_stopping;
  };
  CHECK(early_stopping({}) == 10);
  CHECK(early_stopping({"--valid-freq", "20"}) == 50);
  CHECK(early_stopping({"--valid-freq", "20", "--early-stopping", "3"}) == 3);
  CHECK(early_stopping({"--valid-freq", "500"}) == 10);
}
