#include "apps/translate/cli/options.h"

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/apps/translate/cli/train_command.h"
#include "tests/support/catch.h"

using namespace gloss::translate;
using Words = std::vector<std::string>;
using Catch::Matchers::Equals;

namespace {

using Command = TrainCommand;

std::string error_of(OptionTable& table, const Words& arguments) {
  return usage_error([&] { table.parse(arguments); });
}

std::string error_of(const Words& arguments) {
  Command command;
  return error_of(command.table, arguments);
}

}  // namespace

TEST_CASE("options: without arguments every variable keeps its default", "[apps]") {
  Command c;
  c.table.parse({});
  CHECK(c.dim_emb == 256);
  CHECK(c.learn_rate == 0.001);
  CHECK(c.type == "rnn");
  CHECK(c.metrics == Words{"bleu"});
  CHECK_FALSE(c.overwrite);
  CHECK_FALSE(c.table.given("dim-emb"));
}

TEST_CASE("options: values follow their name, an equals sign or a short name", "[apps]") {
  Command c;
  c.table.parse({"--dim-emb", "64", "--type=transformer", "-l0.5", "-m", "a=b", "--overwrite"});
  CHECK(c.dim_emb == 64);
  CHECK(c.type == "transformer");
  CHECK(c.learn_rate == 0.5);
  CHECK(c.model == "a=b");
  CHECK(c.overwrite);
  c.table.parse({"-l=0.25", "--model=x=y", "--log="});
  CHECK(c.learn_rate == 0.25);
  CHECK(c.model == "x=y");
  CHECK(c.log.empty());
}

TEST_CASE("options: a list takes a fixed number of values or all up to the next option", "[apps]") {
  Command c;
  c.table.parse({"-t", "a.en", "a.fr", "-met", "chrf", "ter", "-l", "1"});
  CHECK(c.train_sets == Words{"a.en", "a.fr"});
  CHECK(c.metrics == Words{"chrf", "ter"});
  CHECK(c.learn_rate == 1);
}

TEST_CASE("options: an option counts as given even with its default value", "[apps]") {
  Command c;
  c.table.parse({"--dim-emb=256", "--overwrite"});
  CHECK(c.table.given("dim-emb"));
  CHECK(c.table.given("overwrite"));
  CHECK_FALSE(c.table.given("type"));
  CHECK_FALSE(c.table.given("no-such-option"));
}

TEST_CASE("options: if an option is given twice, the last one counts", "[apps]") {
  Command c;
  c.table.parse({"--dim-emb", "1", "--dim-emb", "2"});
  CHECK(c.dim_emb == 2);
}

TEST_CASE("options: negative numbers and a single dash are values", "[apps]") {
  Command c;
  c.table.parse({"--seed", "-5", "--model", "-"});
  CHECK(c.common.seed == -5);
  CHECK(c.model == "-");
  CHECK(error_of({"--learn-rate", "-.5"}) ==
        "--learn-rate: must be greater than 0 and at most 1, not -.5");
}

TEST_CASE("options: whole numbers are those of int64", "[apps]") {
  Command c;
  c.table.parse({"--seed=-9223372036854775808"});
  CHECK(c.common.seed == std::numeric_limits<int64_t>::min());
  CHECK(error_of({"--seed=9223372036854775808"}) ==
        "--seed: '9223372036854775808' is out of range");
  CHECK(error_of({"--dim-emb", "1.5"}) == "--dim-emb: '1.5' is not a whole number");
  CHECK(error_of({"--dim-emb", "12x"}) == "--dim-emb: '12x' is not a whole number");
  CHECK(error_of({"--dim-emb", " 12"}) == "--dim-emb: ' 12' is not a whole number");
  CHECK(error_of({"--dim-emb="}) == "--dim-emb: '' is not a whole number");
  // Overflow does not hide what follows the digits.
  CHECK(error_of({"--seed=9223372036854775808x"}) ==
        "--seed: '9223372036854775808x' is not a whole number");
}

TEST_CASE("options: a real number is finite and takes the whole word", "[apps]") {
  CHECK(error_of({"--learn-rate", "abc"}) == "--learn-rate: 'abc' is not a number");
  CHECK(error_of({"--learn-rate", "0.1s"}) == "--learn-rate: '0.1s' is not a number");
  CHECK(error_of({"--learn-rate", "nan"}) == "--learn-rate: 'nan' is not a number");
  CHECK(error_of({"--learn-rate", "inf"}) == "--learn-rate: 'inf' is not a number");
  CHECK(error_of({"--learn-rate", "1e999"}) == "--learn-rate: '1e999' is out of range");
  Command c;
  c.table.parse({"-l", "1e-3"});
  CHECK(c.learn_rate == 0.001);
}

