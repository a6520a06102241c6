#pragma once

#include <string>
#include <vector>

#include "apps/translate/cli/common_options.h"

namespace gloss::translate {

// How every command begins: parses the arguments, prints help or the settings if that was asked for
// and sets the number of threads. Help may be asked for in another form, --help=man or
// --help=completion, from which the manual page and the completion are put together. False if there
// is nothing more to do.
bool start(OptionTable& options, const CommonSettings& common,
           const std::vector<std::string>& arguments);

}  // namespace gloss::translate
