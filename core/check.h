#pragma once

#include <sstream>
#include <stdexcept>

namespace gloss {

// Reports a mistake of the caller: throws std::invalid_argument("op: parts...") unless ok. The
// parts name every shape involved. The message is composed only on failure.
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
