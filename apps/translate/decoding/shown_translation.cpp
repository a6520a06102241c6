#include "apps/translate/decoding/shown_translation.h"

#include <algorithm>

#include "apps/translate/text/case_marks.h"
#include "apps/translate/text/tokenizer.h"

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

}  // namespace

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
                                   size_t i, bool replace_unknowns) {
  ShownTranslation shown;
  if (translation.hypotheses.empty()) return shown;
  struct Block {
    const models::Hypothesis& part;
    std::vector<size_t> rows, columns;  // of the line's matrix, to which those of the part belong
  };
  std::vector<Block> blocks;
  const auto append = [](std::vector<std::string>& tokens, const JoinedTokens& part, bool last) {
    std::vector<size_t> places;
    for (const size_t group : part.group) {
      const size_t place = tokens.size() + group;
      const bool inner_end_mark = group == part.tokens.size() && !last;
      places.push_back(inner_end_mark ? std::max<size_t>(place, 1) - 1 : place);
    }
    tokens.insert(tokens.end(), part.tokens.begin(), part.tokens.end());
    return places;
  };
  const std::span<const Translation> parts =
      translation.parts.empty() ? std::span(&translation, 1) : std::span(translation.parts);
  for (const Translation& part : parts) {
    const models::Hypothesis& h = hypothesis_of(part, i);
    const bool last = &part == &parts.back();
    const JoinedTokens source = join_case_marks(part.source);
    const JoinedTokens target =
        join_case_marks(replace_unknowns ? known_tokens(checkpoint, part, h)
                                         : checkpoint.target.vocabulary().decode(h.tokens));
    blocks.push_back({h, append(shown.target, target, last), append(shown.source, source, last)});
  }

  models::Hypothesis& joined = shown.hypothesis;
  joined = translation.hypotheses[i];
  const size_t rows = shown.target.size() + 1, columns = shown.source.size() + 1;
  const bool attention =
      !blocks[0].part.attention.empty() && (parts.size() == 1 || rows * columns <= kMostWeights);
  joined.source_length = static_cast<int64_t>(columns);
  joined.tokens.resize(shown.target.size());
  joined.token_scores.assign(rows, 0);
  joined.attention.assign(attention ? rows * columns : 0, 0);
  std::vector<float> rows_joined(rows, 0);
  for (const Block& block : blocks)
    for (size_t t = 0; t < block.part.token_scores.size(); ++t) {
      const size_t row = block.rows[t];
      if (t < block.part.tokens.size())  // the last of a group is not a mark
        joined.tokens[row] = block.part.tokens[t];
      joined.token_scores[row] += block.part.token_scores[t];
      ++rows_joined[row];
    }
  if (!attention) return shown;
  for (const Block& block : blocks)
    for (size_t t = 0; t < block.part.token_scores.size(); ++t) {
      const auto weights = attention_row(block.part, t);
      float* const sums = joined.attention.data() + block.rows[t] * columns;
      for (size_t s = 0; s < weights.size(); ++s)
        sums[block.columns[s]] += weights[s] / rows_joined[block.rows[t]];
    }
  return shown;
}

AttentionMap attention_map(const Checkpoint& checkpoint, const Translation& translation, size_t i) {
  const ShownTranslation shown = shown_translation(checkpoint, translation, i);
  AttentionMap map{without_join_marks(shown.source), without_join_marks(shown.target), {}};
  for (size_t t = 0; t < map.target.size() && !shown.hypothesis.attention.empty(); ++t) {
    const auto row = attention_row(shown.hypothesis, t).first(map.source.size());
    map.weights.insert(map.weights.end(), row.begin(), row.end());
  }
  return map;
}

}  // namespace gloss::translate
