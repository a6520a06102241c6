#include "tests/support/paths.h"

std::string source_dir() {
  return GLOSS_SOURCE_DIR;
}

std::string binary_dir() {
  return GLOSS_BINARY_DIR;
}
