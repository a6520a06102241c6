#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "apps/translate/text/bpe.h"
#include "apps/translate/text/bpe_learner.h"
#include "apps/translate/text/vocabulary.h"

// Raw text as subwords and back without any loss: no tokenizer, no unknown token, every space kept.
// The text is cut into words (word_splitter.h), a word into pieces by byte-pair encoding (bpe.h).
// How pieces are written down:
//
//   A man's dog.   ->   ▁A ▁man 's ▁dog .
//   Zoë 😀         ->   ▁Zo <0xC3> <0xAB> ▁ <0xF0> <0x9F> <0x98> <0x80>
//
// - ▁ is a space. A text is read as if it had one more in front, so that its first word is the same
//   piece as anywhere else. A space and the character behind it are one symbol from the start.
// - <0xC3> is a byte. All characters but those of printable ASCII fall back to bytes where they are
//   too rare to be learnt, and so do control characters, tabs and a ▁ in the text itself, always.
// - No other piece looks like these, since words and bytes are never merged with one another.

namespace gloss::translate {

// What is learnt from the text of both languages together: which characters are symbols, and how
// they merge.
class SubwordRules {
 public:
  SubwordRules() = default;

  // From the words of the text, as count_subword_words() gives them. A character is a symbol if it
  // occurs twice, counted apart with and without a space in front; likewise for pairs.
  static SubwordRules learn(const TokenCounts& words, int64_t merges);

  // The pieces of one word.
  Symbols segment(std::string_view word) const;

  // The pieces of which a piece was made: of a merge both sides, of a character its space and its
  // bytes. A byte has none.
  Symbols parts(const std::string& piece) const;

  int64_t merges() const { return static_cast<int64_t>(merges_.merges().size()); }

  // A line for each character, then one for each merge, its two sides parted by a space; and back.
  // Text that is nothing of this kind is an std::runtime_error.
  std::string to_text() const;
  static SubwordRules from_text(std::string_view text);

 private:
  Symbols spell(std::string_view word) const;

  std::unordered_set<std::string> characters_;  // "ä", "▁a": those that are not bytes by themselves
  MergeTable merges_;
};

// Each line's words, the space in front included.
TokenCounts count_subword_words(std::span<const std::string> lines);

// The pieces in these words that occur `min_frequency` times, and all 256 bytes. It holds at most
// 4 reserved ids + 256 bytes + characters + merges, less what occurs only as part of larger pieces.
Vocabulary subword_vocabulary(const SubwordRules& rules, const TokenCounts& words,
                              int64_t min_frequency);

// One language's text to ids and back, by the rules of both and a vocabulary of its own.
class SubwordCodec {
 public:
  // std::invalid_argument if a byte is missing from the vocabulary.
  SubwordCodec(std::shared_ptr<const SubwordRules> rules, Vocabulary vocabulary);

  // Never a reserved id. A piece outside the vocabulary is replaced by its parts.
  std::vector<int32_t> encode(std::string_view text) const;

  // decode(encode(x)) == x for valid UTF-8. Any ids up to the first </s> make a text: bytes that
  // belong to no character (a network may write such) become U+FFFD, <pad> and <s> nothing, <unk>
  // "<unk>". std::invalid_argument outside [0, size()).
  std::string decode(std::span<const int32_t> ids) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const SubwordRules& rules() const { return *rules_; }

 private:
  // So that a map of strings can be asked for a view.
  struct TextHash {
    using is_transparent = void;
    size_t operator()(std::string_view text) const { return std::hash<std::string_view>()(text); }
  };

  void append_ids(const std::string& piece, std::vector<int32_t>& ids) const;

  std::shared_ptr<const SubwordRules> rules_;
  Vocabulary vocabulary_;
  std::vector<std::string> bytes_;  // of each id's piece, as they stand in the text
  // Words that are one piece, most of a text: the shortcut past segment().
  std::unordered_map<std::string, int32_t, TextHash, std::equal_to<>> whole_words_;
};

}  // namespace gloss::translate
