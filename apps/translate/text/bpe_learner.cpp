#include <algorithm>
#include <queue>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "apps/translate/text/bpe.h"
#include "core/check.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

constexpr int32_t kBarrier = -1;  // a symbol that is never merged

struct Word {
  size_t begin, size;  // of its symbols
  int64_t count;
};

struct Pair {
  int64_t count = 0;
  std::vector<uint32_t> words;  // that may hold it; some more than once, some no longer

  void add(uint32_t word, int64_t n) {
    count += n;
    if (words.empty() || words.back() != word) words.push_back(word);
  }
};

using Pairs = std::unordered_map<uint64_t, Pair>;  // by pair_key()

// The pairs that one symbol forms with the symbols before it, or after it. Each is looked up once
// for a merge, though thousands of words may hold it.
class PairsOfSymbol {
 public:
  PairsOfSymbol(Pairs& pairs, bool before) : pairs_(pairs), before_(before) {}

  void choose(int32_t symbol, size_t symbols) {
    for (const int32_t neighbour : met_)
      found_[static_cast<size_t>(neighbour)] = nullptr;
    met_.clear();
    found_.resize(symbols);
    symbol_ = symbol;
  }

  Pair& operator[](int32_t neighbour) {
    Pair*& pair = found_[static_cast<size_t>(neighbour)];
    if (pair == nullptr) {
      pair = &pairs_[key(neighbour)];
      met_.push_back(neighbour);
    }
    return *pair;
  }

  uint64_t key(int32_t neighbour) const {
    return before_ ? pair_key(neighbour, symbol_) : pair_key(symbol_, neighbour);
  }
  const std::vector<int32_t>& met() const { return met_; }  // the neighbours since choose()

 private:
  Pairs& pairs_;
  const bool before_;
  int32_t symbol_ = 0;
  std::vector<Pair*> found_;  // by neighbour
  std::vector<int32_t> met_;
};

// A pair and its count when it was queued, which may have changed since.
struct Candidate {
  int64_t count;
  uint64_t key;
};

class MergeLearner {
 public:
  MergeLearner(const TokenCounts& words, const std::function<Symbols(const std::string&)>& spell,
               const std::function<bool(const std::string&)>& mergeable,
               const LearnOptions& options)
      : options_(options) {
    words.for_each([&](std::string_view word, int64_t count) {
      const size_t begin = symbols_.size();
      for (const std::string& symbol : spell(std::string(word)))
        symbols_.push_back(mergeable && !mergeable(symbol) ? kBarrier : id_of(symbol));
      const auto number = static_cast<uint32_t>(words_.size());
      for (size_t i = begin; i + 1 < symbols_.size(); ++i)
        if (symbols_[i] != kBarrier && symbols_[i + 1] != kBarrier)
          pairs_[pair_key(symbols_[i], symbols_[i + 1])].add(number, count);
      words_.push_back({begin, symbols_.size() - begin, count});
    });
    check(words_.size() <= UINT32_MAX, "corpus", "too many different words");
  }

  std::vector<Merge> run() {
    const auto later = [this](const Candidate& a, const Candidate& b) { return is_later(a, b); };
    std::priority_queue<Candidate, std::vector<Candidate>, decltype(later)> queue(later);
    for (const auto& [key, pair] : pairs_)
      queue.push({pair.count, key});
    std::vector<Merge> merges;
    while (static_cast<int64_t>(merges.size()) < options_.merges && !queue.empty()) {
      const Candidate best = queue.top();
      queue.pop();
      const auto found = pairs_.find(best.key);
      if (found == pairs_.end() || found->second.count < options_.min_count) continue;
      if (found->second.count != best.count) {  // a pair that became rarer is queued again
        if (found->second.count < best.count) queue.push({found->second.count, best.key});
        continue;
      }
      const int32_t left = left_of(best.key), right = right_of(best.key);
      merges.push_back({text(left), text(right)});
      const int32_t merged = id_of(text(left) + text(right));
      const std::vector<uint32_t> holders = std::move(found->second.words);
      merge_in(holders, left, right, merged);
      pairs_.erase(best.key);
      for (PairsOfSymbol* const grown : {&before_merged_, &after_merged_})
        for (const int32_t neighbour : grown->met())
          queue.push({(*grown)[neighbour].count, grown->key(neighbour)});
    }
    return merges;
  }

 private:
  static int32_t left_of(uint64_t key) { return static_cast<int32_t>(key >> 32); }
  static int32_t right_of(uint64_t key) { return static_cast<int32_t>(key & 0xFFFFFFFF); }

