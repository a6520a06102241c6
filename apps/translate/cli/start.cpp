#include "apps/translate/cli/start.h"

#include <iostream>

#include "apps/translate/cli/completion.h"
#include "apps/translate/cli/config_file.h"
#include "apps/translate/cli/man_page.h"
#include "apps/translate/cli/option_help.h"
#include "apps/translate/cli/terminal.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

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
