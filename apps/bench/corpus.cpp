#include <cmath>
#include <iostream>
#include <string>

#include "apps/bench/commands.h"
#include "apps/translate/cli/program.h"
#include "core/random.h"

namespace gloss::bench {
namespace {

// A word of one language, by its rank: the digits of the rank in base 80, each a syllable. So
// frequent words are short.
void append_word(std::string& line, uint64_t rank, const char* const (&onsets)[16]) {
  for (; rank > 0; rank /= 80)
    line.append(onsets[rank % 80 / 5]).push_back("aeiou"[rank % 5]);
}

}  // namespace

int corpus_command(const std::vector<std::string>& arguments) {
  constexpr const char* kSource[16] = {"b",  "d",  "f", "g",  "l",  "m", "n",  "p",
                                       "pr", "st", "r", "sh", "tr", "t", "th", "w"};
  constexpr const char* kTarget[16] = {"k",  "kl", "z",  "v",  "sch", "h",  "br", "j",
                                       "gr", "fl", "ch", "qu", "sp",  "dr", "pf", "kn"};
  constexpr double kWords = 500'000;  // different words of either language
  int64_t pairs = 1'000'000, length = 26;
  translate::CommonSettings common;
  translate::OptionTable options("gloss-bench corpus",
                                 "Prints artificial sentence pairs, one a line: source, tab, "
                                 "target. The target has the same words "
                                 "in the same order, in other syllables. The frequencies of words "
                                 "follow Zipf's law. A million "
                                 "pairs are about 300 MB.");
  options.add("pairs", pairs, "N", "pairs of sentences", {.at_least = 1});
  options.add("length", length, "N",
              "mean words of a sentence; lengths are uniform from N/2 to 3N/2 - 1",
              {.at_least = 2, .at_most = 10'000});
  add_common_options(options, common);
  options.example("gloss-bench corpus --pairs 1000000 > million.tsv", "to measure gloss train");
  if (!start(options, common, arguments)) return 0;
  Rng rng{.seed = static_cast<uint64_t>(common.seed)};
  std::string line;
  for (int64_t i = 0; i < pairs; ++i) {
    const auto words = static_cast<uint64_t>(length / 2) + rng.below(static_cast<uint64_t>(length));
    std::string target;
    line.clear();
    for (uint64_t w = 0; w < words; ++w) {
      // The probability of rank r is proportional to log(1 + 1/r), which is about 1/r.
      const auto rank = static_cast<uint64_t>(std::pow(kWords, rng.uniform()));
      const char* const separator = w == 0 ? "" : " ";
      append_word(line.append(separator), rank, kSource);
      append_word(target.append(separator), rank, kTarget);
    }
    std::cout << line.append(".\t").append(target) << ".\n";
  }
  return 0;
}

}  // namespace gloss::bench