  const std::string& text(int32_t id) const { return texts_[static_cast<size_t>(id)]; }

  bool is_later(const Candidate& a, const Candidate& b) const {
    if (a.count != b.count) return a.count < b.count;
    const auto texts = [&](const Candidate& c) {
      return std::tie(text(left_of(c.key)), text(right_of(c.key)));
    };
    return options_.larger_pair_first ? texts(a) < texts(b) : texts(b) < texts(a);
  }

  int32_t id_of(const std::string& text) {
    if (const auto found = ids_.find(text)) return found->front();
    const auto id = static_cast<int32_t>(texts_.size());
    ids_.add(text, 1).front() = id;
    texts_.push_back(text);
    return id;
  }

  // The words lie scattered in memory: their cache misses, two for each, are to overlap.
  void prefetch(std::span<const uint32_t> next) const {
    constexpr size_t kAhead = 8;
    if (next.size() <= 2 * kAhead) return;
    __builtin_prefetch(&words_[next[2 * kAhead]]);
    __builtin_prefetch(&symbols_[words_[next[kAhead]].begin]);
  }

  // In the words, x left right y becomes x merged y: the pairs with x and y change.
  void merge_in(std::span<const uint32_t> holders, int32_t left, int32_t right, int32_t merged) {
    before_left_.choose(left, texts_.size());
    before_merged_.choose(merged, texts_.size());
    after_right_.choose(right, texts_.size());
    after_merged_.choose(merged, texts_.size());
    for (size_t next = 0; next < holders.size(); ++next) {
      prefetch(holders.subspan(next));
      const uint32_t number = holders[next];
      auto& [begin, size, count] = words_[number];
      const auto replace = [&, n = count](int32_t neighbour, PairsOfSymbol& rarer,
                                          PairsOfSymbol& grown) {
        if (neighbour == kBarrier) return;
        rarer[neighbour].count -= n;
        grown[neighbour].add(number, n);
      };
      const std::span<int32_t> symbols(symbols_.data() + begin, size);
      size_t written = 0;
      for (size_t i = 0; i < symbols.size(); ++i) {
        const bool here = symbols[i] == left && i + 1 < symbols.size() && symbols[i + 1] == right;
        if (here) {
          if (written > 0) replace(symbols[written - 1], before_left_, before_merged_);
          if (i + 2 < symbols.size()) replace(symbols[i + 2], after_right_, after_merged_);
          ++i;
        }
        symbols[written++] = here ? merged : symbols[i];
      }
      size = written;
    }
  }

  const LearnOptions options_;
  std::vector<std::string> texts_;  // of the symbols, by id
  WordMap<int32_t> ids_;
  std::vector<int32_t> symbols_;  // of all words, as ids
  std::vector<Word> words_;
  Pairs pairs_;

  // Of the merge at hand.
  PairsOfSymbol before_left_{pairs_, true}, before_merged_{pairs_, true};
  PairsOfSymbol after_right_{pairs_, false}, after_merged_{pairs_, false};
};

}  // namespace

void WordCounter::add(std::span<const std::string_view> lines) {
  parts_.resize(std::max(parts_.size(), static_cast<size_t>(threads())));
  const size_t share = (lines.size() + parts_.size() - 1) / parts_.size();
  parallel_for(std::ssize(parts_), 1, [&](int64_t part, int64_t) {
    TokenCounts& counts = parts_[static_cast<size_t>(part)];
    const size_t first = std::min(lines.size(), static_cast<size_t>(part) * share);
    for (const std::string_view line : lines.subspan(first, std::min(share, lines.size() - first)))
      split_(line, [&](std::string_view word) { ++counts[word]; });
  });
}

TokenCounts WordCounter::take() {
  TokenCounts counts;
  for (TokenCounts& part : parts_) {
    if (counts.empty())
      counts = std::move(part);
    else
      counts += part;
    part = {};
  }
  return counts;
}

TokenCounts count_words(std::span<const std::string> lines, const WordSplitter& split) {
  WordCounter counter(split);
  counter.add(std::vector<std::string_view>(lines.begin(), lines.end()));
  return counter.take();
}

std::vector<Merge> learn_merges(const TokenCounts& words,
                                const std::function<Symbols(const std::string&)>& spell,
                                const LearnOptions& options,
                                const std::function<bool(const std::string&)>& mergeable) {
  return MergeLearner(words, spell, mergeable, options).run();
}

}  // namespace gloss::translate
