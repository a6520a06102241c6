#pragma once

#include <string>
#include <vector>

#include "apps/translate/options/common_options.h"

namespace gloss::translate {

// How every command begins: parses the arguments, prints help or the settings if that was asked for
// and sets the number of threads. False if there is nothing more to do.
bool start(OptionTable& options, const CommonSettings& common,
           const std::vector<std::string>& arguments);

}  // namespace gloss::translate
