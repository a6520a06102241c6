#include <iostream>

#include "apps/translate/cli/help.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"

namespace gloss::translate {
namespace {

// Prints every command's part of the manual page ("man") or of the completion.
void print_all(const std::vector<Command>& commands, const std::string& form) {
  for (const Command& command : commands) {
    if (command.parts.empty()) command.run({"--help=" + form});
    for (const std::string& part : command.parts)
      command.run({part, "--help=" + form});
  }
}

}  // namespace

int man_command(const std::vector<Command>& commands, const std::string& version,
                const Arguments& arguments) {
  OptionTable options("gloss man", "Prints the manual page of all commands.");
  options.example("gloss man > gloss.1 && man -l gloss.1", "read the manual page");
  if (!start(options, {}, arguments)) return 0;
  std::cout << ".TH GLOSS 1 \"\" \"gloss " << version
            << "\"\n.SH NAME\ngloss \\- train translators on sentence pairs and translate with "
               "them\n"
               ".SH SYNOPSIS\n.B gloss\n.I COMMAND\n[options]\n.SH COMMANDS\n";
  for (const Command& command : commands)
    std::cout << ".TP\n.B " << roff(command.name) << '\n' << roff(command.summary) << '\n';
  print_all(commands, "man");
  std::cout << ".SH EXIT STATUS\n0: done. 1: the work failed. 2: the command line is wrong.\n";
  return 0;
}

int completion_command(const std::vector<Command>& commands, const Arguments& arguments) {
  std::string shell;
  OptionTable options("gloss completion",
                      "Prints the script with which a shell completes commands and options.");
  options.positional("SHELL", shell, "the shell").one_of({"bash"});
  options.example("source <(gloss completion bash)", "in the current shell");
  if (!start(options, {}, arguments)) return 0;
  const auto [before, after] = completion_script(commands);
  std::cout << before;
  print_all(commands, "completion");
  std::cout << after;
  return 0;
}

}  // namespace gloss::translate
