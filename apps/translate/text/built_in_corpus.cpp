#include "apps/translate/text/built_in_corpus.h"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string_view>

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// Whole lines of the two files, as raw string literals that embed_text.cmake writes in the build
// folder. A file is cut into parts because compilers need not accept literals above 64 KiB.
constexpr std::string_view kTraining[] = {
#include "english-french.tsv.inc"
};
constexpr std::string_view kHeldOut[] = {
#include "english-french.held-out.tsv.inc"
};

std::vector<SentencePair> pairs_of(std::span<const std::string_view> parts) {
  std::vector<SentencePair> pairs;
  for (std::string_view part : parts)
    while (!part.empty()) {
      const std::string_view line = part.substr(0, part.find('\n'));
      part.remove_prefix(std::min(part.size(), line.size() + 1));
      const size_t tab = line.find('\t');
      if (tab == std::string_view::npos)
        throw std::logic_error("built-in corpus: no tab in '" + std::string(line) + "'");
      pairs.push_back({std::string(line.substr(0, tab)), std::string(line.substr(tab + 1))});
    }
  return pairs;
}

}  // namespace

BuiltInCorpus built_in_corpus() {
  return {pairs_of(kTraining), pairs_of(kHeldOut)};
}

}  // namespace gloss::translate
