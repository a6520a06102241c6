#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/case_marks.h"
#include "apps/translate/text/known_characters.h"
#include "apps/translate/text/subwords.h"
#include "apps/translate/text/vocabulary.h"
#include "apps/translate/text/word_map.h"

namespace gloss::translate {

// The ids of words that were encoded before.
using KnownWords = WordMap<int32_t>;

// Encodes lines of one language as token ids, and decodes them. Tokens are whole words
// (tokenizer.h), or subwords if the codec has rules for them. With subwords, capitals are tokens of
// their own if the vocabulary has case marks (case_marks.h). A blank line has no tokens.
class Codec {
 public:
  Codec() = default;

  // With subword rules: std::invalid_argument if a byte is missing from the vocabulary.
  Codec(Vocabulary vocabulary, bool lowercase, std::shared_ptr<const SubwordRules> rules = nullptr);

  // Subwords are never unknown: a piece outside the vocabulary is replaced by its parts. Dropout
  // changes subwords only.
  std::vector<std::string> tokens(std::string_view line) const;
  std::vector<int32_t> encode(std::string_view line, MergeDropout* dropout = nullptr) const;

  // The same ids. With subwords a word is segmented only if it is neither in `known` nor in
  // `added`, and then added to the latter.
  std::vector<int32_t> encode(std::string_view line, const KnownWords& known,
                              KnownWords& added) const;

  // The same for a line that decode() wrote: "<unk>" is read as the unknown token.
  std::vector<int32_t> encode_decoded(std::string_view line) const;

  // A source line as it is translated: in the characters of the vocabulary (known_characters.h).
  std::string in_known_characters(std::string_view line) const { return known_.rewrite(line); }

  // A line as decode() could write it: in lower case if all text is.
  std::string in_own_case(std::string_view line) const;

  // Always a single line of UTF-8. <pad> and <s> become nothing, <unk> becomes "<unk>", and </s>
  // ends the line. Bytes that belong to no character (a network may write such) become U+FFFD. With
  // subwords decode(encode(x)) == x for every line of UTF-8 that is not blank.
  // std::invalid_argument for an id outside [0, size()).
  std::string decode(std::span<const int32_t> ids) const;

  const Vocabulary& vocabulary() const { return vocabulary_; }
  const SubwordRules* subword_rules() const { return rules_.get(); }  // nullptr: whole words

 private:
  void append_marked(CaseMark mark, std::string_view part, MergeDropout* dropout,
                     std::vector<int32_t>& ids) const;
  void append_ids(const std::string& piece, std::vector<int32_t>& ids) const;

  Vocabulary vocabulary_;
  KnownCharacters known_;
  bool lowercase_ = false;
  std::shared_ptr<const SubwordRules> rules_;

  // With subwords: the ids of the case marks, if the vocabulary has them.
  int32_t capital_ = models::kUnk, all_capitals_ = models::kUnk;
};

}  // namespace gloss::translate
