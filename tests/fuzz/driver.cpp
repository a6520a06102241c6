#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "tests/support/mutate.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

// Replaces libFuzzer: gives the target every file of a folder, then 10,000 copies with one to four
// damages each, the same ones every time.
int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: " << argv[0] << " SEEDS\n";
    return 2;
  }
  std::vector<std::filesystem::path> paths;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    paths.push_back(entry.path());
  std::ranges::sort(paths);
  std::vector<std::string> seeds;
  for (const auto& path : paths) {
    std::ifstream file(path, std::ios::binary);
    seeds.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  const auto run = [](const std::string& bytes) {
    LLVMFuzzerTestOneInput(reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size());
  };
  std::ranges::for_each(seeds, run);
  gloss::Rng rng;
  for (int i = 0; i < 10'000 && !seeds.empty(); ++i) {
    std::string bytes = seeds[static_cast<size_t>(i) % seeds.size()];
    for (uint64_t damages = 1 + rng.below(4); damages > 0; --damages)
      bytes = gloss::mutated(bytes, rng);
    run(bytes);
  }
  std::cout << seeds.size() << " seeds and 10000 damaged copies\n";
  return seeds.empty() ? 1 : 0;
}
