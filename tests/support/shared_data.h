#pragma once

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <string_view>

#include "tests/support/paths.h"

namespace gloss {

// A real corpus that is too large for the repository, in the folder that GLOSS_SHARED names (from
// the project's root; "../shared" by default). Nothing where it is absent: the test then warns.
inline std::optional<std::filesystem::path> shared_data(std::string_view relative) {
  const char* folder = std::getenv("GLOSS_SHARED");
  std::filesystem::path path = std::filesystem::path(source_dir());
  path = path / (folder ? folder : "../shared") / relative;
  if (!std::filesystem::exists(path)) return std::nullopt;
  return path;
}

}  // namespace gloss
