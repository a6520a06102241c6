// Threads work with small stacks: nothing large lies on them.

#include <cstdlib>
#include <string>

#include "tests/program/program.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace gloss {
namespace {

// Runs a built program on four threads under limits that a shell sets: 256 KB of stack for the
// threads that the program starts, 64 KB for those of OpenMP.
int run_with_small_stacks(const std::string& command) {
  const TemporaryFolder folder;
  return std::system(("cd '" + folder.file("") + "' && ulimit -s 256 && OMP_STACKSIZE=64k '" +
                      binary_dir() + "/" + command + " --threads 4 >stdout 2>stderr </dev/null")
                         .c_str());
}

TEST_CASE("stack: matrix products that pack both operands need a small stack", "[program]") {
  CHECK(run_with_small_stacks("gloss-bench' matmul 1024 1024 1024 --samples 1 --sample-ms 1") == 0);
}

TEST_CASE("stack: training and updates of both networks need a small stack", "[program]") {
  for (const char* type : {"rnn", "transformer"})
    CHECK(run_with_small_stacks("gloss' train --after-batches 2 --type " + std::string(type)) == 0);
}

}  // namespace
}  // namespace gloss
