#include "apps/bench/commands.h"
#include "apps/translate/cli/program.h"

using namespace gloss::bench;

int main(int argc, char** argv) {
  const gloss::translate::Program program{
      .name = "gloss-bench",
      .summary =
          "Measures how fast this build is on this machine and prints JSON, one object per line.",
      .version = "",
      .less_memory = "smaller sizes need less",
      .commands = {
          {"matmul", "rate of matrix products, in gigaflops", matmul_command},
          {"train",
           "target tokens trained per second, and the share of the rate of matrix products",
           train_command},
          {"decode", "sentences translated per second", decode_command},
          {"ops", "time per element of each operation, compared with a plain copy", ops_command},
          {"corpus", "random pairs of sentences, to measure gloss train", corpus_command},
      }};
  return run_program(program, {argv + 1, argv + argc});
}
