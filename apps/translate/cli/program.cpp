#include "apps/translate/cli/program.h"

#include <algorithm>
#include <exception>
#include <iostream>
#include <new>

#include "apps/translate/cli/config_file.h"
#include "apps/translate/cli/help.h"
#include "apps/translate/cli/terminal.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

std::string help(const Program& program) {
  std::string text = "usage: " + program.name + " COMMAND [options]\n\n" + program.summary + "\n\n";
  size_t width = 0;
  for (const Command& command : program.commands)
    width = std::max(width, command.name.size() + 2);
  for (const Command& command : program.commands)
    text += "  " + command.name + std::string(width - command.name.size(), ' ') + command.summary +
            '\n';
  return text + '\n' + program.name + " COMMAND --help explains a command.\n";
}

void print_help(const OptionTable& options) {
  const std::string& form = options.help_form();
  if (form == "text") {
    std::cout << help_text(options, terminal_width(stdout));
  } else if (form == "man") {
    std::cout << man_section(options);
  } else if (form == "completion") {
    std::cout << completion_case(options);
  } else {
    throw UsageError("--help: must be text, man or completion, not '" + form + "'");
  }
}

}  // namespace

int run_command(const Program& program, const std::vector<std::string>& arguments) {
  const std::string lists = program.name + " --help lists them";
  if (arguments.empty()) throw UsageError("a command is missing (" + lists + ")");
  const std::string& name = arguments[0];
  if (name == "--help" || name == "-h") {
    std::cout << help(program);
    return 0;
  }
  if (name == "--version" && !program.version.empty()) {
    std::cout << program.name << ' ' << program.version << '\n';
    return 0;
  }
  std::vector<std::string> known = {"--help"};
  for (const Command& command : program.commands) {
    if (command.name == name) return command.run({arguments.begin() + 1, arguments.end()});
    known.push_back(command.name);
  }
  const std::string nearest = nearest_name(name, known);
  throw UsageError("unknown command '" + name + "' (" +
                   (nearest.empty() ? lists : "did you mean '" + nearest + "'?") + ")");
}

int run_program(const Program& program, const std::vector<std::string>& arguments) {
  const auto fail = [&](const std::string& why, int status) {
    std::string line = visible(why);  // a file's name may have line feeds and escape sequences
    std::ranges::replace(line, '\n', ' ');
    std::cerr << program.name << ": " << line << '\n';
    return status;
  };
  try {
    const int status = run_command(program, arguments);
    std::cout.flush();
    return std::cout ? status : fail("cannot write to standard output", 1);
  } catch (const UsageError& error) {
    return fail(error.what(), 2);
  } catch (const std::bad_alloc&) {
    return fail("out of memory (" + program.less_memory + ")", 1);
  } catch (const std::exception& error) {
    return fail(error.what(), 1);
  }
}

bool start(OptionTable& options, const CommonSettings& common,
           const std::vector<std::string>& arguments) {
  options.parse(arguments);
  if (options.given("help")) {
    print_help(options);
    return false;
  }
  if (common.dump_config) {
    std::cout << dump_config(options);
    return false;
  }
  if (common.threads > 0) set_threads(common.threads);
  return true;
}

}  // namespace gloss::translate
