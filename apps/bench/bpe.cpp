#include <cmath>

#include "apps/bench/commands.h"
#include "apps/bench/measure.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/text/codec.h"
#include "apps/translate/text/corpus.h"
#include "core/parallel.h"
#include "core/random.h"

namespace gloss::bench {
namespace {

using namespace translate;

struct BpeSettings {
  std::vector<std::string> inputs;
  double megabytes = 100;
  int64_t words = 600000;
  int64_t subwords = 10000;
  CommonSettings common;
};

OptionTable bpe_options(BpeSettings& s) {
  OptionTable table("gloss-bench bpe",
                    "Measures learning subwords from text, as gloss train --subwords does, and "
                    "encoding the text.");
  table.add("input,i", s.inputs, "FILE...", "the text").default_text("random text");
  table.add("megabytes", s.megabytes, "X", "size of the random text", {.greater_than = 0});
  table.add("words", s.words, "N", "different words of the random text",
            {.at_least = 1, .at_most = 1e7});
  table.add("subwords,s", s.subwords, "N", "merges to learn", {.at_least = 0});
  add_common_options(table, s.common);
  return table;
}

// Alternating consonants and vowels. Words with higher numbers are rarer, so they are longer.
std::string random_word(int64_t number, uint64_t seed) {
  Rng rng{.seed = seed, .stream = static_cast<uint64_t>(number) + 1};
  std::string word;
  const auto syllables = 1 + rng.below(2 + static_cast<uint64_t>(std::log2(number + 1)) / 5);
  for (uint64_t i = 0; i <= syllables; ++i)
    (word += "bcdfghklmnprstvwz"[rng.below(17)]) += "aeiou"[rng.below(5)];
  return word;
}

// Sentences of 12 words. The rank r = n^u, u uniform in [0, 1), has a probability of about
// 1 / (r log n), which is Zipf's law.
std::vector<std::string> random_lines(const BpeSettings& s) {
  const auto seed = static_cast<uint64_t>(s.common.seed);
  std::vector<std::string> words, lines;
  for (int64_t i = 0; i < s.words; ++i)
    words.push_back(random_word(i, seed));
  Rng rng{.seed = seed};
  for (double bytes = 0; bytes < s.megabytes * 1e6;
       bytes += static_cast<double>(lines.back().size() + 1)) {
    std::string& line = lines.emplace_back();
    for (int i = 0; i < 12; ++i) {
      const double rank = std::pow(static_cast<double>(s.words), rng.uniform()) - 1;
      (line += i > 0 ? " " : "") += words[static_cast<size_t>(rank)];
    }
    line += '.';
  }
  return lines;
}

Json measure(const BpeSettings& s) {
  std::vector<std::string> lines;
  for (const std::string& path : s.inputs)
    for (std::string& line : read_lines(path))
      lines.push_back(std::move(line));
  if (s.inputs.empty()) lines = random_lines(s);
  double megabytes = 0;
  for (const std::string& line : lines)
    megabytes += static_cast<double>(line.size() + 1) * 1e-6;

  const double began = seconds();
  const TokenCounts words = count_subword_words(lines);
  const double counted = seconds();
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(words, s.subwords));
  const double learnt = seconds();
  const Codec codec(subword_vocabulary(*rules, words, 1), false, rules);
  size_t ids = 0;
  const double ready = seconds();
  for (const std::string& line : lines)
    ids += codec.encode(line).size();
  const double encoded = seconds();
  return Json::object({{"bench", "bpe"},
                       {"threads", threads()},
                       {"count_seconds", shown(counted - began)},
                       {"learn_seconds", shown(learnt - counted)},
                       {"encode_megabytes_per_second", shown(megabytes / (encoded - ready))},
                       {"megabytes", shown(megabytes)},
                       {"different_words", words.size()},
                       {"merges", rules->merges()},
                       {"vocabulary", codec.vocabulary().size()},
                       {"ids", ids}});
}

}  // namespace

int bpe_command(const std::vector<std::string>& arguments) {
  BpeSettings settings;
  OptionTable options = bpe_options(settings);
  if (!start(options, settings.common, arguments)) return 0;
  print_line(measure(settings));
  return 0;
}

}  // namespace gloss::bench
