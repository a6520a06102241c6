#include "apps/bench/commands.h"
#include "apps/translate/cli/program.h"

using namespace gloss::bench;

int main(int argc, char** argv) {
  const gloss::translate::Program program{
      .name = "gloss-bench",
      .summary = "Measures how fast this build is on this machine: one JSON object a line.",
      .version = "",
      .less_memory = "smaller sizes need less",
      .commands = {
          {"matmul", "the rate of matrix products, in gigaflops", matmul_command},
          {"train", "target tokens learnt a second, and the share of the rate of matrix products",
           train_command},
          {"decode", "sentences translated a second", decode_command},
          {"ops", "the time of each operation for an element, next to a plain copy", ops_command},
          {"bpe", "learning subwords, and megabytes encoded a second", bpe_command},
      }};
  return run_program(program, {argv + 1, argv + argc});
}
