// The program that `gloss gradcheck` runs: the library in double precision and its gradient checks.
//
//   gloss-gradcheck [--json] [NAME...]

#include <exception>
#include <iostream>

#include "apps/gradcheck/table.h"

int main(int argc, char** argv) {
  try {
    std::vector<std::string> names(argv + 1, argv + argc);
    const bool json = !names.empty() && names[0] == "--json";
    if (json) names.erase(names.begin());
    const bool ok = gloss::run_gradchecks(std::cout, gloss::all_gradchecks(), names, json);
    if (std::cout.flush() && ok) return 0;
    std::cerr << (ok ? "gloss: cannot write to standard output\n"
                     : "gloss: gradcheck: some gradients are wrong (the table says which)\n");
  } catch (const std::exception& error) {
    std::cerr << "gloss: " << error.what() << '\n';
  }
  return 1;
}
