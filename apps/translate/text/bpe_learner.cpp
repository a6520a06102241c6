#include "apps/translate/text/bpe_learner.h"

#include <algorithm>
#include <queue>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "core/parallel.h"

namespace gloss::translate {
namespace {

constexpr int32_t kBarrier = -1;  // a symbol that is never merged

struct Word {
  size_t begin;  // of its symbols among those of all words
  int32_t length;
  int64_t count;
};

struct Pair {
  int64_t count = 0;
  std::vector<int32_t> words;  // that may hold it; some more than once, some no longer
};

class Learner {
 public:
  Learner(const TokenCounts& words, const std::function<Symbols(const std::string&)>& spell,
          const std::function<bool(const std::string&)>& mergeable, const LearnOptions& options)
      : options_(options), queue_(Later{this}) {
    std::vector<const TokenCounts::value_type*> sorted;  // not in the order of the map
    for (const auto& entry : words)
      sorted.push_back(&entry);
    std::ranges::sort(
        sorted, {}, [](const auto* entry) -> const auto& { return entry->first; });
    for (const auto* entry : sorted) {
      const size_t begin = symbols_.size();
      for (const std::string& symbol : spell(entry->first))
        symbols_.push_back(mergeable && !mergeable(symbol) ? kBarrier : id_of(symbol));
      words_.push_back({begin, static_cast<int32_t>(symbols_.size() - begin), entry->second});
    }
    for (size_t w = 0; w < words_.size(); ++w)
      for (int32_t i = 0; i + 1 < words_[w].length; ++i)
        change(symbol(w, i), symbol(w, i + 1), static_cast<int32_t>(w), words_[w].count);
    for (const auto& [key, pair] : pairs_)
      queue_.push({pair.count, key});
  }

  std::vector<Merge> run() {
    std::vector<Merge> merges;
    while (static_cast<int64_t>(merges.size()) < options_.merges && !queue_.empty()) {
      const Candidate best = queue_.top();
      queue_.pop();
      const auto found = pairs_.find(best.key);
      if (found == pairs_.end() || found->second.count < options_.min_count) continue;
      if (found->second.count != best.count) {  // it has changed since
        if (found->second.count < best.count) queue_.push({found->second.count, best.key});
        continue;
      }
      const std::vector<int32_t> holders = std::move(found->second.words);
      const int32_t left = left_of(best.key), right = right_of(best.key);
      merges.push_back({texts_[at(left)], texts_[at(right)]});
      const int32_t merged = id_of(texts_[at(left)] + texts_[at(right)]);
      grown_.clear();
      for (const int32_t w : holders)
        merge_in(w, left, right, merged);
      pairs_.erase(best.key);
      for (const uint64_t key : grown_)
        if (const auto pair = pairs_.find(key); pair != pairs_.end())
          queue_.push({pair->second.count, key});
    }
    return merges;
  }

 private:
  // A pair and the count it had when it was queued.
  struct Candidate {
    int64_t count;
    uint64_t key;
  };
  struct Later {
    const Learner* learner;
    bool operator()(const Candidate& a, const Candidate& b) const { return learner->later(a, b); }
  };

  static size_t at(int32_t id) { return static_cast<size_t>(id); }
  static int32_t left_of(uint64_t key) { return static_cast<int32_t>(key >> 32); }
  static int32_t right_of(uint64_t key) { return static_cast<int32_t>(key & 0xFFFFFFFF); }

  bool later(const Candidate& a, const Candidate& b) const {
    if (a.count != b.count) return a.count < b.count;
    const auto text = [&](const Candidate& c) {
      return std::tie(texts_[at(left_of(c.key))], texts_[at(right_of(c.key))]);
    };
    return options_.larger_pair_first ? text(a) < text(b) : text(b) < text(a);
  }

  int32_t id_of(const std::string& text) {
    const auto [entry, added] = ids_.emplace(text, static_cast<int32_t>(texts_.size()));
    if (added) texts_.push_back(text);
    return entry->second;
  }

