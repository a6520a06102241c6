#include "apps/translate/cli/config_file.h"

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include "tests/apps/translate/cli/train_command.h"
#include "tests/support/catch.h"

using namespace gloss::translate;
using Words = std::vector<std::string>;
using Catch::Matchers::Equals;

namespace {

struct Command : TrainCommand {
  void load(const std::string& text) {
    std::istringstream in(text);
    load_config(in, "small.conf", table);
  }
};

std::string error_of(const std::string& text) {
  return usage_error([&] { Command().load(text); });
}

// A file that is gone when the test ends.
struct TemporaryFile {
  std::string path;
  explicit TemporaryFile(const std::string& text)
      : path((std::filesystem::temp_directory_path() / "gloss_config_file_test.conf").string()) {
    std::ofstream(path) << text;
  }
  ~TemporaryFile() { std::remove(path.c_str()); }
};

}  // namespace

TEST_CASE("config file: lines set options, comments and blank lines are skipped", "[apps]") {
  Command c;
  c.load(
      "\xEF\xBB\xBF# a small model\r\n"
      "\n"
      "  dim-emb=64 # narrow\r\n"
      "overwrite = true\n"
      "train-sets = a#1.en \"with space.fr\"\n"
      "log = \"\"");
  CHECK(c.dim_emb == 64);
  CHECK(c.overwrite);
  CHECK(c.train_sets == Words{"a#1.en", "with space.fr"});
  CHECK(c.table.given("dim-emb"));
  CHECK_FALSE(c.table.given("seed"));
}

TEST_CASE("config file: errors name file and line", "[apps]") {
  CHECK(error_of("\n# x\ndim-embb = 3") ==
        "small.conf:3: unknown option 'dim-embb' (did you mean 'dim-emb'?)");
  CHECK(error_of("frobnicate = 3") ==
        "small.conf:1: unknown option 'frobnicate' (gloss train --help lists them)");
  CHECK(error_of("dim-emb = 0") == "small.conf:1: dim-emb: must be at least 1, not 0");
  CHECK(error_of("dim-emb =") == "small.conf:1: dim-emb: needs 1 value (N), got 0");
  CHECK(error_of("log = a b") == "small.conf:1: log: needs 1 value (FILE), got 2");
  CHECK(error_of("overwrite =") == "small.conf:1: overwrite: needs 1 value (true or false), got 0");
  CHECK(error_of("overwrite = 1") == "small.conf:1: overwrite: must be true or false, not '1'");
  CHECK(error_of("dim-emb 3") == "small.conf:1: expected 'option = value', got 'dim-emb 3'");
  CHECK(error_of("log = \"a") == "small.conf:1: a quotation mark is not closed");
}

TEST_CASE("config file: options for the command line only are unknown", "[apps]") {
  CHECK(error_of("config = x") ==
        "small.conf:1: unknown option 'config' (gloss train --help lists them)");
  CHECK(error_of("help = true") ==
        "small.conf:1: unknown option 'help' (gloss train --help lists them)");
}

TEST_CASE("config file: the command line overrides it, before or after --config", "[apps]") {
  const TemporaryFile file("dim-emb = 64\nlearn-rate = 0.5\n");
  for (const Words& arguments : {Words{"--dim-emb", "32", "--config", file.path},
                                 Words{"--config", file.path, "--dim-emb", "32"}}) {
    Command c;
    c.table.parse(arguments);
    CHECK(c.dim_emb == 32);
    CHECK(c.learn_rate == 0.5);
    CHECK(c.table.given("learn-rate"));
  }
}

TEST_CASE("config file: a file that cannot be read is a failure, not a usage error", "[apps]") {
  Command c;
  CHECK_THROWS_WITH(c.table.parse({"--config", "/no/such/file"}),
                    Equals("config: cannot open '/no/such/file'"));
  CHECK_THROWS_AS(c.table.parse({"--config", "/no/such/file"}), std::runtime_error);
  const std::string directory = std::filesystem::temp_directory_path().string();
  CHECK_THROWS_WITH(load_config(directory, c.table),
                    Equals("config: cannot read '" + directory + "'"));
}

TEST_CASE("config file: a dump lists the settings in force by group", "[apps]") {
  Command c;
  c.table.parse({"-t", "a", "b c", "--dump-config"});
  CHECK(c.table.given("dump-config"));
  CHECK(dump_config(c.table) ==
        "# gloss train\n"
        "\n# Model\n"
        "dim-emb = 256\n"
        "type = rnn\n"
        "dropout = 0.1\n"
        "model = model.safetensors\n"
        "overwrite = false\n"
        "\n# Learning\n"
        "learn-rate = 0.001\n"
        "# lr-warmup = N (default: from the data)\n"
        "train-sets = a \"b c\"\n"
        "metrics = bleu\n"
        "# log = FILE (default: none)\n"
        "\n# General\n"
        "# threads = N (default: one for each processor, or OMP_NUM_THREADS)\n"
        "seed = 1\n"
        "quiet = false\n");
}

TEST_CASE("config file: a dump reads back to the same settings", "[apps]") {
  Command c;
  c.table.parse({"--learn-rate", "5e-324", "--log", "a\\b \"c\"\n#", "-t", "#1", "\t",
                 "--lr-warmup=3", "--overwrite", "--seed=-9223372036854775808"});
  Command d;
  d.load(dump_config(c.table));
  CHECK(d.learn_rate == 5e-324);
  CHECK(d.log == "a\\b \"c\"\n#");
  CHECK(d.train_sets == Words{"#1", "\t"});
  CHECK(d.warmup == 3);
  CHECK(d.table.values() == c.table.values());
  CHECK(dump_config(d.table) == dump_config(c.table));
}

TEST_CASE("config file: a dump keeps an emptied text empty", "[apps]") {
  const auto bind = [](OptionTable& table, std::string& text) {
    table.add("model", text, "FILE", "where it goes");
  };
  std::string first = "model.safetensors", second = first;
  OptionTable a("gloss", ""), b("gloss", "");
  bind(a, first);
  bind(b, second);
  a.parse({"--model="});
  std::istringstream in(dump_config(a));
  load_config(in, "dump", b);
  CHECK(second.empty());
}

TEST_CASE("config file: joined words split into the same words", "[apps]") {
  const Words words = {"plain", "",        "two words",     "#", "a#b",
                       "\"",    "C:\\new", "C:\\new dir\\", "\n"};
  CHECK(split_words(join_words(words)) == words);
  CHECK(split_words("a\"b c\"d  # rest") == Words{"ab cd"});
  CHECK(split_words("  ").empty());
}
