#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "core/io/safetensors.h"
#include "tests/support/temporary_folder.h"

// A file gives at most as many numbers as it has bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const gloss::TemporaryFolder folder;
  gloss::SafeTensors read;
  try {
    read = gloss::read_safetensors(folder.write("x", {reinterpret_cast<const char*>(data), size}));
  } catch (const std::runtime_error&) {
    return 0;
  }
  size_t numbers = 0;
  for (const auto& [name, x] : read.tensors)
    numbers += static_cast<size_t>(x.size());
  if (numbers > size) std::abort();
  return 0;
}