TEST_CASE("options: values outside ranges and choices are errors that list them", "[apps]") {
  CHECK(error_of({"--dim-emb", "0"}) == "--dim-emb: must be at least 1, not 0");
  CHECK(error_of({"--dropout", "1"}) == "--dropout: must be at least 0 and less than 1, not 1");
  CHECK(error_of({"--dropout=-0.1"}) == "--dropout: must be at least 0 and less than 1, not -0.1");
  CHECK(error_of({"-l", "0"}) == "--learn-rate: must be greater than 0 and at most 1, not 0");
  CHECK(error_of({"-l", "1.01"}) == "--learn-rate: must be greater than 0 and at most 1, not 1.01");
  CHECK(error_of({"--type", "foo"}) == "--type: must be rnn or transformer, not 'foo'");
  CHECK(error_of({"--metrics", "bleu", "foo"}) ==
        "--metrics: must be bleu, chrf or ter, not 'foo'");
  CHECK(error_of({"--dropout", "0", "--learn-rate", "1"}) == "no error");
}

TEST_CASE("options: a wrong value leaves the variable as it was", "[apps]") {
  Command c;
  CHECK_THROWS_AS(c.table.parse({"--dim-emb", "0"}), UsageError);
  CHECK_THROWS_AS(c.table.parse({"--metrics", "ter", "foo"}), UsageError);
  CHECK(c.dim_emb == 256);
  CHECK(c.metrics == Words{"bleu"});
}

TEST_CASE("options: too few or too many values are errors with the counts", "[apps]") {
  CHECK(error_of({"--train-sets", "a"}) == "--train-sets: needs 2 values (SRC TRG), got 1");
  CHECK(error_of({"--train-sets=a", "b"}) == "--train-sets: needs 2 values (SRC TRG), got 1");
  CHECK(error_of({"--train-sets", "a", "--overwrite"}) ==
        "--train-sets: needs 2 values (SRC TRG), got 1");
  CHECK(error_of({"--metrics"}) == "--metrics: needs at least 1 value (bleu|chrf|ter...), got 0");
  CHECK(error_of({"--model", "--overwrite"}) == "--model: needs 1 value (FILE), got 0");
  CHECK(error_of({"--overwrite=yes"}) == "--overwrite: takes no value");
}

TEST_CASE("options: an unknown option names the nearest known one", "[apps]") {
  CHECK(error_of({"--dim-embb", "3"}) == "unknown option '--dim-embb' (did you mean '--dim-emb'?)");
  CHECK(error_of({"--dim_emb=3"}) == "unknown option '--dim_emb' (did you mean '--dim-emb'?)");
  CHECK(error_of({"--train", "x"}) == "unknown option '--train' (did you mean '--train-sets'?)");
  CHECK(error_of({"--frobnicate"}) ==
        "unknown option '--frobnicate' (gloss train --help lists them)");
  CHECK(error_of({"-z"}) == "unknown option '-z' (gloss train --help lists them)");
}

TEST_CASE("options: a long name with one dash is not a short name and its value", "[apps]") {
  CHECK(error_of({"-model", "x"}) == "unknown option '-model' (did you mean '--model'?)");
}

TEST_CASE("options: nothing after --help is read", "[apps]") {
  Command c;
  c.table.parse({"--help", "--no-such-option"});
  CHECK(c.table.given("help"));
  Command d;
  d.table.parse({"-h"});
  CHECK(d.table.given("help"));
}

TEST_CASE("options: a table can be moved", "[apps]") {
  int64_t beam = 4;
  const auto make = [&beam] {
    OptionTable table("gloss translate", "Translates.");
    table.add("beam-size,b", beam, "N", "width");
    return table;
  };
  OptionTable first = make();
  OptionTable table = std::move(first);
  table.parse({"-b", "2", "--help"});
  CHECK(beam == 4);  // help ends the reading before anything is assigned
  CHECK(table.given("help"));
  OptionTable again = make();
  again.parse({"-b", "2"});
  CHECK(beam == 2);
}

