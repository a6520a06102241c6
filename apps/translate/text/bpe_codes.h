#pragma once

#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/bpe.h"

// Byte-pair encoding as the program subword-nmt does it, for text that is already tokenised: spaces
// separate the words, the last symbol of a word ends with </w>, and so do the merges that make
// endings. In encoded text "@@" marks each symbol that is not the last of its word:
//
//   the newest widest   ->   the new@@ est wid@@ est      (back: sed 's/@@ //g')
//
// A file of codes, version 0.2, has the line "#version: 0.2", then a merge on each line, the first
// learnt first: its two symbols, separated by a space. The files are the same bytes as those of
// subword-nmt: the same text gives the same merges (ties go to the larger pair, pairs that occur
// once are never merged), and either program reads the other's files. Not supported: version 0.1,
// glossaries, vocabulary thresholds and dropout.

namespace gloss::translate {

// At most `merges` merges from the lines' words; fewer if no pair occurs twice any more.
std::vector<Merge> learn_codes(std::span<const std::string> lines, int64_t merges);

void write_codes(std::ostream& out, std::span<const Merge> merges);

// Throws std::runtime_error that names the file and the line.
std::vector<Merge> read_codes(const std::string& path);

class CodesEncoder {
 public:
  explicit CodesEncoder(std::vector<Merge> merges) : merges_(std::move(merges)) {}

  // The line with its words split. Spaces at both ends are kept, a run of spaces inside becomes
  // one.
  std::string encode(std::string_view line);

 private:
  const std::string& encode_word(const std::string& word);

  MergeTable merges_;
  std::unordered_map<std::string, std::string> encoded_;  // words met before
};

}  // namespace gloss::translate
