#include <queue>
#include <tuple>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "apps/translate/text/bpe.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

constexpr int32_t kBarrier = -1;  // a symbol that is never merged

struct Word {
  std::vector<int32_t> symbols;  // ids
  int64_t count;
};

struct Pair {
  int64_t count = 0;
  std::vector<size_t> words;  // that may hold it; some more than once, some no longer
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
    for (const auto& [word, count] : words) {
      std::vector<int32_t> symbols;
      for (const std::string& symbol : spell(word))
        symbols.push_back(mergeable && !mergeable(symbol) ? kBarrier : id_of(symbol));
      for (size_t i = 0; i + 1 < symbols.size(); ++i)
        change_count(symbols[i], symbols[i + 1], words_.size(), count);
      words_.push_back({std::move(symbols), count});
    }
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
      const std::vector<size_t> holders = std::move(found->second.words);
      for (const size_t word : holders)
        merge_in(word, left, right, merged);
      pairs_.erase(best.key);
      for (const uint64_t key : grown_)
        if (const auto pair = pairs_.find(key); pair != pairs_.end())
          queue.push({pair->second.count, key});
      grown_.clear();
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
    const auto [entry, added] = ids_.emplace(text, static_cast<int32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return entry->second;
  }

  // Adds `count` to the count of a pair that stands in the word; negative if it no longer does.
  void change_count(int32_t left, int32_t right, size_t word, int64_t count) {
    if (left == kBarrier || right == kBarrier) return;
    Pair& pair = pairs_[pair_key(left, right)];
    pair.count += count;
    if (count > 0 && (pair.words.empty() || pair.words.back() != word)) pair.words.push_back(word);
  }

  // In the word, x left right y becomes x merged y: the pairs with x and y change.
  void merge_in(size_t w, int32_t left, int32_t right, int32_t merged) {
    auto& [symbols, count] = words_[w];
    const auto replace = [&, n = count](int32_t a, int32_t b, int32_t new_a, int32_t new_b) {
      change_count(a, b, w, -n);
      change_count(new_a, new_b, w, n);
      grown_.insert(pair_key(new_a, new_b));
    };
    size_t written = 0;
    for (size_t i = 0; i < symbols.size(); ++i) {
      const bool here = symbols[i] == left && i + 1 < symbols.size() && symbols[i + 1] == right;
      if (here) {
        if (written > 0) replace(symbols[written - 1], left, symbols[written - 1], merged);
        if (i + 2 < symbols.size()) replace(right, symbols[i + 2], merged, symbols[i + 2]);
        ++i;
      }
      symbols[written++] = here ? merged : symbols[i];
    }
    symbols.resize(written);
  }

  const LearnOptions options_;
  std::vector<std::string> texts_;  // of the symbols, by id
  std::unordered_map<std::string, int32_t> ids_;
  std::vector<Word> words_;
  std::unordered_map<uint64_t, Pair> pairs_;
  std::unordered_set<uint64_t> grown_;  // pairs that the merge at hand makes more frequent
};

}  // namespace

void WordCounter::add(std::span<const std::string_view> lines) {
  parts_.resize(std::max(parts_.size(), static_cast<size_t>(threads())));
  const size_t share = (lines.size() + parts_.size() - 1) / parts_.size();
  parallel_for(std::ssize(parts_), 1, [&](int64_t part, int64_t) {
    TokenCounts& counts = parts_[static_cast<size_t>(part)];
    const size_t first = std::min(lines.size(), static_cast<size_t>(part) * share);
    std::string key;  // outside the loop to keep its memory
    for (const std::string_view line : lines.subspan(first, std::min(share, lines.size() - first)))
      split_(line, [&](std::string_view word) { ++counts[key = word]; });
  });
}

TokenCounts WordCounter::take() {
  TokenCounts counts;
  for (TokenCounts& part : parts_) {
    if (counts.empty())
      counts = std::move(part);
    else
      add_counts(counts, part);
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
