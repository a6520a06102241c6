#include "apps/translate/model/defaults.h"

#include <algorithm>

#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

struct Settled {
  TrainSettings settings;
  std::vector<std::string> lines;
  std::vector<std::pair<std::string, std::string>> values;

  explicit Settled(const DataSize& data, const std::vector<std::string>& arguments = {}) {
    OptionTable table = train_options(settings);
    leave_open(table);
    table.parse(arguments);
    lines = settle(table, settings, data);
    values = table.values();
  }

  bool says(const std::string& start) const {
    return std::ranges::any_of(lines, [&](const std::string& l) { return l.starts_with(start); });
  }
};

}  // namespace

TEST_CASE("choices: the amount of data decides the network", "[apps]") {
  const Settled small({.pairs = 19'999, .target_words = 200'000});
  CHECK(small.settings.network.type == "rnn");
  CHECK(small.settings.network.enc_depth == 1);
  CHECK(small.settings.network.subwords == 9000);
  const Settled medium({.pairs = 20'000, .target_words = 250'000});
  CHECK(medium.settings.network.type == "transformer");
  CHECK(medium.settings.network.enc_depth == 4);
  CHECK(medium.settings.network.dim_emb == 128);
  CHECK(medium.settings.network.subwords == 10'000);
  CHECK(medium.settings.network.tied_embeddings == "all");
  CHECK(medium.says("--type transformer: "));
  const Settled large({.pairs = 200'000, .target_words = 3'000'000});
  CHECK(large.settings.network.dim_emb == 256);
  CHECK(large.settings.network.transformer_dim_ffn == 1024);
  CHECK(large.settings.mini_batch_words == 4000);
}

TEST_CASE("choices: the network alone is settled in a table that has no more", "[apps]") {
  ModelSettings network;
  OptionTable table("a command", "");
  add_model_options(table, network);
  leave_network_open(table);
  table.parse({"--dim-emb", "64"});
  const std::vector<std::string> lines = settle_network(table, network, {.pairs = 20'000});
  CHECK(network.type == "transformer");
  CHECK(network.enc_depth == 4);
  CHECK(network.subwords == 10'000);
  CHECK(network.dim_emb == 64);
  CHECK(lines[0].starts_with("--type transformer: "));
}

TEST_CASE("choices: the built-in corpus is learnt in whole words", "[apps]") {
  const Settled built_in({.pairs = 13'657, .target_words = 100'000, .built_in = true});
  CHECK(built_in.settings.network.type == "rnn");
  CHECK(built_in.settings.network.subwords == 0);
  CHECK(built_in.settings.network.tied_embeddings == "target");
  CHECK(built_in.settings.mini_batch_words == 666);
}

TEST_CASE("choices: what was given stays, and what follows from it follows", "[apps]") {
  const Settled told({.pairs = 100, .target_words = 1000},
                     {"--type", "transformer", "--subwords", "0", "--dropout", "0"});
  CHECK(told.settings.network.type == "transformer");
  CHECK(told.settings.network.enc_depth == 4);
  CHECK(told.settings.network.subwords == 0);
  CHECK(told.settings.network.tied_embeddings == "target");
  CHECK(told.settings.network.dropout == 0);
  CHECK_FALSE(told.says("--type"));
  CHECK_FALSE(told.says("--dropout"));
}

TEST_CASE("choices: a settled option has a value even where it is the usual one", "[apps]") {
  const auto find = [](const Settled& s, const std::string& name) {
    return std::ranges::count(s.values, name, [](const auto& v) { return v.first; });
  };
  CHECK(find(Settled({.pairs = 100, .target_words = 1000}), "type") == 1);
  TrainSettings settings;
  OptionTable open = train_options(settings);
  leave_open(open);
  CHECK(std::ranges::count(open.values(), "type", [](const auto& v) { return v.first; }) == 0);
}
