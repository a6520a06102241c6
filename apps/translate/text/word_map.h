#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "core/check.h"

namespace gloss::translate {

// A hash table from words to a few numbers each. Finding a word costs two cache misses, one in the
// slots and one in the records; with std::unordered_map it costs four. Words that are added first
// lie together, so that the cache holds the most frequent words if these are.
//
//   slots    hash, place of the record | empty | ...                     linear probing
//   records  bytes of the word | how many numbers | numbers | the word | bytes of the next | ...
template <class Number>
class WordMap {
 public:
  size_t size() const { return size_; }

  // The numbers of a word, or nothing. A span is valid until the next add().
  std::optional<std::span<const Number>> find(std::string_view word) const {
    return numbers_of(find_record(word, hash_of(word)));
  }
  std::optional<std::span<Number>> find(std::string_view word) {
    const size_t record = find_record(word, hash_of(word));
    if (record == 0) return std::nullopt;
    return std::span(records_.data() + record + 2, count(record));
  }

  // Calls visit(i, the numbers of words[i] or nothing) for each i. The cache misses of a word
  // overlap with the work for those before it: its slot is fetched 32 words ahead, its record 16.
  template <class Visit>
  void find_all(std::span<const std::string_view> words, const Visit& visit) const {
    constexpr size_t kAhead = 16;
    std::array<uint32_t, 2 * kAhead> hashes = {};
    const auto hash = [&](size_t i) -> uint32_t& { return hashes[i % (2 * kAhead)]; };
    const auto slot = [&](size_t i) { return &slots_[hash(i) & (slots_.size() - 1)]; };
    for (size_t i = 0; i < words.size() + 2 * kAhead; ++i) {
      if (i >= 2 * kAhead) {
        const size_t at = i - 2 * kAhead;
        visit(at, numbers_of(find_record(words[at], hash(at))));
      }
      if (i < words.size()) {
        hash(i) = hash_of(words[i]);
        __builtin_prefetch(slot(i));
      }
      if (i >= kAhead && i - kAhead < words.size())
        __builtin_prefetch(&records_[slot(i - kAhead)->record]);
    }
  }

  // Adds a word that is not there, with numbers to overwrite: they are 0.
  std::span<Number> add(std::string_view word, size_t numbers) {
    if (2 * ++size_ > slots_.size()) grow();
    const size_t record = records_.size();
    check(record <= UINT32_MAX, "corpus", "too many different words");
    records_.resize(record + record_size(word.size(), numbers));
    Number* const header = records_.data() + record;
    header[0] = static_cast<Number>(word.size());
    header[1] = static_cast<Number>(numbers);
    word.copy(reinterpret_cast<char*>(header + 2 + numbers), word.size());
    insert({hash_of(word), static_cast<uint32_t>(record)});
    return {header + 2, numbers};
  }

  // Calls visit(word, its numbers) in the order in which the words were added.
  template <class Visit>
  void for_each(const Visit& visit) const {
    for (size_t at = 1; at < records_.size(); at += record_size(text(at).size(), count(at)))
      visit(text(at), std::span(numbers(at), count(at)));
  }

 private:
  struct Slot {
    uint32_t hash = 0, record = 0;  // record 0: the slot is empty
  };

  static uint32_t hash_of(std::string_view word) {
    return static_cast<uint32_t>(std::hash<std::string_view>()(word));
  }
  static size_t record_size(size_t bytes, size_t numbers) {
    return 2 + numbers + (bytes + sizeof(Number) - 1) / sizeof(Number);
  }

  size_t count(size_t record) const { return static_cast<size_t>(records_[record + 1]); }
  const Number* numbers(size_t record) const { return records_.data() + record + 2; }
  std::string_view text(size_t record) const {
    return {reinterpret_cast<const char*>(numbers(record) + count(record)),
            static_cast<size_t>(records_[record])};
  }

  std::optional<std::span<const Number>> numbers_of(size_t record) const {
    if (record == 0) return std::nullopt;
    return std::span(numbers(record), count(record));
  }

  // 0 if the word is not there.
  size_t find_record(std::string_view word, uint32_t hash) const {
    for (size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
      const Slot slot = slots_[at];
      if (slot.record == 0 || (slot.hash == hash && text(slot.record) == word)) return slot.record;
    }
  }

  void insert(Slot slot) {
    size_t at = slot.hash & (slots_.size() - 1);
    while (slots_[at].record > 0)
      at = (at + 1) & (slots_.size() - 1);
    slots_[at] = slot;
  }

  void grow() {
    const auto before =
        std::exchange(slots_, std::vector<Slot>(std::max<size_t>(64, 2 * slots_.size())));
    for (const Slot slot : before)
      if (slot.record > 0) insert(slot);
  }

  std::vector<Slot> slots_ = std::vector<Slot>(1);  // a power of two, at least half of them empty
  std::vector<Number> records_{0};
  size_t size_ = 0;
};

// How often each token occurs.
class TokenCounts {
 public:
  TokenCounts() = default;
  TokenCounts(std::initializer_list<std::pair<std::string_view, int64_t>> counts) {
    for (const auto& [token, count] : counts)
      (*this)[token] += count;
  }

  size_t size() const { return counts_.size(); }
  bool empty() const { return size() == 0; }

  // Adds the token with a count of 0 if it is not there. The reference is valid until the next one
  // is added.
  int64_t& operator[](std::string_view token) {
    if (const auto found = counts_.find(token)) return found->front();
    return counts_.add(token, 1).front();
  }
  int64_t of(std::string_view token) const {  // 0 if it is not there
    const auto found = counts_.find(token);
    return found ? found->front() : 0;
  }

  // Calls visit(token, count).
  template <class Visit>
  void for_each(const Visit& visit) const {
    counts_.for_each([&](std::string_view token, std::span<const int64_t> count) {
      visit(token, count.front());
    });
  }

  TokenCounts& operator+=(const TokenCounts& more) {
    more.for_each([this](std::string_view token, int64_t count) { (*this)[token] += count; });
    return *this;
  }

  bool operator==(const TokenCounts& other) const {
    bool same = size() == other.size();
    for_each([&](std::string_view token, int64_t count) {
      same = same && other.counts_.find(token) && other.of(token) == count;
    });
    return same;
  }

 private:
  WordMap<int64_t> counts_;
};

}  // namespace gloss::translate
