#include "apps/translate/evaluation/references.h"

#include "apps/translate/text/unicode.h"

namespace gloss::translate {

std::vector<std::string_view> references_of(size_t i, References references) {
  std::vector<std::string_view> with_text;
  for (const auto& reference : references) {
    if (!normalise_spaces(reference[i]).empty()) with_text.push_back(reference[i]);
  }
  if (with_text.empty()) with_text.push_back(references[0][i]);
  return with_text;
}

std::string number_of_references(References references) {
  const size_t first = references_of(0, references).size();
  for (size_t i = 1; i < references[0].size(); ++i) {
    if (references_of(i, references).size() != first) return "var";
  }
  return std::to_string(first);
}

}  // namespace gloss::translate
