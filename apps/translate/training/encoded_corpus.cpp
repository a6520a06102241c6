#include "apps/translate/training/encoded_corpus.h"

#include <algorithm>

#include "core/parallel.h"

namespace gloss::translate {

std::vector<size_t> spread(size_t size, size_t count) {
  std::vector<size_t> chosen;
  for (size_t i = 0; i < std::min(size, count); ++i)
    chosen.push_back(i * size / std::min(size, count));
  return chosen;
}

void CorpusEncoder::add(std::span<const SentencePair> pairs) {
  constexpr size_t kBlock = 1 << 14;
  for (size_t first = 0; first < pairs.size(); first += kBlock)
    add_block(pairs.subspan(first, std::min(kBlock, pairs.size() - first)));
}

// Each chunk collects its new words, which the following blocks know.
void CorpusEncoder::add_block(std::span<const SentencePair> pairs) {
  constexpr size_t kChunk = 512, kMostWords = 1 << 20;  // of a side: about 60 MB
  struct Chunk {
    PackedPairs<int32_t> encoded;
    KnownWords source, target;
  };
  std::vector<Chunk> chunks((pairs.size() + kChunk - 1) / kChunk);
  parallel_for(std::ssize(chunks), 1, [&](int64_t begin, int64_t) {
    Chunk& chunk = chunks[static_cast<size_t>(begin)];
    const size_t first = static_cast<size_t>(begin) * kChunk;
    for (const auto& [source, target] :
         pairs.subspan(first, std::min(kChunk, pairs.size() - first)))
      chunk.encoded.push_back(checkpoint_.source.encode(source, source_, chunk.source),
                              checkpoint_.target.encode(target, target_, chunk.target));
  });
  const auto learn = [&](KnownWords& known, KnownWords Chunk::*side) {
    for (const Chunk& chunk : chunks)
      (chunk.*side).for_each([&](std::string_view word, std::span<const int32_t> ids) {
        if (known.size() < kMostWords && !known.find(word))
          std::ranges::copy(ids, known.add(word, ids.size()).begin());
      });
  };
  const auto append = [&] {
    auto pair = pairs.begin();
    for (const Chunk& chunk : chunks)
      for (size_t i = 0; i < chunk.encoded.size(); ++i) {
        const SentencePair& text = *pair++;
        const auto source = chunk.encoded.source(i), target = chunk.encoded.target(i);
        if (max_length_ > 0 && std::max(std::ssize(source), std::ssize(target)) > max_length_)
          continue;
        corpus_.encoded.push_back(source, target);
        corpus_.text_hash = hash_of_pairs(corpus_.text_hash, text);
        if (keep_text_) corpus_.pairs.push_back(text);
      }
  };
  parallel_tasks(3, [&](int64_t task) {
    if (task == 0) append();
    if (task == 1) learn(source_, &Chunk::source);
    if (task == 2) learn(target_, &Chunk::target);
  });
}

EncodedCorpus encode(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                     int64_t max_length) {
  CorpusEncoder encoder(checkpoint, max_length, true);
  encoder.add(pairs);
  return encoder.take();
}

EncodedCorpus sample(const EncodedCorpus& corpus, size_t count) {
  EncodedCorpus chosen;
  for (const size_t i : spread(corpus.size(), count)) {
    chosen.encoded.push_back(corpus.encoded[i]);
    chosen.pairs.push_back(corpus.pairs[i]);
  }
  return chosen;
}

}  // namespace gloss::translate
