#pragma once

#include <string>
#include <vector>

#include "apps/translate/options/program.h"

namespace gloss::translate {

// gloss man: the manual page of all commands, for man(1). Returns the exit code.
int man_command(const std::vector<Command>& commands, const std::string& version,
                const std::vector<std::string>& arguments);

// gloss completion bash: completion of all commands. Returns the exit code.
int completion_command(const std::vector<Command>& commands,
                       const std::vector<std::string>& arguments);

}  // namespace gloss::translate
