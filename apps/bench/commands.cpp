#include "apps/bench/commands.h"

#include <iostream>

namespace gloss::bench {

void print_line(const Json& result) {
  std::cout << result.dump() << std::endl;
}

}  // namespace gloss::bench
