#include "apps/translate/commands/score.h"

#include <cmath>
#include <iostream>

#include "apps/translate/commands/start.h"
#include "apps/translate/translation.h"

namespace gloss::translate {

int score_command(const std::vector<std::string>& arguments) {
  std::string model = "model.safetensors", summary;
  std::vector<std::string> files;
  int64_t mini_batch = 64;
  CommonSettings common;
  OptionTable options("gloss score",
                      "Prints the log-probability (natural, not divided by the length) of each TRG "
                      "line as the translation of its SRC line, the end mark counted: what "
                      "gloss translate --n-best prints with --normalize 0.");
  options.positional("SRC TRG", files, "sentences and their translations, line by line");
  options.group("Scoring");
  options.add("model,m", model, "FILE", "the model");
  options
      .add("summary", summary, "KIND",
           "print one figure for all lines instead: cross-entropy, in nats for each target token "
           "with the end marks, or perplexity, e to the power of that")
      .one_of({"perplexity", "cross-entropy"});
  options.add("mini-batch", mini_batch, "N", "sentences scored together")
      .at_least(1)
      .at_most(1'000'000);
  add_common_options(options, common);
  options.example("gloss score -m en-fr.safetensors test.en test.fr --summary perplexity",
                  "how well the model knows a test set");
  if (!start(options, common, arguments)) return 0;

  const Checkpoint checkpoint = load_checkpoint(model);
  double total = 0;
  int64_t tokens = 0;
  for (const Score& score :
       score_pairs(checkpoint, read_parallel(files[0], files[1]), mini_batch)) {
    if (!std::isfinite(score.log_probability))
      throw std::runtime_error("score: '" + model + "' gives a probability that is not a number");
    if (summary.empty()) std::cout << fixed(score.log_probability, 4) << '\n';
    total += score.log_probability;
    tokens += score.tokens;
  }
  const double cross_entropy = -total / static_cast<double>(tokens);
  if (!summary.empty())
    std::cout << fixed(summary == "perplexity" ? std::exp(cross_entropy) : cross_entropy, 4)
              << '\n';
  return 0;
}

}  // namespace gloss::translate
