#include "apps/translate/report/series.h"

#include <cmath>
#include <sstream>

#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

const std::string kStart =
    R"({"event":"start","settings":{"type":"rnn","dim-emb":"8","transformer-heads":"4"},)"
    R"("parameters":1234,"vocabulary":56,"train_pairs":78,"valid_pairs":9})"
    "\n";

std::string progress(int update, const std::string& loss) {
  return R"({"event":"progress","update":)" + std::to_string(update) + R"(,"epoch":1,"loss":)" +
         loss +
         R"(,"tokens":9,"tokens_per_second":5000.5,"learn_rate":0.001,"grad_norm":2,"seconds":3})"
         "\n";
}

std::string validation(int update, const std::string& loss, const std::string& bleu) {
  return R"({"event":"validation","update":)" + std::to_string(update) + R"(,"loss":)" + loss +
         R"(,"perplexity":7.4,"bleu":)" + bleu +
         R"(,"chrf":null,"best":true,"seconds":62.5})"
         "\n";
}

Run log_of(const std::string& text) {
  std::istringstream in(text);
  return read_log("log", in);
}

std::string fact(const Facts& facts, const std::string& name) {
  for (const auto& [known, text] : facts)
    if (known == name) return text;
  return "";
}

const Points& points(const Run& run, const std::string& quantity, bool validation) {
  REQUIRE(run.curves.contains({quantity, validation}));
  return run.curves.at({quantity, validation});
}

TEST_CASE("report: a log becomes curves, facts and settings", "[apps]") {
  const Run run =
      log_of(kStart + progress(10, "5") + progress(20, "4.5") + validation(20, "2", "31.25") +
             R"({"event":"end","reason":"after-epochs","update":20,"seconds":63})");
  CHECK(points(run, "loss", false) == Points{{10, 5}, {20, 4.5}});
  CHECK(points(run, "loss", true) == Points{{20, 2}});
  CHECK(points(run, "perplexity", true) == Points{{20, 7.4}});
  CHECK(points(run, "bleu", true) == Points{{20, 31.25}});
  CHECK(points(run, "bleu by minutes", true) == Points{{62.5 / 60, 31.25}});
  CHECK(points(run, "learn_rate", false).size() == 2);
  CHECK(points(run, "grad_norm", false)[1] == Point{20, 2});
  CHECK(points(run, "tokens_per_second", false)[0] == Point{10, 5000.5});
  CHECK_FALSE(run.curves.contains({"chrf", true}));                 // null throughout
  CHECK(run.settings == Facts{{"type", "rnn"}, {"dim-emb", "8"}});  // those that apply to an RNN
  CHECK(fact(run.facts, "parameters") == "1234");
  CHECK(fact(run.facts, "updates") == "20");
  CHECK(fact(run.facts, "time") == "1:03");
  CHECK(fact(run.facts, "stopped by") == "after-epochs");
  CHECK(fact(run.facts, "BLEU there") == "31.2");
}

TEST_CASE("report: a missing value is a gap in its curve", "[apps]") {
  const Run run = log_of(progress(10, "5") + progress(20, "null") + progress(30, "4"));
  const auto& loss = points(run, "loss", false);
  REQUIRE(loss.size() == 3);
  CHECK(std::isnan(loss[1].y));
  CHECK(fact(run.facts, "stopped by") == "not ended");
}

TEST_CASE("report: an impossible value counts as missing", "[apps]") {
  const Run run = log_of(progress(10, "1e300") + progress(20, "4") +
                         R"({"event":"validation","update":20,"loss":-1e13,"perplexity":0})");
  CHECK(std::isnan(points(run, "loss", false)[0].y));
  CHECK_FALSE(run.curves.contains({"loss", true}));
  CHECK_FALSE(run.curves.contains({"perplexity", true}));
}

TEST_CASE("report: records of a resumed run replace earlier ones of the same updates", "[apps]") {
  const Run run = log_of(kStart + progress(10, "5") + progress(20, "4") + progress(30, "3") +
                         kStart + progress(20, "4") + progress(40, "2"));
  CHECK(points(run, "loss", false) == Points{{10, 5}, {20, 4}, {40, 2}});
  CHECK(fact(run.facts, "time") == "0:06");  // of both
  const Run validated =
      log_of(kStart + validation(20, "2", "30") + kStart + validation(40, "1", "31"));
  CHECK(points(validated, "bleu by minutes", true) == Points{{62.5 / 60, 30}, {125 / 60., 31}});
}

