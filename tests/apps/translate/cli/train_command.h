#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// A table with an option of every kind.
struct TrainCommand {
  int64_t dim_emb = 256, warmup = 0;
  double learn_rate = 0.001, dropout = 0.1;
  std::string type = "rnn", model = "model.safetensors", log;
  std::vector<std::string> train_sets, metrics = {"bleu"};
  bool overwrite = false;
  CommonSettings common;
  OptionTable table{"gloss train", "Trains."};

  TrainCommand() {
    table.group("Model");
    table.add("dim-emb", dim_emb, "N", "width", {.at_least = 1});
    table.add("type", type, "architecture").one_of({"rnn", "transformer"});
    table.add("dropout", dropout, "P", "share", {.at_least = 0, .less_than = 1});
    table.add("model,m", model, "FILE", "where it goes");
    table.flag("overwrite", overwrite, "replace");
    table.group("Learning");
    table.add("learn-rate,l", learn_rate, "X", "step size", {.greater_than = 0, .at_most = 1});
    table.add("lr-warmup", warmup, "N", "updates").default_text("from the data");
    table.add("train-sets,t", train_sets, "SRC TRG", "data");
    table.add("metrics,met", metrics, "what to measure").one_of({"bleu", "chrf", "ter"});
    table.add("log", log, "FILE", "log file");
    add_common_options(table, common);
  }
};

// What the UsageError says that an action throws.
template <class Action>
std::string usage_error(const Action& action) {
  try {
    action();
  } catch (const UsageError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace gloss::translate
