#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>

#include "apps/translate/text/bpe.h"
#include "apps/translate/text/vocabulary.h"

// Raw text as subwords, without any loss: no tokenizer, no unknown token, every space kept. A line
// is cut into words (for_each_word()), a word into pieces by byte-pair encoding (bpe.h). How pieces
// are written down:
//
//   A man's dog.   ->   ▁A ▁man 's ▁dog .
//   Zoë 😀         ->   ▁Zo <0xC3> <0xAB> ▁ <0xF0> <0x9F> <0x98> <0x80>
//
// - ▁ is a space. A space and the character after it are one symbol from the start.
// - <0xC3> is a byte. A character outside printable ASCII falls back to its bytes if it is too rare
//   to be learnt. Control characters, tabs and a ▁ in the text itself always do.
// - No other piece looks like these, because words and bytes are never merged with one another.

namespace gloss::translate {

// What is learnt from the text of both languages together: which characters are symbols, and how
// they merge.
class SubwordRules {
 public:
  SubwordRules() = default;

  // From the words of the text, as count_subword_words() gives them. A character is a symbol if it
  // occurs twice, counted separately with and without a space in front; a pair likewise.
  static SubwordRules learn(const TokenCounts& words, int64_t merges);

  // The pieces of one word.
  Symbols segment(std::string_view word, MergeDropout* dropout = nullptr) const {
    return merges_.apply(spell(word), dropout);
  }

  // The pieces that a piece was made of: for a merge both sides, for a character its space and its
  // bytes. A byte has none.
  Symbols parts(const std::string& piece) const;

  int64_t merges() const { return static_cast<int64_t>(merges_.merges().size()); }

  // A line for each character, then one for each merge, its two sides separated by a space; and
  // back. Text of another kind is an std::runtime_error.
  std::string to_text() const;
  static SubwordRules from_text(std::string_view text);

 private:
  Symbols spell(std::string_view word) const;

  std::unordered_set<std::string> characters_;  // "ä", "▁a": symbols of more than one byte
  MergeTable merges_;
};

// A byte as a piece: "a", "▁", "<0xC3>". And the text that a piece stands for.
std::string byte_piece(char byte);
std::string text_of_piece(std::string_view piece);

// Splits a line into words for subwords; with case marks (case_marks.h) in the small letters that
// they leave.
WordSplitter subword_splitter(bool case_marks);

// The words of all lines.
TokenCounts count_subword_words(std::span<const std::string> lines, bool case_marks = false);

// The pieces in these words that occur `min_frequency` times, all 256 bytes, and the case marks, if
// asked for. It holds at most 4 reserved ids + 256 bytes + 2 marks + characters + merges, less the
// pieces that occur only inside larger ones.
Vocabulary subword_vocabulary(const SubwordRules& rules, const TokenCounts& words,
                              int64_t min_frequency, bool case_marks = false);

}  // namespace gloss::translate
