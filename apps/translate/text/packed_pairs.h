#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/text/pair_reader.h"
#include "apps/translate/text/temporary_file.h"
#include "core/check.h"

namespace gloss::translate {

// Pairs of sequences in a few large arrays: millions of small ones would take several times the
// memory. Pair i is in block i / kBlock, so that adding pairs never moves the blocks before.
//
//   items   source 0 | target 0 | source 1 | target 1 | ...
//   ends             ^          ^          ^          ^
//
// With a file the items of full blocks are in it instead of the memory.
template <class Item>
class PackedPairs {
 public:
  explicit PackedPairs(std::shared_ptr<TemporaryFile> file = nullptr) : file_(std::move(file)) {}

  size_t size() const { return size_; }
  bool in_file() const { return file_ != nullptr; }

  // Two sequences of items, or of what Item holds without loss.
  template <class Items>
  void push_back(const Items& source, const Items& target) {
    if (size_ % kBlock == 0) blocks_.emplace_back();
    Block& block = blocks_.back();
    for (const Items* const side : {&source, &target}) {
      block.items.insert(block.items.end(), side->begin(), side->end());
      check(block.items.size() <= UINT32_MAX, "corpus", "sentences are too long");
      block.ends.push_back(static_cast<uint32_t>(block.items.size()));
    }
    if (++size_ % kBlock > 0) return;
    block.ends.shrink_to_fit();
    if (file_ == nullptr || block.items.empty()) {
      block.items.shrink_to_fit();
      return;
    }
    block.mapped = reinterpret_cast<const Item*>(file_->append_mapped(
        {reinterpret_cast<const char*>(block.items.data()), block.items.size() * sizeof(Item)}));
    block.items = {};
  }

  std::span<const Item> source(size_t i) const { return side(i, 0); }
  std::span<const Item> target(size_t i) const { return side(i, 1); }

 private:
  static constexpr size_t kBlock = 1 << 14;

  struct Block {
    std::vector<Item> items;
    const Item* mapped = nullptr;  // where the items are in the file
    std::vector<uint32_t> ends;
  };

  std::span<const Item> side(size_t i, size_t which) const {
    const Block& block = blocks_[i / kBlock];
    const size_t at = 2 * (i % kBlock) + which;
    const size_t begin = at == 0 ? 0 : block.ends[at - 1];
    return {(block.mapped ? block.mapped : block.items.data()) + begin, block.ends[at] - begin};
  }

  std::shared_ptr<TemporaryFile> file_;
  std::vector<Block> blocks_;
  size_t size_ = 0;
};

// The text of sentence pairs.
class TextPairs {
 public:
  size_t size() const { return packed_.size(); }
  bool empty() const { return size() == 0; }
  void push_back(const SentencePair& pair) { packed_.push_back(pair.source, pair.target); }

  SentencePair operator[](size_t i) const {
    const auto text = [](std::span<const char> side) {
      return std::string(side.begin(), side.end());
    };
    return {text(packed_.source(i)), text(packed_.target(i))};
  }

  std::vector<SentencePair> to_vector() const {
    std::vector<SentencePair> pairs;
    for (size_t i = 0; i < size(); ++i)
      pairs.push_back((*this)[i]);
    return pairs;
  }

 private:
  PackedPairs<char> packed_;
};

}  // namespace gloss::translate
