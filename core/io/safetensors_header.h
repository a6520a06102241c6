#pragma once

#include <cstdint>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/io/json.h"
#include "core/real.h"
#include "core/shape.h"

// The header of a safetensors file, parsed and checked. The format is described in safetensors.h.

namespace gloss {

inline constexpr const char* kMetadataKey = "__metadata__";

// A number type of the format.
struct Dtype {
  std::string_view name;
  int64_t bytes;                                           // of one number
  void (*convert)(const char* bytes, real* y, int64_t n);  // y[i] = the i-th number
};

struct TensorEntry {
  std::string name;
  Dtype dtype;
  Shape shape;
  int64_t begin, end;  // in bytes, from the start of the data
};

struct SafeTensorsHeader {
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<TensorEntry> entries;  // in the order of their data, which they fill without a gap
};

// Throws std::runtime_error for what the format does not allow.
SafeTensorsHeader parse_safetensors_header(const Json& header, int64_t data_bytes);

// Throws std::runtime_error with a message of these parts.
template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw std::runtime_error(message.str());
}

// Returns what `body` returns. If it throws, `where` is put in front of the message.
template <class Body>
auto within(const std::string& where, const Body& body) {
  try {
    return body();
  } catch (const std::runtime_error& error) {
    fail(where, ": ", error.what());
  }
}

}  // namespace gloss
