#include <algorithm>
#include <cmath>
#include <iostream>
#include <span>

#include "apps/translate/cli/program.h"
#include "apps/translate/cli/progress.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/decoding/translation.h"

namespace gloss::translate {

int score_command(const Arguments& arguments) {
  std::vector<std::string> models = {"model.safetensors"}, files;
  std::string summary;
  int64_t mini_batch = 64;
  Precision precision = Precision::fp32;
  CommonSettings common;
  OptionTable options(
      "gloss score",
      "Prints the log-probability (natural logarithm, not divided by the length) of "
      "each line of TRG as the translation of the same line of SRC, end mark "
      "included. It is the score that gloss translate --n-best prints with "
      "--normalize 0.");
  options.positional("SRC TRG", files, "source sentences and their translations, line by line");
  options.group("Scoring");
  options.add("model,m", models, "FILE...",
              "the model file; of several files the probabilities are averaged");
  options
      .add(
          "summary", summary, "KIND",
          "print one number for all lines instead: the cross-entropy in nats per target token, end "
          "marks included, or the perplexity, e to the power of it")
      .one_of({"perplexity", "cross-entropy"});
  options.add("mini-batch", mini_batch, "N", "sentences scored together",
              {.at_least = 1, .at_most = 1'000'000});
  options.add("precision", precision, kPrecisions, kPrecisionHelp);
  add_common_options(options, common);
  options.example("gloss score -m en-fr.safetensors test.en test.fr --summary perplexity",
                  "how well the model predicts a test set");
  if (!start(options, common, arguments)) return 0;

  const Checkpoint checkpoint = load_checkpoints(models);
  const std::vector<SentencePair> pairs = read_parallel(files[0], files[1]);
  const std::span<const SentencePair> all = pairs;
  // Several batches at a time, because pairs of similar length are scored together.
  const auto most = static_cast<size_t>(16 * mini_batch);
  Progress progress(std::cerr, Progress::on_standard_error(common.quiet, summary.empty()));
  double total = 0;
  int64_t tokens = 0;
  for (size_t begin = 0; begin < all.size(); begin += most) {
    const auto part = all.subspan(begin, std::min(most, all.size() - begin));
    for (const Score& score : score_pairs(checkpoint, part, mini_batch, precision)) {
      if (!std::isfinite(score.log_probability))
        throw std::runtime_error("score: '" + join(models, "', '") +
                                 "' gives a probability that is not a number");
      if (summary.empty()) std::cout << fixed(score.log_probability, 4) << '\n';
      total += score.log_probability;
      tokens += score.tokens;
    }
    std::cout << std::flush;
    const size_t done = begin + part.size();
    progress.update_lines(static_cast<double>(done) / static_cast<double>(all.size()),
                          static_cast<int64_t>(done));
  }
  const double cross_entropy = -total / static_cast<double>(tokens);
  if (!summary.empty())
    std::cout << fixed(summary == "perplexity" ? std::exp(cross_entropy) : cross_entropy, 4)
              << '\n';
  return 0;
}

}  // namespace gloss::translate
