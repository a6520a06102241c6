#pragma once

#include <cstdint>
#include <string>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// What most commands have in common.
struct CommonSettings {
  int64_t threads = 0;  // 0: as many as OpenMP offers
  int64_t seed = 1;
  bool quiet = false;
  std::string config;
  bool dump_config = false;
};

// Adds --threads, --seed, --quiet, --config and --dump-config under the heading "General".
// parse() reads the config file itself; --dump-config is the caller's to act on.
void add_common_options(OptionTable& table, CommonSettings& settings);

}  // namespace gloss::translate
