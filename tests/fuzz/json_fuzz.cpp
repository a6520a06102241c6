#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "core/io/json.h"

using gloss::Json;

// What can be read is written as a text that reads as the same.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Json json;
  try {
    json = Json::parse({reinterpret_cast<const char*>(data), size});
  } catch (const std::runtime_error&) {
    return 0;
  }
  const std::string text = json.dump();
  if (Json::parse(text).dump() != text || Json::parse(json.dump(2)).dump() != text) std::abort();
  return 0;
}
