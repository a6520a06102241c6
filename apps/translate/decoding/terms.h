#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "models/constraints.h"

// Texts that a translation must contain: the terms of a glossary, and protected text.

namespace gloss::translate {

// A text of the source and the one that must stand in the translation for it.
struct Term {
  std::string source, target;
  size_t at = 0;  // byte of the sentence (the line, or its part) where the source begins
  bool is_protected = false;  // it is not from the glossary, but copied

  bool operator==(const Term&) const = default;
};

// Finds terms in lines. A term is found as whole words: letters and digits do not touch it.
class TermFinder {
 public:
  // Source TAB target in each line of the file; of lines with the same source the first one counts.
  // std::runtime_error if it cannot be read or a side is blank.
  void add_glossary(const std::string& path);

  // Numbers, URLs, e-mail addresses, and what stands between braces, with the braces.
  void protect() { protect_ = true; }

  // The terms of a line, from left to right. They do not overlap: protected text comes first, and
  // where several terms begin at a place, the longest. A term matches with its exact capitals
  // first; if none does, regardless of capitals.
  std::vector<Term> find(std::string_view line) const;

 private:
  bool protect_ = false;
  size_t longest_ = 0;                                          // source, in bytes
  std::unordered_map<std::string, std::string> targets_;        // by source
  std::unordered_map<std::string, std::string> lower_targets_;  // by source in small letters
};

// For each term, whether it is in the text, as whole words. The same words serve one term alone.
std::vector<bool> terms_met(std::string_view text, const std::vector<Term>& terms, bool lowercase);

// A translation of a model that writes small letters, with the terms in it as they are spelled.
std::string with_terms_spelled(std::string text, const std::vector<Term>& terms);

// The terms of a line as phrases of tokens for models::search(). Terms whose target has unknown
// words are left out.
class TermEncoder {
 public:
  explicit TermEncoder(const Checkpoint& checkpoint);  // which must outlive the encoder
  models::Constraints encode(const std::string& line, const std::vector<Term>& terms) const;

 private:
  const Codec &source_, &target_;
  std::vector<int32_t> forbidden_;
  std::shared_ptr<const models::PhraseBorders> borders_;
};

}  // namespace gloss::translate
