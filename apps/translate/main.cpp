#include <csignal>
#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "apps/translate/commands/average.h"
#include "apps/translate/commands/bpe.h"
#include "apps/translate/commands/check_data.h"
#include "apps/translate/commands/documents.h"
#include "apps/translate/commands/evaluate.h"
#include "apps/translate/commands/gradcheck.h"
#include "apps/translate/commands/inspect.h"
#include "apps/translate/commands/report.h"
#include "apps/translate/commands/score.h"
#include "apps/translate/commands/train.h"
#include "apps/translate/commands/translate.h"
#include "apps/translate/options/nearest_name.h"
#include "apps/translate/options/options.h"
#include "core/kernels/vector.h"

namespace {

using namespace gloss::translate;
using Arguments = std::vector<std::string>;

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

std::string help() {
  std::string text =
      "usage: gloss COMMAND [options]\n\n"
      "Trains translators from text and translates with them.\n\n";
  for (const Command& command : commands())
    text +=
        "  " + command.name + std::string(12 - command.name.size(), ' ') + command.summary + '\n';
  return text + "\ngloss COMMAND --help explains a command.\n";
}

int run(const Arguments& arguments) {
  if (arguments.empty()) throw UsageError("which command? (gloss --help lists them)");
  const std::string& name = arguments[0];
  if (name == "--help" || name == "-h") {
    std::cout << help();
    return 0;
  }
  if (name == "--version") {
    std::cout << "gloss " << GLOSS_VERSION << " (" << gloss::kernels::kTarget << ")\n";
    return 0;
  }
  for (const Command& command : commands())
    if (command.name == name) return command.run({arguments.begin() + 1, arguments.end()});
  std::vector<std::string> known;
  for (const Command& command : commands())
    known.push_back(command.name);
  const std::string nearest = nearest_name(name, known);
  throw UsageError(
      "unknown command '" + name + "' (" +
      (nearest.empty() ? "gloss --help lists them" : "did you mean '" + nearest + "'?") + ")");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int status = run({argv + 1, argv + argc});
    std::cout.flush();
    if (std::cout) return status;
    std::cerr << "gloss: cannot write to standard output\n";
  } catch (const UsageError& error) {
    std::cerr << "gloss: " << error.what() << '\n';
    return 2;
  } catch (const std::bad_alloc&) {
    std::cerr << "gloss: out of memory (a smaller --mini-batch-words or --mini-batch needs less)\n";
  } catch (const std::exception& error) {
    std::cerr << "gloss: " << error.what() << '\n';
  }
  return 1;
}
