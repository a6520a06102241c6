#include "apps/translate/cli/common_options.h"

#include "apps/translate/cli/option_help.h"
#include "core/parallel.h"

namespace gloss::translate {

void add_common_options(OptionTable& table, CommonSettings& settings) {
  table.group(kGeneralGroup);
  table
      .add("threads", settings.threads, "N",
           "threads; the results are the same bits for any number")
      .at_least(1)
      .at_most(kMaxThreads)
      .default_text("what OpenMP offers");
  table.add("seed", settings.seed, "N", "everything random follows from it");
  table.flag("quiet", settings.quiet, "print no progress and no messages");
  table
      .add("config", settings.config, "FILE",
           "read settings from FILE, a line `option = value` each; the command line wins over it")
      .command_line_only();
  table
      .flag("dump-config", settings.dump_config,
            "print the settings in force in the form that --config reads, and stop")
      .command_line_only();
}

}  // namespace gloss::translate
