#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/held_out.h"
#include "apps/translate/training/encoded_pairs.h"

// A whole corpus as token ids.

namespace gloss::translate {

// At most `count` of the indices 0 .. size - 1, evenly spread.
std::vector<size_t> spread(size_t size, size_t count);

// Sentence pairs as ids.
struct EncodedCorpus {
  EncodedPairs encoded;
  TextPairs pairs;  // the same as text, or empty if the text is not needed any more
  uint64_t text_hash = kNoPairsHash;

  size_t size() const { return encoded.size(); }
};

// Encodes pairs that come bit by bit. It remembers the ids of words, so that each word is segmented
// once.
class CorpusEncoder {
 public:
  // With a file the ids are in it instead of the memory.
  CorpusEncoder(const Checkpoint& checkpoint, int64_t max_length, bool keep_text,
                std::shared_ptr<TemporaryFile> file = nullptr)
      : checkpoint_(checkpoint), max_length_(max_length), keep_text_(keep_text) {
    corpus_.encoded = EncodedPairs(std::move(file));
  }

  // Adds pairs, but not those with more than `max_length` tokens of the model on a side; 0: no
  // limit. One word of 8,000 letters may be 8,000 tokens.
  void add(std::span<const SentencePair> pairs);

  EncodedCorpus take() { return std::move(corpus_); }

 private:
  void add_block(std::span<const SentencePair> pairs);

  const Checkpoint& checkpoint_;
  const int64_t max_length_;
  const bool keep_text_;
  KnownWords source_, target_;
  EncodedCorpus corpus_;
};

EncodedCorpus encode(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                     int64_t max_length = 0);

// At most `count` of the pairs, evenly spread.
EncodedCorpus sample(const EncodedCorpus& corpus, size_t count);

}  // namespace gloss::translate
