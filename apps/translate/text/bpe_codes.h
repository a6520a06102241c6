#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/bpe.h"

// Byte-pair encoding as the program subword-nmt does it, for text that is already tokenised: words
// are what spaces part, the last symbol of a word ends with </w>, and so do the merges that make
// endings. In encoded text "@@" marks each symbol that is not the last of its word:
//
//   the newest widest   ->   the new@@ est wid@@ est      (back: sed 's/@@ //g')
//
// A file of codes, version 0.2: the line "#version: 0.2", then a merge on each line, its two
// symbols parted by a space, the first learnt first. Such files are read and written to the letter,
// and learnt from the same text with the same choices (ties go to the larger pair, pairs that occur
// once are never merged), so that either program can go on from the other's. Not supported are
// version 0.1, glossaries, vocabulary thresholds and dropout.

namespace gloss::translate {

// At most `merges` merges from the lines' words; fewer if no pair occurs twice any more.
std::vector<Merge> learn_codes(std::span<const std::string> lines, int64_t merges);

void write_codes(std::ostream& out, std::span<const Merge> merges);

// Throws std::runtime_error that names the file and the line.
std::vector<Merge> read_codes(const std::string& path);

class CodesEncoder {
 public:
  explicit CodesEncoder(std::vector<Merge> merges) : merges_(std::move(merges)) {}

  // The line with its words split. Spaces at both ends are kept, runs of them inside become one.
  std::string encode(std::string_view line);

 private:
  const std::string& encode_word(const std::string& word);

  MergeTable merges_;
  std::unordered_map<std::string, std::string> encoded_;  // words met before
};

}  // namespace gloss::translate