TEST_CASE("report: an unfinished last line of a log is left out, a broken one is an error",
          "[apps]") {
  const std::string good = kStart + progress(10, "5");
  const Run run = log_of(good + R"({"event":"prog)");
  CHECK(points(run, "loss", false).size() == 1);
  CHECK_THROWS_WITH(log_of(good + "{\"event\":\n" + good), ContainsSubstring("'log' line 3"));
  CHECK_THROWS_WITH(log_of("no log"), ContainsSubstring("line 1"));
  CHECK_THROWS_WITH(log_of("{\"loss\":1}\n"), ContainsSubstring("event"));
  CHECK(log_of("").curves.empty());
  CHECK(log_of(kStart).curves.empty());
}

Json history_record(int64_t update, double loss, const std::string& translation) {
  Json sample = Json::object(
      {{"source", "she sees"}, {"reference", "elle voit"}, {"translation", translation}});
  return Json::object({{"update", update},
                       {"epoch", 2},
                       {"best", true},
                       {"train_loss", 2 * loss},
                       {"loss", loss},
                       {"perplexity", std::exp(loss)},
                       {"bleu", 10.0},
                       {"chrf", 20.0},
                       {"learn_rate", 0.01},
                       {"grad_norm", 1.5},
                       {"samples", Json::array({sample})}});
}

Run model_of(std::vector<Json> history) {
  Checkpoint checkpoint = tiny_checkpoint();
  checkpoint.history = std::move(history);
  return read_history("model", checkpoint);
}

TEST_CASE("report: a model's history becomes curves and samples", "[apps]") {
  const Run run = model_of({history_record(5, 3, "a"), history_record(10, 2, "b")});
  CHECK(points(run, "loss", false) == Points{{5, 6}, {10, 4}});
  CHECK(points(run, "loss", true) == Points{{5, 3}, {10, 2}});
  CHECK(points(run, "chrf", true)[1] == Point{10, 20});
  CHECK(points(run, "grad_norm", false)[0] == Point{5, 1.5});
  REQUIRE(run.samples.size() == 1);
  CHECK(run.samples[0].source == "she sees");
  CHECK(run.samples[0].translations ==
        std::vector<std::pair<int64_t, std::string>>{{5, "a"}, {10, "b"}});
  CHECK(fact(run.settings, "dim-emb") == "8");
  CHECK(std::stoll(fact(run.facts, "parameters")) > 0);
  CHECK(fact(run.facts, "best at update") == "10");
}

TEST_CASE("report: missing members of a history are left out", "[apps]") {
  const Run run = model_of({Json::object({{"update", 5}, {"loss", 3.0}, {"bleu", Json()}})});
  CHECK(run.curves.size() == 1);
  CHECK(run.samples.empty());
  CHECK(model_of({}).curves.empty());
}

TEST_CASE("report: a model and its log become one run, other pairs remain two", "[apps]") {
  const Run model = model_of({history_record(10, 3, "a"), history_record(20, 2, "b")});
  const Run log = log_of(kStart + progress(5, "7") + validation(10, "3.0", "10.0") +
                         progress(15, "6") + validation(20, "2.0", "10.0"));
  for (const auto& order : {std::vector{model, log}, std::vector{log, model}}) {
    const auto runs = join_same_runs(order);
    REQUIRE(runs.size() == 1);
    CHECK(runs[0].name == "model");
    CHECK(runs[0].samples.size() == 1);
    CHECK(points(runs[0], "loss", false) == Points{{5, 7}, {15, 6}});
    CHECK(points(runs[0], "chrf", true).size() == 2);
    CHECK(points(runs[0], "tokens_per_second", false).size() == 2);
    CHECK(fact(runs[0].facts, "training pairs") == "78");
  }
  const Run stopped_between =
      log_of(kStart + validation(10, "3.0", "10.0") + validation(12, "2.9", "10.0") + kStart +
             validation(20, "2.0", "10.0"));
  CHECK(join_same_runs({model, stopped_between}).size() == 1);
  CHECK(join_same_runs({model, log_of(validation(12, "2.9", "1.0"))}).size() == 2);
  CHECK(join_same_runs({log, log}).size() == 2);
  CHECK(join_same_runs({model, model}).size() == 2);
  CHECK(join_same_runs({model, log_of(validation(10, "2.5", "1.0"))}).size() == 2);
  CHECK(join_same_runs({model, log_of(progress(10, "2.5"))}).size() == 2);
}

}  // namespace
}  // namespace gloss::translate
