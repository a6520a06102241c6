#include "apps/translate/text/corpus.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <sstream>
#include <utility>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// Whole lines of three files, as raw string literals that embed_text.cmake writes in the build
// folder. A file is cut into parts because compilers need not accept literals above 64 KiB.
constexpr std::string_view kTraining[] = {
#include "english-french.tsv.inc"
};
constexpr std::string_view kValidation[] = {
#include "english-french.validation.tsv.inc"
};
constexpr std::string_view kHeldOut[] = {
#include "english-french.held-out.tsv.inc"
};

std::vector<SentencePair> pairs_of(std::span<const std::string_view> parts) {
  std::vector<SentencePair> pairs;
  for (const std::string_view part : parts) {
    std::istringstream lines{std::string(part)};
    for (std::string line; std::getline(lines, line);) {
      const size_t tab = line.find('\t');
      pairs.push_back({line.substr(0, tab), line.substr(tab + 1)});
    }
  }
  return pairs;
}

std::vector<SentencePair> all_pairs(PairReader reader) {
  std::vector<SentencePair> pairs;
  for (SentencePair pair; reader.next(pair);)
    pairs.push_back(pair);
  return pairs;
}

}  // namespace

std::vector<std::string> read_lines(const std::string& path, Bytes bytes) {
  LineReader reader(path, bytes);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);)
    lines.push_back(line);
  return lines;
}

std::vector<SentencePair> read_parallel(const std::string& source_path,
                                        const std::string& target_path) {
  return all_pairs(PairReader({source_path, target_path}));
}

std::vector<SentencePair> read_tsv(const std::string& path, Bytes bytes) {
  return all_pairs(PairReader({path}, bytes));
}

BuiltInCorpus built_in_corpus() {
  return {pairs_of(kTraining), pairs_of(kValidation), pairs_of(kHeldOut)};
}

void for_each_index(size_t n, const std::function<void(size_t)>& f) {
  parallel_for(static_cast<int64_t>(n), 256, [&](int64_t begin, int64_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
      f(i);
  });
}

int64_t target_words(const std::vector<SentencePair>& pairs) {
  int64_t total = 0;
  for (const SentencePair& pair : pairs)
    total += count_tokens(pair.target);
  return total;
}

CheckedPair check_pair(const SentencePair& pair, int64_t max_length) {
  if (is_blank(pair.source) || is_blank(pair.target)) return {PairFault::kEmpty};
  const int64_t target = count_tokens(pair.target);
  if (max_length > 0 && (target > max_length || has_more_tokens(pair.source, max_length)))
    return {PairFault::kTooLong};
  return {PairFault::kNone, target};
}

std::vector<SentencePair> clean(std::vector<SentencePair> pairs, int64_t max_length) {
  std::vector<PairFault> faults(pairs.size());
  for_each_index(pairs.size(),
                 [&](size_t i) { faults[i] = check_pair(pairs[i], max_length).fault; });
  std::vector<SentencePair> kept;
  for (size_t i = 0; i < pairs.size(); ++i)
    if (faults[i] == PairFault::kNone) kept.push_back(std::move(pairs[i]));
  return kept;
}

}  // namespace gloss::translate
