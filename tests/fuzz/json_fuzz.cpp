#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "core/io/json.h"

using gloss::Json;

// A value that parse() accepts is written as a text from which parse() gives the same value.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Json json;
  try {
    json = Json::parse({reinterpret_cast<const char*>(data), size});
  } catch (const std::runtime_error&) {
    return 0;
  }
  if (Json::parse(json.dump()) != json || Json::parse(json.dump(2)) != json) std::abort();
  return 0;
}
