#pragma once

#include <string>
#include <vector>

namespace gloss::translate {

// A command of a program, as the program's --help lists it.
struct Command {
  std::string name, summary;
  int (*run)(const std::vector<std::string>& arguments);
  std::vector<std::string> parts = {};  // second words: "learn", "apply"
};

struct Program {
  std::string name, summary;
  std::string version;      // what --version prints; empty: there is no such option
  std::string less_memory;  // what to try when memory runs out
  std::vector<Command> commands;
};

// Runs the command that the arguments begin with, and returns the exit code: 0 done, 1 the work
// failed or standard output could not be written, 2 the command line is wrong. Whatever a command
// throws becomes one line on standard error.
int run_program(const Program& program, const std::vector<std::string>& arguments);

}  // namespace gloss::translate
