#pragma once

#include <string>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// A command of a program, as the program's --help lists it.
struct Command {
  std::string name, summary;
  int (*run)(const std::vector<std::string>& arguments);
  std::vector<std::string> parts = {};  // second words, as "learn" of "gloss bpe learn"
};

struct Program {
  std::string name, summary;
  std::string version;      // printed by --version; empty: there is no such option
  std::string less_memory;  // what to try when memory runs out
  std::vector<Command> commands;
};

// Calls run_command() and returns the exit code: 0 done, 1 the work failed or standard output could
// not be written, 2 the command line is wrong. Every exception becomes one line on standard error.
int run_program(const Program& program, const std::vector<std::string>& arguments);

// Runs the command that the arguments begin with, or prints the list of commands for --help. A
// command of several parts, such as `gloss bpe`, is a program in this sense.
int run_command(const Program& program, const std::vector<std::string>& arguments);

// The first step of every command: parses the arguments, prints help or the settings if they were
// asked for, sets the number of threads. False if there is nothing more to do. --help=man and
// --help=completion print the command's part of the manual page and of the completion.
bool start(OptionTable& options, const CommonSettings& common,
           const std::vector<std::string>& arguments);

}  // namespace gloss::translate