TEST_CASE("options: positional arguments are filled in order and counted", "[apps]") {
  std::string source;
  Words rest;
  int64_t beam = 4;
  OptionTable table("gloss report", "Draws.");
  table.positional("SRC", source, "source");
  table.positional("MODEL...", rest, "models");
  table.add("beam-size,b", beam, "N", "width");

  table.parse({"a", "-b", "2", "b", "-", "--", "-c", "--beam-size"});
  CHECK(source == "a");
  CHECK(rest == Words{"b", "-", "-c", "--beam-size"});
  CHECK(beam == 2);
  CHECK(table.given("SRC"));
  CHECK(error_of(table, {}) ==
        "argument SRC is missing (usage: gloss report SRC MODEL... [options])");
  CHECK(error_of(table, {"a"}) ==
        "argument MODEL is missing (usage: gloss report SRC MODEL... [options])");
}

TEST_CASE("options: two positional arguments can be one optional pair", "[apps]") {
  Words pair;
  OptionTable table("gloss check-data", "Checks.");
  table.positional("SRC TRG", pair, "data").optional();
  table.parse({});
  CHECK(pair.empty());
  CHECK(error_of(table, {"a"}) ==
        "argument TRG is missing (usage: gloss check-data [SRC TRG] [options])");
  CHECK(error_of(table, {"a", "b", "c"}) ==
        "too many arguments: 'c' (usage: gloss check-data [SRC TRG] [options])");
  table.parse({"a", "b"});
  CHECK(pair == Words{"a", "b"});
}

TEST_CASE("options: a list leaves required positional arguments the words at its end", "[apps]") {
  const auto parsed = [](const Words& arguments) {
    Words models = {"default"}, files;
    bool quiet = false;
    OptionTable table("gloss score", "");
    table.add("model,m", models, "FILE...", "");
    table.flag("quiet", quiet, "");
    table.positional("SRC TRG", files, "");
    table.parse(arguments);
    return std::pair(models, files);
  };
  const std::pair both(Words{"a", "b"}, Words{"src", "trg"});
  CHECK(parsed({"-m", "a", "b", "src", "trg"}) == both);
  CHECK(parsed({"-m", "a", "b", "src", "trg", "--quiet"}) == both);
  CHECK(parsed({"-m", "a", "b", "src", "--quiet", "trg"}) == both);
  CHECK(parsed({"src", "-m", "a", "b", "trg"}) == both);
  CHECK(parsed({"src", "trg", "-m", "a", "b"}) == both);
  CHECK(parsed({"-m", "a", "b", "--", "src", "trg"}) == both);
  CHECK(parsed({"src", "trg"}).first == Words{"default"});
  CHECK_THAT(usage_error([&] { parsed({"-m", "a", "src"}); }), ContainsSubstring("TRG is missing"));
}

TEST_CASE("options: a positional number is checked like an option's", "[apps]") {
  int64_t rows = 1;
  OptionTable table("gloss-bench matmul", "Multiplies.");
  table.positional("M", rows, "rows", {.at_least = 1});
  CHECK(error_of(table, {"x"}) == "M: 'x' is not a whole number");
  CHECK(error_of(table, {"-3"}) == "M: must be at least 1, not -3");
}

TEST_CASE("options: a missing required option is an error, except with --help", "[apps]") {
  std::string output;
  OptionTable table("gloss average", "Averages.");
  table.add("output,o", output, "OUT", "result").required();
  CHECK(error_of(table, {}) ==
        "--output: is missing (usage: gloss average --output OUT [options])");
  CHECK_NOTHROW(table.parse({"--help"}));
}

TEST_CASE("options: a variable with named values reads and writes the names", "[apps]") {
  enum class Cell { kTanh, kGru, kLstm };
  using Score = std::optional<Cell>;
  constexpr std::pair<std::string_view, Cell> kCells[] = {
      {"tanh", Cell::kTanh}, {"gru", Cell::kGru}, {"lstm", Cell::kLstm}};
  const std::vector<std::pair<std::string, Score>> scores = {{"none", std::nullopt},
                                                             {"dot", Cell::kGru}};
  Cell cell = Cell::kGru, unnamed = static_cast<Cell>(9);
  Score score = Cell::kGru;
  std::vector<Cell> several = {Cell::kGru};
  OptionTable table("gloss train", "Trains.");
  table.add("cell", cell, kCells, "recurrent cell");
  table.add("score", score, scores, "attention");
  table.add("cells", several, kCells, "several cells");
  table.add("unset", unnamed, kCells, "no cell yet");
  using Values = std::vector<std::pair<std::string, std::string>>;
  CHECK(table.values() == Values{{"cell", "gru"}, {"score", "dot"}, {"cells", "gru"}});
  table.parse({"--cell", "lstm", "--score=none", "--cells", "tanh", "lstm"});
  CHECK(cell == Cell::kLstm);
  CHECK(score == std::nullopt);
  CHECK(several == std::vector{Cell::kTanh, Cell::kLstm});
  CHECK(table.values() == Values{{"cell", "lstm"}, {"score", "none"}, {"cells", "tanh lstm"}});
  CHECK(error_of(table, {"--cell", "x"}) == "--cell: must be tanh, gru or lstm, not 'x'");
  CHECK(error_of(table, {"--cells", "gru", "x"}) == "--cells: must be tanh, gru or lstm, not 'x'");
  CHECK(cell == Cell::kLstm);
  CHECK(table.options()[1].value_text() == "tanh|gru|lstm");
  CHECK(table.options()[1].default_shown() == "gru");
  CHECK(table.options()[3].value_text() == "tanh|gru|lstm...");
  CHECK(table.options()[4].default_shown() == "none");
}

