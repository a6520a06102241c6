#pragma once

#include <sstream>
#include <stdexcept>

namespace gloss {

// Throws std::invalid_argument("op: parts...") unless ok: the caller's mistake, named with every
// shape involved. The message is built only on failure.
template <class... Parts>
void check(bool ok, const char* op, const Parts&... parts) {
  if (ok) [[likely]]
    return;
  std::ostringstream message;
  message << op << ": ";
  (message << ... << parts);
  throw std::invalid_argument(message.str());
}

}  // namespace gloss
