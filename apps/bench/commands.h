#pragma once

#include <string>
#include <vector>

// The benchmarks. Each reads its options, measures and prints lines of JSON.
namespace gloss::bench {

int matmul_command(const std::vector<std::string>& arguments);
int train_command(const std::vector<std::string>& arguments);
int decode_command(const std::vector<std::string>& arguments);
int ops_command(const std::vector<std::string>& arguments);
int corpus_command(const std::vector<std::string>& arguments);  // prints lines of text

}  // namespace gloss::bench
