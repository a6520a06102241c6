#include "apps/translate/model/settings.h"

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
  choose_depths(table, settings);
  return settings;
}

TEST_CASE("settings: a Transformer is deep by default, a recurrent network is not", "[apps]") {
  CHECK(parsed({}).enc_depth == 1);
  CHECK(parsed({"--type", "transformer"}).enc_depth == 4);
  CHECK(parsed({"--type", "transformer"}).dec_depth == 4);
  const ModelSettings chosen = parsed({"--type", "transformer", "--enc-depth", "1"});
  CHECK(chosen.enc_depth == 1);
  CHECK(chosen.dec_depth == 4);
}

TEST_CASE("settings: a Transformer always has attention", "[apps]") {
  CHECK(has_attention(parsed({})));
  CHECK_FALSE(has_attention(parsed({"--attention", "none"})));
  CHECK(has_attention(parsed({"--type", "transformer", "--attention", "none"})));
}

TEST_CASE("settings: each type of network heeds its own options and the common ones", "[apps]") {
  CHECK(heeds("rnn", "cell"));
  CHECK_FALSE(heeds("rnn", "transformer-heads"));
  CHECK(heeds("transformer", "transformer-heads"));
  CHECK_FALSE(heeds("transformer", "attention"));
  for (const char* type : {"rnn", "transformer"})
    CHECK(heeds(type, "dropout"));
}

TEST_CASE("checkpoint: every choice of a Transformer's settings survives", "[apps]") {
  const TemporaryFolder folder;
  for (const char* tied : {"none", "target", "all"})
    for (const int64_t depth : {1, 2}) {
      ModelSettings settings;
      settings.type = "transformer";
      settings.transformer_heads = 2;
      settings.transformer_dim_ffn = 12;
      settings.enc_depth = depth;
      settings.dec_depth = 3 - depth;
      settings.tied_embeddings = tied;
      const Checkpoint saved = tiny_checkpoint(settings);
      save_checkpoint(folder.file("m"), saved);
      CAPTURE(tied, depth);
      const Checkpoint loaded = load_checkpoint(folder.file("m"));
      CHECK(loaded.settings.type == "transformer");
      CHECK(loaded.settings.transformer_heads == 2);
      CHECK(loaded.settings.transformer_dim_ffn == 12);
      CHECK(loaded.settings.enc_depth == depth);
      CHECK(loaded.settings.dec_depth == 3 - depth);
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
