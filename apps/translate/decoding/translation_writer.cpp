#include "apps/translate/decoding/translation_writer.h"

#include "apps/translate/text/tokenizer.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr const char* kBar = " ||| ";

std::string number(double value) {
  return fixed(value, 4);
}

// A float in JSON, where more digits would be noise.
Json short_number(float value) {
  return rounded(static_cast<double>(value), 6);
}

// "0-0 1-2": for each target token the source token it looked at most, unless that is the end mark.
std::string hard_alignment(const models::Hypothesis& h) {
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
  for (size_t i = 0; i < h.attention.size(); ++i) {
    const bool first = i % static_cast<size_t>(h.source_length) == 0;
    rows += (i == 0 ? "" : first ? " " : ",") + number(static_cast<double>(h.attention[i]));
  }
  return rows;
}

std::string word_scores(const models::Hypothesis& h) {
  std::string scores;
  for (const float score : h.token_scores)
    scores += (scores.empty() ? "" : " ") + number(static_cast<double>(score));
  return scores;
}

}  // namespace

void TranslationWriter::write(const std::string& line, const Translation& translation) {
  const auto& all = translation.hypotheses;
  if (options_.n_best == 0 && all.empty()) {
    if (options_.json)
      write_json(line, translation, {});
    else
      out_ << '\n';
  }
  for (size_t i = 0; i < (options_.n_best > 0 ? all.size() : std::min<size_t>(1, all.size())); ++i)
    if (options_.json)
      write_json(line, translation, all[i]);
    else
      write_text(translation, all[i]);
  ++number_;
}

std::vector<std::string> TranslationWriter::tokens(const Translation& translation,
                                                   const models::Hypothesis& h) const {
  return options_.replace_unknowns ? known_tokens(checkpoint_, translation, h)
                                   : checkpoint_.target.vocabulary().decode(h.tokens);
}

std::string TranslationWriter::text(const Translation& translation,
                                    const models::Hypothesis& h) const {
  return options_.replace_unknowns ? detokenize(tokens(translation, h))
                                   : checkpoint_.target.decode(h.tokens);
}

void TranslationWriter::write_text(const Translation& translation, const models::Hypothesis& h) {
  if (options_.n_best > 0) out_ << number_ << kBar;
  out_ << text(translation, h);
  if (options_.n_best > 0) out_ << kBar << number(h.score);
  if (options_.alignment == "hard") out_ << kBar << hard_alignment(h);
  if (options_.alignment == "soft") out_ << kBar << soft_alignment(h);
  if (options_.word_scores) out_ << kBar << word_scores(h);
  out_ << '\n';
  if (options_.alignment == "heatmap")
    out_ << draw_attention(checkpoint_, translation, h, options_.colour, options_.width) << '\n';
}

void TranslationWriter::write_json(const std::string& line, const Translation& translation,
                                   const models::Hypothesis& h) {
  Json scores = Json::array(), attention = h.attention.empty() ? Json() : Json::array();
  for (const float score : h.token_scores)
    scores.push_back(short_number(score));
  for (size_t i = 0; i < h.attention.size();) {
    Json row = Json::array();
    for (int64_t s = 0; s < h.source_length; ++s)
      row.push_back(short_number(h.attention[i++]));
    attention.push_back(std::move(row));
  }
  const bool none = translation.hypotheses.empty();  // of an empty line
  out_ << Json::object({{"line", number_},
                        {"source", line},
                        {"source_tokens", translation.source},
                        {"tokens", tokens(translation, h)},
                        {"text", text(translation, h)},
                        {"score", none ? Json() : Json(rounded(h.score, 6))},
                        {"token_scores", std::move(scores)},
                        {"attention", std::move(attention)}})
              .dump()
       << '\n';
}

}  // namespace gloss::translate
