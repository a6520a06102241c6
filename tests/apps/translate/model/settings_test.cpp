#include "apps/translate/model/settings.h"

#include "apps/translate/cli/help.h"
#include "core/ops.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

ModelSettings parsed(const std::vector<std::string>& arguments) {
  ModelSettings settings;
  OptionTable table("test", "");
  add_model_options(table, settings);
  table.parse(arguments);
  return settings;
}

TEST_CASE("settings: each architecture has defaults of its own under the same names", "[apps]") {
  CHECK(value_of(parsed({}), "enc-depth") == "1");
  CHECK(value_of(parsed({"--type", "transformer"}), "enc-depth") == "4");
  CHECK(value_of(parsed({"--type", "transformer"}), "dec-depth") == "4");
  const ModelSettings chosen = parsed({"--type", "transformer", "--enc-depth", "1"});
  CHECK(value_of(chosen, "enc-depth") == "1");
  CHECK(value_of(chosen, "dec-depth") == "4");
}

TEST_CASE("settings: a Transformer always has attention", "[apps]") {
  CHECK(parsed({}).has_attention());
  CHECK_FALSE(parsed({"--attention", "none"}).has_attention());
  CHECK(parsed({"--type", "transformer", "--attention", "none"}).has_attention());
}

TEST_CASE("settings: only options that the architecture has apply to it", "[apps]") {
  CHECK(applies_to("rnn", "cell"));
  CHECK_FALSE(applies_to("rnn", "transformer-heads"));
  CHECK(applies_to("transformer", "transformer-heads"));
  CHECK_FALSE(applies_to("transformer", "attention"));
  for (const char* type : {"rnn", "transformer"})
    for (const char* option : {"dropout", "subwords", "learn-rate"})
      CHECK(applies_to(type, option));
  CHECK(value_of(parsed({"--type", "transformer"}), "cell").empty());
}

TEST_CASE("settings: the help of an architecture shows its own options alone", "[apps]") {
  ModelSettings settings;
  OptionTable table("test", "");
  add_model_options(table, settings);
  table.parse({"--type", "transformer", "--help"});
  const std::string help = help_text(table, 100);
  CHECK_THAT(help, ContainsSubstring("--transformer-heads"));
  CHECK_THAT(help, !ContainsSubstring("--cell"));
}

TEST_CASE("checkpoint: every choice of a Transformer's settings survives", "[apps]") {
  const TemporaryFolder folder;
  for (const char* tied : {"none", "target", "all"})
    for (const int64_t depth : {1, 2}) {
      const NamesAndValues values = {{"type", "transformer"},
                                     {"transformer-heads", "2"},
                                     {"transformer-dim-ffn", "12"},
                                     {"enc-depth", std::to_string(depth)},
                                     {"dec-depth", std::to_string(3 - depth)},
                                     {"tied-embeddings", tied}};
      const Checkpoint saved = tiny_checkpoint(settings_of(values));
      save_checkpoint(folder.file("m"), saved);
      CAPTURE(tied, depth);
      const Checkpoint loaded = load_checkpoint(folder.file("m"));
      for (const auto& [name, value] : values)
        CHECK(value_of(loaded.settings, name) == value);
      const auto before = saved.model->named_parameters(), after = loaded.model->named_parameters();
      REQUIRE(before.size() == after.size());
      for (size_t i = 0; i < before.size(); ++i) {
        CHECK(before[i].first == after[i].first);
        CHECK(same_bits(before[i].second, after[i].second));
      }
    }
}

}  // namespace
}  // namespace gloss::translate
