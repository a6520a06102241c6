#include "apps/translate/text/corpus.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

std::runtime_error error(const std::string& what) {
  return std::runtime_error("corpus: " + what);
}

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

}  // namespace

uint64_t add_to_hash(uint64_t hash, std::string_view text) {
  for (const char c : text)
    hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return hash;
}

uint64_t hash_of_pairs(uint64_t hash_before, const SentencePair& pair) {
  const uint64_t source = add_to_hash(add_to_hash(hash_before, pair.source), "\n");
  return add_to_hash(add_to_hash(source, pair.target), "\n");
}

// FNV-1a over the bytes, then the finaliser of SplitMix64 (Steele, Lea and Flood 2014), because FNV
// alone leaves similar texts close to each other.
uint64_t text_hash(uint64_t seed, std::string_view text) {
  const auto mix = [](uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  };
  return mix(add_to_hash(kNoPairsHash, text) ^ mix(seed));
}

std::vector<std::string> read_lines(const std::string& path, Bytes bytes, const OnShare& on_share) {
  LineReader reader(path, bytes);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) {
    lines.push_back(line);
    if (on_share && lines.size() % 4096 == 0) on_share(reader.share());
  }
  return lines;
}

namespace {

std::vector<SentencePair> all_pairs(PairReader reader, const OnShare& on_share) {
  std::vector<SentencePair> pairs;
  for (SentencePair pair; reader.next(pair);) {
    pairs.push_back(pair);
    if (on_share && pairs.size() % 4096 == 0) on_share(reader.share());
  }
  return pairs;
}

}  // namespace

std::vector<SentencePair> read_parallel(const std::string& source_path,
                                        const std::string& target_path, const OnShare& on_share) {
  return all_pairs(PairReader({source_path, target_path}), on_share);
}

std::vector<SentencePair> read_tsv(const std::string& path, Bytes bytes, const OnShare& on_share) {
  return all_pairs(PairReader({path}, bytes), on_share);
}

BuiltInCorpus built_in_corpus() {
  return {pairs_of(kTraining), pairs_of(kValidation), pairs_of(kHeldOut)};
}

void for_each_index(size_t n, const OnShare& on_share, const std::function<void(size_t)>& f) {
  constexpr int64_t kChunk = 256, kBlock = 128 * kChunk;  // the share is told after each block
  const auto size = static_cast<int64_t>(n);
  for (int64_t first = 0; first < size; first += kBlock) {
    parallel_for(std::min(kBlock, size - first), kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        f(static_cast<size_t>(first + i));
    });
    if (on_share)
      on_share(static_cast<double>(std::min(size, first + kBlock)) / static_cast<double>(size));
  }
}

SentenceLength word_counter(bool lower) {
  return [lower](const std::string& line) { return count_tokens(lower ? lowercase(line) : line); };
}

int64_t target_words(const std::vector<SentencePair>& pairs, const SentenceLength& words) {
  int64_t total = 0;
  for (const SentencePair& pair : pairs)
    total += words(pair.target);
  return total;
}

CheckedPair check_pair(const SentencePair& pair, int64_t max_length, const SentenceLength& length) {
  if (is_blank(pair.source) || is_blank(pair.target)) return {PairFault::kEmpty};
  if (!length) return {};
  const int64_t source = length(pair.source), target = length(pair.target);
  if (max_length > 0 && std::max(source, target) > max_length) return {PairFault::kTooLong};
  return {PairFault::kNone, target};
}

std::vector<SentencePair> clean(std::vector<SentencePair> pairs, int64_t max_length,
                                const SentenceLength& length) {
  std::vector<PairFault> faults(pairs.size());
  for_each_index(pairs.size(), nullptr,
                 [&](size_t i) { faults[i] = check_pair(pairs[i], max_length, length).fault; });
  std::vector<SentencePair> kept;
  for (size_t i = 0; i < pairs.size(); ++i)
    if (faults[i] == PairFault::kNone) kept.push_back(std::move(pairs[i]));
  return kept;
}

uint64_t held_out_key(uint64_t seed, const std::string& source) {
  return text_hash(seed, lowercase(normalise_spaces(source)));
}

std::vector<uint64_t> choose_held_out(std::vector<uint64_t> keys, int64_t validation_pairs) {
  const auto total = std::ssize(keys);
  if (validation_pairs < 0 || validation_pairs >= std::max<int64_t>(total, 1)) {
    throw std::invalid_argument("hold_out: cannot hold out " + std::to_string(validation_pairs) +
                                " of " + std::to_string(total) + " pairs");
  }
  std::ranges::sort(keys);
  // Pairs of the same key are a group. Groups are held out in the order of the keys while they fit.
  std::vector<uint64_t> chosen;
  int64_t wanted = validation_pairs, smallest = total;
  uint64_t smallest_key = 0;
  for (auto group = keys.begin(); group != keys.end() && wanted > 0;) {
    const auto end = std::upper_bound(group, keys.end(), *group);
    const int64_t size = end - group;
    if (size < smallest) {
      smallest = size;
      smallest_key = *group;
    }
    if (size <= wanted) {
      chosen.push_back(*group);
      wanted -= size;
    }
    group = end;
  }
  if (validation_pairs > 0 && chosen.empty()) {  // every group is larger than that
    if (smallest == total)
      throw error("all " + std::to_string(total) +
                  " pairs have the same source, so none can be held out");
    chosen.push_back(smallest_key);
  }
  return chosen;
}

}  // namespace gloss::translate
