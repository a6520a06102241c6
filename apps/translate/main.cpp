#include <string>
#include <vector>

#include "apps/translate/commands/commands.h"
#include "core/target.h"

namespace {

using namespace gloss::translate;

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"train", "learn to translate from pairs of sentences", train_command},
      {"translate", "translate text", translate_command},
      {"score", "how likely a model finds given translations", score_command},
      {"evaluate", "score translations as sacrebleu does", evaluate_command},
      {"gradcheck", "check every gradient against finite differences", gradcheck_command},
      {"inspect", "show what is in a model file", inspect_command},
      {"average", "take the mean of several models' weights", average_command},
      {"report", "draw trainings as a page of HTML", report_command},
      {"check-data", "tell what is wrong with training data", check_data_command},
      {"bpe", "learn and apply byte-pair encoding", bpe_command, {"learn", "apply"}},
      {"man", "print the manual page",
       [](const Arguments& a) { return man_command(commands(), GLOSS_VERSION, a); }},
      {"completion", "print what completes options in bash",
       [](const Arguments& a) { return completion_command(commands(), a); }},
  };
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const Program program{.name = "gloss",
                        .summary = "Trains translators from text and translates with them.",
                        .version = GLOSS_VERSION " (" + std::string(gloss::simd_target()) + ")",
                        .less_memory = "a smaller --mini-batch-words or --mini-batch needs less",
                        .commands = commands()};
  return run_program(program, {argv + 1, argv + argc});
}
