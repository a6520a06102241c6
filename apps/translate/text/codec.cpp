#include "apps/translate/text/codec.h"

#include <algorithm>
#include <utility>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {

Codec::Codec(Vocabulary vocabulary, bool lowercase)
    : vocabulary_(std::move(vocabulary)), lowercase_(lowercase) {}

Codec::Codec(std::shared_ptr<const SubwordRules> rules, Vocabulary vocabulary, bool lowercase)
    : subwords_(std::make_shared<SubwordCodec>(std::move(rules), std::move(vocabulary))),
      lowercase_(lowercase) {}

std::vector<std::string> Codec::tokens(std::string_view line) const {
  return subwords_ ? vocabulary().decode(encode(line)) : tokens_of(line, lowercase_);
}

std::vector<int32_t> Codec::encode(std::string_view line) const {
  if (!subwords_) return vocabulary_.encode(tokens(line));
  if (normalise_spaces(line).empty()) return {};
  return subwords_->encode(lowercase_ ? lowercase(line) : line);
}

std::string Codec::decode(std::span<const int32_t> ids) const {
  if (!subwords_) return detokenize(vocabulary_.decode(ids));
  std::string line = subwords_->decode(ids);
  std::ranges::replace(line, '\n', ' ');  // a byte that no line holds, but a network may write
  return line;
}

std::vector<std::string> tokens_of(std::string_view line, bool lower) {
  return lower ? tokenize(lowercase(line)) : tokenize(line);
}

}  // namespace gloss::translate
