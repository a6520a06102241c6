#include <cstdint>
#include <cstdlib>
#include <sstream>
#include <stdexcept>
#include <string>

#include "apps/translate/cli/config_file.h"
#include "apps/translate/training/settings.h"

using namespace gloss::translate;

namespace {

// The settings of `gloss train` that a config file gives, as a config file.
std::string loaded(const std::string& text) {
  TrainSettings settings;
  OptionTable table = train_options(settings);
  std::istringstream in(text);
  load_config(in, "fuzz", table);
  return dump_config(table);
}

}  // namespace

// Settings that a config file gives are the same after --dump-config writes them and --config reads
// them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  std::string text;
  try {
    text = loaded({reinterpret_cast<const char*>(data), size});
  } catch (const UsageError&) {
    return 0;
  }
  if (loaded(text) != text) std::abort();
  return 0;
}