TEST_CASE("options: values() of one table set the same values in another", "[apps]") {
  Command c;
  c.table.parse({"--dropout", "0.30000000000000004", "-t", "a b", "c\"#", "--overwrite"});
  Command d;
  for (const auto& [name, text] : c.table.values())
    d.table.set(name, text);
  CHECK(d.dropout == 0.30000000000000004);
  CHECK(d.train_sets == Words{"a b", "c\"#"});
  CHECK(d.overwrite);
  CHECK(d.table.values() == c.table.values());
  CHECK_FALSE(d.table.given("dropout"));
}

TEST_CASE("options: values() omits unset options and those for the command line only", "[apps]") {
  Command c;
  const auto has = [&c](const std::string& name) {
    for (const auto& value : c.table.values()) {
      if (value.first == name) return true;
    }
    return false;
  };
  c.table.parse({"--quiet"});
  CHECK(has("dim-emb"));
  CHECK(has("quiet"));
  for (const char* name : {"train-sets", "log", "lr-warmup", "help", "config", "dump-config"}) {
    CHECK_FALSE(has(name));
  }
  c.table.parse({"--lr-warmup", "7"});
  CHECK(has("lr-warmup"));
}

TEST_CASE("options: set() refuses unknown names and checks values", "[apps]") {
  Command c;
  CHECK_THROWS_WITH(c.table.set("dim-embb", "1"),
                    Equals("unknown option 'dim-embb' (did you mean 'dim-emb'?)"));
  CHECK_THROWS_WITH(c.table.set("dim-emb", "0"), Equals("dim-emb: must be at least 1, not 0"));
  CHECK_THROWS_WITH(c.table.set("overwrite", "yes"),
                    Equals("overwrite: must be true or false, not 'yes'"));
  CHECK_THROWS_AS(c.table.set("help", "true"), UsageError);
}

TEST_CASE("nearest name: the distance is the number of single edits", "[apps]") {
  CHECK(edit_distance("", "") == 0);
  CHECK(edit_distance("seed", "") == 4);
  CHECK(edit_distance("", "seed") == 4);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("sede", "seed") == 1);  // neighbours swapped
  CHECK(edit_distance("ca", "abc") == 3);     // a swapped pair is not edited again
}

TEST_CASE("nearest name: a typing error finds its name, other words find none", "[apps]") {
  const std::vector<std::string> names = {"train", "translate", "score", "evaluate"};
  CHECK(nearest_name("trian", names) == "train");
  CHECK(nearest_name("tranlsate", names) == "translate");
  CHECK(nearest_name("eval", names) == "evaluate");
  CHECK(nearest_name("store", names) == "score");
  CHECK(nearest_name("epochs", {"max-length", "after-epochs"}) == "after-epochs");
  CHECK(nearest_name("ength", {"max-length"}).empty());
  CHECK(nearest_name("len", {"silent-length"}) == "silent-length");  // the second "len"
  CHECK(nearest_name("weather", names).empty());
  CHECK(nearest_name("x", names).empty());
  CHECK(nearest_name("", names).empty());
  CHECK(nearest_name("train", {}).empty());
}

TEST_CASE("nearest name: the nearest name is found, and of equally near ones the first", "[apps]") {
  CHECK(nearest_name("dim-emd", {"dim-end", "dim-emb", "dim-emdd"}) == "dim-end");
  CHECK(nearest_name("model", {"models", "model"}) == "model");
}
