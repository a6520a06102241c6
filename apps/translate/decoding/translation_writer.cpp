#include "apps/translate/decoding/translation_writer.h"

#include <algorithm>

#include "apps/translate/cli/terminal.h"
#include "apps/translate/decoding/shown_translation.h"
#include "apps/translate/text/tokenizer.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr const char* kBar = " ||| ";

std::string number(double value) {
  return fixed(value, 4);
}

// Numbers in JSON, with the digits that a float has.
Json numbers(std::span<const float> values) {
  Json array = Json::array();
  for (const float value : values)
    array.push_back(rounded(static_cast<double>(value), 6));
  return array;
}

// Numbers in text.
std::string joined(std::span<const float> values, const char* separator) {
  std::string text;
  for (const float value : values)
    text += (text.empty() ? "" : separator) + number(static_cast<double>(value));
  return text;
}

// "0-0 1-2": for each target token the source token with the largest weight, unless that is the end
// mark.
std::string hard_alignment(const models::Hypothesis& h) {
  if (h.attention.empty()) return "";  // too large
  const std::vector<size_t> sources = most_attended(h, true);
  const auto end_mark = static_cast<size_t>(h.source_length) - 1;
  std::string pairs;
  for (size_t t = 0; t < sources.size(); ++t)
    if (sources[t] != end_mark)
      pairs += (pairs.empty() ? "" : " ") + std::to_string(sources[t]) + "-" + std::to_string(t);
  return pairs;
}

// "0.9,0.1 0.2,0.8": a row for each target token and the end mark, in it a weight for each source
// token and its end mark.
std::string soft_alignment(const models::Hypothesis& h) {
  std::string rows;
  for (size_t t = 0; t < h.token_scores.size() && !h.attention.empty(); ++t)
    rows += (t == 0 ? "" : " ") + joined(attention_row(h, t), ",");
  return rows;
}

}  // namespace

void TranslationWriter::write(const Translation& translation) {
  const std::vector<models::Hypothesis>& all = translation.hypotheses;
  const size_t written = options_.n_best > 0 ? all.size() : std::min<size_t>(1, all.size());
  for (size_t i = 0; i < written; ++i)
    if (options_.json)
      write_json(translation, i);
    else
      write_text(translation, i);
  if (all.empty() && options_.n_best == 0) {  // a blank line
    if (options_.json)
      write_json(translation, 0);
    else
      out_ << '\n';
  }
  if (!translation.terms.empty()) count_terms(translation);
  ++number_;
}

// Which of the terms are in the i-th hypothesis.
std::vector<bool> TranslationWriter::terms_in(const Translation& translation, size_t i) const {
  return terms_met(text(translation, i), translation.terms, checkpoint_.settings.lowercase);
}

void TranslationWriter::count_terms(const Translation& translation) {
  const std::vector<bool> met = terms_in(translation, 0);
  for (size_t i = 0; i < met.size(); ++i) {
    TermCount& count = translation.terms[i].is_protected ? protected_texts : glossary_terms;
    ++count.asked;
    if (met[i]) ++count.met;
  }
}

std::string TranslationWriter::text(const Translation& translation, size_t i) const {
  std::string text =
      joined_text(translation, i, [&](const Translation& part, const models::Hypothesis& h) {
        return options_.replace_unknowns ? detokenize(known_tokens(checkpoint_, part, h))
                                         : checkpoint_.target.decode(h.tokens);
      });
  return checkpoint_.settings.lowercase ? with_terms_spelled(std::move(text), translation.terms)
                                        : text;
}

// The text that the repetition guard replaced.
std::string TranslationWriter::replaced_text(const Translation& translation, size_t i) const {
  return joined_text(translation, i, [&](const Translation&, const models::Hypothesis& h) {
    return checkpoint_.target.decode(h.replaced.empty() ? h.tokens : h.replaced);
  });
}

std::string TranslationWriter::printable(const std::string& text) const {
  return options_.to_terminal ? visible(text) : text;
}

void TranslationWriter::write_text(const Translation& translation, size_t i) {
  if (options_.n_best > 0) out_ << number_ << kBar;
  out_ << printable(text(translation, i));
  if (options_.n_best > 0) out_ << kBar << number(translation.hypotheses[i].score);
  if (options_.alignment != AlignmentForm::kNone || options_.word_scores) {
    const models::Hypothesis shown = shown_translation(checkpoint_, translation, i).hypothesis;
    if (options_.alignment == AlignmentForm::kHard) out_ << kBar << hard_alignment(shown);
    if (options_.alignment == AlignmentForm::kSoft) out_ << kBar << soft_alignment(shown);
    if (options_.word_scores) out_ << kBar << joined(shown.token_scores, " ");
  }
  out_ << '\n';
  if (options_.alignment == AlignmentForm::kHeatmap)
    out_ << attention_heatmap(attention_map(checkpoint_, translation, i), options_.colour,
                              options_.width)
         << '\n';
}

void TranslationWriter::write_json(const Translation& translation, size_t i) {
  const bool blank = translation.hypotheses.empty();
  const ShownTranslation shown =
      shown_translation(checkpoint_, translation, i, options_.replace_unknowns);
  const models::Hypothesis& h = shown.hypothesis;
  Json attention = h.attention.empty() ? Json() : Json::array();
  for (size_t t = 0; t < h.token_scores.size() && !h.attention.empty(); ++t)
    attention.push_back(numbers(attention_row(h, t)));
  Json replaced;
  if (!h.replaced.empty()) replaced = replaced_text(translation, i);
  Json record = Json::object({{"line", number_},
                              {"source", translation.text},
                              {"source_tokens", shown.source},
                              {"tokens", shown.target},
                              {"text", blank ? "" : text(translation, i)},
                              {"score", blank ? Json() : Json(rounded(h.score, 6))},
                              {"token_scores", numbers(h.token_scores)},
                              {"attention", std::move(attention)},
                              {"replaced_text", std::move(replaced)}});
  if (options_.terms) {
    Json terms = Json::array();
    const std::vector<bool> met = blank ? std::vector<bool>() : terms_in(translation, i);
    for (size_t t = 0; t < met.size(); ++t)
      terms.push_back(Json::object({{"source", translation.terms[t].source},
                                    {"target", translation.terms[t].target},
                                    {"met", Json(met[t])}}));
    record["terms"] = std::move(terms);
  }
  out_ << printable(record.dump()) << '\n';
}

}  // namespace gloss::translate
