#pragma once

#include <string>
#include <string_view>
#include <unordered_set>

#include "apps/translate/text/vocabulary.h"

namespace gloss::translate {

// The characters of a vocabulary. A source line is rewritten in them before it is translated,
// because a network knows nothing of a character that it was not trained on, even if it looks like
// one that it knows:
//
//   I don’t have “it”   ->   I don't have "it"
//   cafe + U+0301       ->   café                (or the reverse, for a network trained on such)
//   a + U+00A0 + cat    ->   a cat               (any white space that is not known)
//   a + U+200B + cat    ->   acat                (any invisible or control character)
//
// A run of spaces becomes one space; spaces at the ends are removed.
class KnownCharacters {
 public:
  KnownCharacters() = default;
  explicit KnownCharacters(const Vocabulary& vocabulary);

  // Replaces characters that no token has, where a known one looks like them. Others stay.
  std::string rewrite(std::string_view line) const;

 private:
  bool knows(char32_t c) const;
  void append(std::u32string& text, char32_t unknown) const;

  std::unordered_set<char32_t> characters_;
};

}  // namespace gloss::translate
