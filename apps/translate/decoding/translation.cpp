#include "apps/translate/decoding/translation.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "apps/translate/text/case_marks.h"
#include "apps/translate/text/tokenizer.h"
#include "core/ops.h"
#include "models/score.h"

namespace gloss::translate {
namespace {

// Tokens without the marks of words that are joined (￭) and of subwords after a space (▁).
std::vector<std::string> without_join_marks(std::vector<std::string> tokens) {
  for (const std::string mark : {"￭", "▁"})
    for (std::string& token : tokens)
      for (size_t at; token != mark && (at = token.find(mark)) != std::string::npos;)
        token.erase(at, mark.size());
  return tokens;
}

// Finds the terms of the lines. Lines whose translations lack one are translated once more, with
// all their terms as constraints; the others keep their translations.
void add_terms(const Checkpoint& checkpoint, const std::vector<std::string>& lines,
               const TranslationOptions& options, std::vector<Translation>& translations) {
  std::vector<size_t> lacking, lengths;
  for (size_t i = 0; i < lines.size(); ++i) {
    Translation& translation = translations[i];
    if (translation.hypotheses.empty()) continue;
    translation.terms = options.terms->find(lines[i]);
    const auto met = terms_met(best_text(checkpoint, translation), translation.terms,
                               checkpoint.settings.lowercase);
    if (std::ranges::find(met, false) == met.end()) continue;
    lacking.push_back(i);
    lengths.push_back(translation.source.size());
  }
  const TermEncoder encoder(checkpoint);
  for (const std::vector<size_t>& batch : length_batches(lengths, options.mini_batch)) {
    std::vector<std::vector<int32_t>> sources;
    std::vector<models::Constraints> constraints;
    for (const size_t j : batch) {
      const Translation& translation = translations[lacking[j]];
      sources.push_back(checkpoint.source.vocabulary().encode(translation.source));
      constraints.push_back(encoder.encode(lines[lacking[j]], translation.terms));
    }
    auto found =
        models::search(*checkpoint.model, models::pad(sources), options.search, {}, constraints);
    for (size_t j = 0; j < batch.size(); ++j)
      translations[lacking[batch[j]]].hypotheses = std::move(found[j]);
  }
}

}  // namespace

std::vector<std::vector<size_t>> length_batches(std::span<const size_t> lengths,
                                                int64_t mini_batch) {
  std::vector<size_t> order(lengths.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::stable_sort(order, {}, [&](size_t i) { return lengths[i]; });
  const auto most = static_cast<size_t>(mini_batch);
  std::vector<std::vector<size_t>> batches;
  for (const size_t i : order) {
    if (batches.empty() || batches.back().size() == most ||
        (batches.back().size() + 1) * (lengths[i] + 1) > 100 * most)
      batches.emplace_back();
    batches.back().push_back(i);
  }
  return batches;
}

std::vector<Translation> translate_lines(const Checkpoint& checkpoint,
                                         const std::vector<std::string>& lines,
                                         const TranslationOptions& options, int64_t first_line) {
  std::vector<Translation> translations(lines.size());
  std::vector<size_t> filled, lengths;  // of the lines that are not blank
  for (size_t i = 0; i < lines.size(); ++i) {
    translations[i].source = checkpoint.source.tokens(lines[i]);
    if (translations[i].source.empty()) continue;
    filled.push_back(i);
    lengths.push_back(translations[i].source.size());
  }
  size_t translated = 0;
  const ConstantWeightsGuard constant_weights;  // packed once for all batches
  for (const std::vector<size_t>& batch : length_batches(lengths, options.mini_batch)) {
    std::vector<std::vector<int32_t>> sources;
    std::vector<int64_t> numbers;
    for (const size_t j : batch) {
      sources.push_back(checkpoint.source.vocabulary().encode(translations[filled[j]].source));
      numbers.push_back(first_line + static_cast<int64_t>(filled[j]));
    }
    auto found = models::search(*checkpoint.model, models::pad(sources), options.search, numbers);
    for (size_t j = 0; j < batch.size(); ++j)
      translations[filled[batch[j]]].hypotheses = std::move(found[j]);
    translated += batch.size();
    if (options.on_share)
      options.on_share(static_cast<double>(translated) / static_cast<double>(filled.size()));
  }
  if (options.terms) add_terms(checkpoint, lines, options, translations);
  return translations;
}

std::vector<Score> score_pairs(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                               int64_t mini_batch) {
  std::vector<std::vector<int32_t>> sources, targets;
  std::vector<size_t> lengths;
  for (const SentencePair& pair : pairs) {
    sources.push_back(checkpoint.source.encode(pair.source));
    targets.push_back(checkpoint.target.encode_decoded(pair.target));
    lengths.push_back(std::max(sources.back().size(), targets.back().size()));
  }
  std::vector<Score> scores(pairs.size());
  const ConstantWeightsGuard constant_weights;
  for (const std::vector<size_t>& batch : length_batches(lengths, mini_batch)) {
    std::vector<std::vector<int32_t>> source, target;
    for (const size_t i : batch) {
      source.push_back(sources[i]);
      target.push_back(targets[i]);
    }
    const auto found =
        models::token_scores(*checkpoint.model, {models::pad(source), models::pad(target)});
    for (size_t j = 0; j < batch.size(); ++j)
      for (const float score : found[j]) {
        scores[batch[j]].log_probability += static_cast<double>(score);
        ++scores[batch[j]].tokens;
      }
  }
  return scores;
}

std::string best_text(const Checkpoint& checkpoint, const Translation& translation) {
  if (translation.hypotheses.empty()) return "";
  return checkpoint.target.decode(translation.hypotheses[0].tokens);
}

std::span<const float> attention_row(const models::Hypothesis& h, size_t t) {
  const auto length = static_cast<size_t>(h.source_length);
  return std::span(h.attention).subspan(t * length, length);
}

std::vector<size_t> most_attended(const models::Hypothesis& h, bool end_mark) {
  std::vector<size_t> positions;
  for (size_t t = 0; t < h.tokens.size(); ++t) {
    std::span<const float> row = attention_row(h, t);
    if (!end_mark) row = row.first(row.size() - 1);
    positions.push_back(static_cast<size_t>(std::ranges::max_element(row) - row.begin()));
  }
  return positions;
}

std::vector<std::string> known_tokens(const Checkpoint& checkpoint, const Translation& translation,
                                      const models::Hypothesis& hypothesis) {
  std::vector<std::string> tokens = checkpoint.target.vocabulary().decode(hypothesis.tokens);
  const std::vector<size_t> sources = most_attended(hypothesis, false);
  for (size_t t = 0; t < tokens.size(); ++t)
    if (hypothesis.tokens[t] == models::kUnk) tokens[t] = as_copied(translation.source[sources[t]]);
  return tokens;
}

ShownTranslation shown_translation(const Checkpoint& checkpoint, const Translation& translation,
                                   const models::Hypothesis& h, bool replace_unknowns) {
  const JoinedTokens source = join_case_marks(translation.source);
  const JoinedTokens target =
      join_case_marks(replace_unknowns ? known_tokens(checkpoint, translation, h)
                                       : checkpoint.target.vocabulary().decode(h.tokens));
  models::Hypothesis joined = h;
  joined.source_length = static_cast<int64_t>(source.tokens.size()) + 1;
  joined.tokens.resize(target.tokens.size());
  for (size_t t = 0; t < h.tokens.size(); ++t)  // the last of a group is not a mark
    if (target.group[t] < joined.tokens.size()) joined.tokens[target.group[t]] = h.tokens[t];
  joined.token_scores.clear();
  for (size_t t = 0; t < h.token_scores.size(); ++t) {
    joined.token_scores.resize(target.group[t] + 1);
    joined.token_scores.back() += h.token_scores[t];
  }
  if (!h.attention.empty())
    joined.attention.assign(joined.token_scores.size() * (source.tokens.size() + 1), 0);
  for (size_t t = 0; t < h.token_scores.size() && !h.attention.empty(); ++t) {
    const auto row = attention_row(h, t);
    const auto rows = static_cast<float>(std::ranges::count(target.group, target.group[t]));
    float* const sums = joined.attention.data() + target.group[t] * (source.tokens.size() + 1);
    for (size_t s = 0; s < row.size(); ++s)
      sums[source.group[s]] += row[s] / rows;
  }
  return {source.tokens, target.tokens, std::move(joined)};
}

AttentionMap attention_map(const Checkpoint& checkpoint, const Translation& translation,
                           const models::Hypothesis& hypothesis) {
  const ShownTranslation shown = shown_translation(checkpoint, translation, hypothesis);
  AttentionMap map{without_join_marks(shown.source), without_join_marks(shown.target), {}};
  for (size_t t = 0; t < map.target.size(); ++t) {
    const auto row = attention_row(shown.hypothesis, t).first(map.source.size());
    map.weights.insert(map.weights.end(), row.begin(), row.end());
  }
  return map;
}

}  // namespace gloss::translate