  int32_t& symbol(size_t word, int32_t i) { return symbols_[words_[word].begin + at(i)]; }

  // `count` more pairs, or fewer, in the word.
  void change(int32_t left, int32_t right, int32_t word, int64_t count) {
    if (left == kBarrier || right == kBarrier) return;
    Pair& pair = pairs_[pair_key(left, right)];
    pair.count += count;
    if (count > 0 && (pair.words.empty() || pair.words.back() != word)) pair.words.push_back(word);
  }

  // Replaces left right by merged in the word, from left to right, and brings the counts of all
  // pairs around the places up to date.
  void merge_in(int32_t w, int32_t left, int32_t right, int32_t merged) {
    Word& word = words_[at(w)];
    int32_t* const symbols = symbols_.data() + word.begin;
    replaced_.assign(at(word.length), false);
    bool any = false;
    for (int32_t i = 0; i + 1 < word.length; ++i)
      if (symbols[i] == left && symbols[i + 1] == right) {
        replaced_[at(i)] = replaced_[at(i + 1)] = any = true;
        ++i;
      }
    if (!any) return;
    for (int32_t i = 0; i + 1 < word.length; ++i)
      if (replaced_[at(i)] || replaced_[at(i + 1)])
        change(symbols[i], symbols[i + 1], w, -word.count);

    int32_t length = 0;
    for (int32_t i = 0; i < word.length; ++i, ++length) {
      const bool here = replaced_[at(i)];
      symbols[length] = here ? merged : symbols[i];
      replaced_[at(length)] = here;
      if (here) ++i;
    }
    word.length = length;
    for (int32_t i = 0; i + 1 < length; ++i)
      if (replaced_[at(i)] || replaced_[at(i + 1)]) {
        change(symbols[i], symbols[i + 1], w, word.count);
        grown_.push_back(pair_key(symbols[i], symbols[i + 1]));
      }
  }

  const LearnOptions options_;
  std::vector<std::string> texts_;  // of the symbols, by id
  std::unordered_map<std::string, int32_t> ids_;
  std::vector<int32_t> symbols_;  // of all words, one after the other
  std::vector<Word> words_;
  std::unordered_map<uint64_t, Pair> pairs_;
  std::priority_queue<Candidate, std::vector<Candidate>, Later> queue_;
  std::vector<char> replaced_;   // in the word at hand: part of a place, later the merged symbol
  std::vector<uint64_t> grown_;  // pairs that a merge has made more frequent
};

}  // namespace

TokenCounts count_words(std::span<const std::string> lines, const WordCutter& cutter) {
  constexpr int64_t kLines = 16384;  // counted together, by one thread
  const auto n = static_cast<int64_t>(lines.size());
  std::vector<TokenCounts> parts(static_cast<size_t>((n + kLines - 1) / kLines));
  parallel_for(n, kLines, [&](int64_t begin, int64_t end) {
    TokenCounts& counts = parts[static_cast<size_t>(begin / kLines)];
    std::string line, word;  // outside the loop to keep their memory
    for (int64_t i = begin; i < end; ++i) {
      line.assign(cutter.prefix).append(lines[static_cast<size_t>(i)]);
      for (size_t at = 0; at < line.size(); at += word.size()) {
        word = cutter.next(line, at);
        if (cutter.counts(word)) ++counts[word];
      }
    }
  });
  TokenCounts counts;
  for (const TokenCounts& part : parts)
    add_counts(counts, part);
  return counts;
}

void add_counts(TokenCounts& counts, const TokenCounts& more) {
  for (const auto& [word, count] : more)
    counts[word] += count;
}

std::vector<Merge> learn_merges(const TokenCounts& words,
                                const std::function<Symbols(const std::string&)>& spell,
                                const LearnOptions& options,
                                const std::function<bool(const std::string&)>& mergeable) {
  return Learner(words, spell, mergeable, options).run();
}

}  // namespace gloss::translate
