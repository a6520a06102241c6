#include "apps/translate/text/codec.h"

#include <utility>

#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {

Codec::Codec(Vocabulary vocabulary, bool lowercase)
    : vocabulary_(std::move(vocabulary)), lowercase_(lowercase) {}

std::vector<std::string> Codec::tokens(std::string_view line) const {
  return tokens_of(line, lowercase_);
}

std::vector<int32_t> Codec::encode(std::string_view line) const {
  return vocabulary_.encode(tokens(line));
}

std::string Codec::decode(std::span<const int32_t> ids) const {
  return detokenize(vocabulary_.decode(ids));
}

std::vector<std::string> tokens_of(std::string_view line, bool lower) {
  return lower ? tokenize(lowercase(line)) : tokenize(line);
}

}  // namespace gloss::translate
