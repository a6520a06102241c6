#pragma once

#include <cstdint>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/decoding/translation.h"

namespace gloss::translate {

enum class AlignmentForm { kNone, kHard, kSoft, kHeatmap };
inline constexpr std::pair<std::string_view, AlignmentForm> kAlignmentForms[] = {
    {"hard", AlignmentForm::kHard},
    {"soft", AlignmentForm::kSoft},
    {"heatmap", AlignmentForm::kHeatmap}};

// What is written of a translation.
struct WritingOptions {
  int64_t n_best = 0;  // all hypotheses, each with its line's number and score; 0: the best's text
  AlignmentForm alignment = AlignmentForm::kNone;
  bool word_scores = false;
  bool json = false;              // everything, as an object a line
  bool terms = false;             // JSON says which terms the translation contains
  bool replace_unknowns = false;  // for a model of whole words with attention
  bool to_terminal = false;       // control characters of the text become symbols
  bool colour = false;            // of a heatmap, which is `width` columns wide
  int width = 80;
};

// Writes translations in the forms that `gloss translate` offers; its --help describes them.
class TranslationWriter {
 public:
  // The arguments must outlive the writer.
  TranslationWriter(std::ostream& out, const Checkpoint& checkpoint, const WritingOptions& options)
      : out_(out), checkpoint_(checkpoint), options_(options) {}

  // Writes the next line's translation.
  void write(const Translation& translation);

  // How many terms the lines written so far had, and how many of them are in the best translations.
  struct TermCount {
    int64_t met = 0, asked = 0;
  };
  TermCount glossary_terms, protected_texts;

 private:
  // Each for the i-th hypothesis.
  std::string text(const Translation& translation, size_t i) const;
  std::string replaced_text(const Translation& translation, size_t i) const;
  std::vector<bool> terms_in(const Translation& translation, size_t i) const;
  void count_terms(const Translation& translation);
  std::string printable(const std::string& text) const;
  void write_text(const Translation& translation, size_t i);
  void write_json(const Translation& translation, size_t i);

  std::ostream& out_;
  const Checkpoint& checkpoint_;
  const WritingOptions& options_;
  int64_t number_ = 0;
};

}  // namespace gloss::translate
