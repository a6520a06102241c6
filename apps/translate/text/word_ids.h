#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace gloss::translate {

// The token ids of words: a hash table with linear probing, whose texts and ids are in two arrays.
// Words that are added first lie together, so that the cache holds the most frequent words if these
// are. With std::unordered_map each word costs four cache misses instead of one or two.
class WordIds {
 public:
  // The ids of a word, or nothing. The span is valid until the next add().
  std::optional<std::span<const int32_t>> find(std::string_view word) const {
    if (entries_.empty()) return std::nullopt;
    const size_t hash = std::hash<std::string_view>()(word);
    for (size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot slot = slots_[at];
      if (slot.number == 0) return std::nullopt;
      if (slot.tag == tag_of(hash) && text(slot.number - 1) == word) return ids(slot.number - 1);
    }
  }

  // Adds a word that is not there.
  void add(std::string_view word, std::span<const int32_t> ids) {
    if (2 * (entries_.size() + 1) > slots_.size()) grow();
    texts_ += word;
    ids_.insert(ids_.end(), ids.begin(), ids.end());
    entries_.push_back({texts_.size(), ids_.size()});
    insert(word, entries_.size());
  }

 private:
  struct Slot {
    uint32_t tag = 0;     // further bits of the hash
    uint32_t number = 0;  // of the word, from 1; 0: empty
  };
  struct Entry {
    size_t text_end, ids_end;
  };

  static uint32_t tag_of(size_t hash) { return static_cast<uint32_t>(hash >> 32); }

  std::string_view text(size_t i) const {
    const size_t begin = i == 0 ? 0 : entries_[i - 1].text_end;
    return std::string_view(texts_).substr(begin, entries_[i].text_end - begin);
  }
  std::span<const int32_t> ids(size_t i) const {
    const size_t begin = i == 0 ? 0 : entries_[i - 1].ids_end;
    return std::span(ids_).subspan(begin, entries_[i].ids_end - begin);
  }

  void insert(std::string_view word, size_t number) {
    const size_t hash = std::hash<std::string_view>()(word);
    size_t at = hash & (slots_.size() - 1);
    while (slots_[at].number > 0)
      at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {tag_of(hash), static_cast<uint32_t>(number)};
  }

  void grow() {
    slots_.assign(slots_.empty() ? 1024 : 2 * slots_.size(), {});
    for (size_t i = 0; i < entries_.size(); ++i)
      insert(text(i), i + 1);
  }

  std::vector<Slot> slots_;  // a power of two, at least half of them empty
  std::vector<Entry> entries_;
  std::string texts_;
  std::vector<int32_t> ids_;
};

}  // namespace gloss::translate
