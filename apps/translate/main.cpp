#include <string>
#include <vector>

#include "apps/translate/commands/commands.h"
#include "core/target.h"

namespace {

using namespace gloss::translate;

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"train", "train a translator on sentence pairs", train_command},
      {"translate", "translate text", translate_command},
      {"score", "compute log-probabilities of given translations", score_command},
      {"evaluate", "compute BLEU, chrF and TER as sacrebleu does", evaluate_command},
      {"gradcheck", "compare every gradient with finite differences", gradcheck_command},
      {"inspect", "show the contents of a model file", inspect_command},
      {"average", "average the weights of several models", average_command},
      {"report", "draw the curves of trainings on an HTML page", report_command},
      {"explain", "show what a model does with a sentence, operation by operation",
       explain_command},
      {"check-data", "find faults in training data", check_data_command},
      {"bpe", "learn and apply byte-pair encoding", bpe_command, {"learn", "apply"}},
      {"man", "print the manual page",
       [](const Arguments& a) { return man_command(commands(), GLOSS_VERSION, a); }},
      {"completion", "print the completion script for bash",
       [](const Arguments& a) { return completion_command(commands(), a); }},
  };
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const Program program{.name = "gloss",
                        .summary = "Trains translators on sentence pairs and translates with them.",
                        .version = GLOSS_VERSION " (" + std::string(gloss::simd_target()) + ")",
                        .less_memory = "a smaller --mini-batch-words or --mini-batch needs less",
                        .commands = commands()};
  return run_program(program, {argv + 1, argv + argc});
}
