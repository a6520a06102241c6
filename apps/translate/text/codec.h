#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/subwords.h"
#include "apps/translate/text/vocabulary.h"

namespace gloss::translate {

// One language's way from raw text to token ids and back. Tokens are whole words, or subwords where
// the codec has rules for them. A line of white space alone has none.
class Codec {
 public:
  Codec() = default;
  Codec(Vocabulary vocabulary, bool lowercase);
  Codec(std::shared_ptr<const SubwordRules> rules, Vocabulary vocabulary, bool lowercase);

  std::vector<std::string> tokens(std::string_view line) const;
  std::vector<int32_t> encode(std::string_view line) const;

  // Always a single line of UTF-8, whatever the ids are.
  std::string decode(std::span<const int32_t> ids) const;

  const Vocabulary& vocabulary() const { return subwords_ ? subwords_->vocabulary() : vocabulary_; }
  const SubwordRules* subword_rules() const { return subwords_ ? &subwords_->rules() : nullptr; }

 private:
  Vocabulary vocabulary_;
  std::shared_ptr<const SubwordCodec> subwords_;
  bool lowercase_ = false;
};

// The words of a line, as a codec would see them before it has a vocabulary.
std::vector<std::string> tokens_of(std::string_view line, bool lowercase);

}  // namespace gloss::translate
