#include <iostream>

#include "apps/translate/cli/help.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"

namespace gloss::translate {
namespace {

// Has every command explain itself in the form: "man" or "completion".
void explain_all(const std::vector<Command>& commands, const std::string& form) {
  for (const Command& command : commands) {
    if (command.parts.empty()) command.run({"--help=" + form});
    for (const std::string& part : command.parts)
      command.run({part, "--help=" + form});
  }
}

}  // namespace

int man_command(const std::vector<Command>& commands, const std::string& version,
                const std::vector<std::string>& arguments) {
  OptionTable options("gloss man", "Prints the manual page of all commands, for man.");
  options.example("gloss man > gloss.1 && man -l gloss.1", "reads it");
  if (!start(options, {}, arguments)) return 0;
  std::cout << ".TH GLOSS 1 \"\" \"gloss " << version
            << "\"\n.SH NAME\ngloss \\- learn to translate from text, and translate with what was "
               "learnt\n"
               ".SH SYNOPSIS\n.B gloss\n.I COMMAND\n[options]\n.SH COMMANDS\n";
  for (const Command& command : commands)
    std::cout << ".TP\n.B " << roff(command.name) << '\n' << roff(command.summary) << '\n';
  explain_all(commands, "man");
  std::cout << ".SH EXIT STATUS\n0: done. 1: the work failed. 2: the command line is wrong.\n";
  return 0;
}

int completion_command(const std::vector<Command>& commands,
                       const std::vector<std::string>& arguments) {
  std::string shell;
  OptionTable options("gloss completion", "Prints what makes a shell complete gloss's options.");
  options.positional("SHELL", shell, "which shell").one_of({"bash"});
  options.example("source <(gloss completion bash)", "for this shell");
  if (!start(options, {}, arguments)) return 0;
  std::vector<std::string> names;
  for (const Command& command : commands) {
    if (command.parts.empty()) names.push_back(command.name);
    for (const std::string& part : command.parts)
      names.push_back(command.name + ' ' + part);
  }
  std::cout << completion_beginning(names);
  explain_all(commands, "completion");
  std::cout << completion_end();
  return 0;
}

}  // namespace gloss::translate
