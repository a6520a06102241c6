#include <exception>
#include <iostream>
#include <new>
#include <string>
#include <vector>

#include "apps/bench/commands.h"
#include "apps/translate/options/nearest_name.h"
#include "apps/translate/options/options.h"

namespace {

using gloss::translate::UsageError;

struct Command {
  std::string name, summary;
  int (*run)(const std::vector<std::string>& arguments);
};

const std::vector<Command>& commands() {
  static const std::vector<Command> all = {
      {"matmul", "the rate of matrix products, in gigaflops", gloss::bench::matmul_command},
      {"train", "target tokens learnt a second, and the share of the rate of matrix products",
       gloss::bench::train_command},
      {"decode", "sentences translated a second", gloss::bench::decode_command},
      {"ops", "the time of each operation for an element, next to a plain copy",
       gloss::bench::ops_command},
      {"bpe", "learning subwords, and megabytes encoded a second", gloss::bench::bpe_command},
  };
  return all;
}

std::string help() {
  std::string text =
      "usage: gloss-bench COMMAND [options]\n\n"
      "Measures how fast this build is on this machine: one JSON object a line.\n\n";
  for (const Command& command : commands())
    text +=
        "  " + command.name + std::string(10 - command.name.size(), ' ') + command.summary + '\n';
  return text + "\ngloss-bench COMMAND --help explains a command.\n";
}

int run(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw UsageError("which command? (gloss-bench --help lists them)");
  const std::string& name = arguments[0];
  if (name == "--help" || name == "-h") {
    std::cout << help();
    return 0;
  }
  std::vector<std::string> known;
  for (const Command& command : commands()) {
    if (command.name == name) return command.run({arguments.begin() + 1, arguments.end()});
    known.push_back(command.name);
  }
  const std::string nearest = gloss::translate::nearest_name(name, known);
  throw UsageError(
      "unknown command '" + name + "' (" +
      (nearest.empty() ? "gloss-bench --help lists them" : "did you mean '" + nearest + "'?") +
      ")");
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const int status = run({argv + 1, argv + argc});
    std::cout.flush();
    if (std::cout) return status;
    std::cerr << "gloss-bench: cannot write to standard output\n";
  } catch (const UsageError& error) {
    std::cerr << "gloss-bench: " << error.what() << '\n';
    return 2;
  } catch (const std::bad_alloc&) {
    std::cerr << "gloss-bench: out of memory (smaller sizes need less)\n";
  } catch (const std::exception& error) {
    std::cerr << "gloss-bench: " << error.what() << '\n';
  }
  return 1;
}
