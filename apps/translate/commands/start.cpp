#include "apps/translate/commands/start.h"

#include <iostream>

#include "apps/translate/options/config_file.h"
#include "apps/translate/options/option_help.h"
#include "apps/translate/terminal/terminal.h"
#include "core/parallel.h"

namespace gloss::translate {

bool start(OptionTable& options, const CommonSettings& common,
           const std::vector<std::string>& arguments) {
  options.parse(arguments);
  if (options.given("help")) {
    std::cout << help_text(options, terminal_width(stdout));
    return false;
  }
  if (common.dump_config) {
    std::cout << dump_config(options);
    return false;
  }
  if (common.threads > 0) set_threads(static_cast<int>(common.threads));
  return true;
}

}  // namespace gloss::translate
