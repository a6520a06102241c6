#include "apps/translate/translation.h"

#include <algorithm>
#include <numeric>

#include "apps/translate/terminal/heatmap.h"
#include "core/ops.h"

namespace gloss::translate {
namespace {

// Tokens without the marks of how they are joined (words) or parted (subwords), for showing.
std::vector<std::string> shown(std::vector<std::string> tokens) {
  for (const std::string mark : {"￭", "▁"})
    for (std::string& token : tokens)
      for (size_t at; token != mark && (at = token.find(mark)) != std::string::npos;)
        token.erase(at, mark.size());
  return tokens;
}

}  // namespace

std::vector<Translation> translate_lines(const Checkpoint& checkpoint,
                                         const std::vector<std::string>& lines,
                                         const TranslationOptions& options) {
  std::vector<Translation> translations(lines.size());
  std::vector<size_t> order;  // the lines that hold anything, shortest first
  for (size_t i = 0; i < lines.size(); ++i) {
    translations[i].source = checkpoint.source.tokens(lines[i]);
    if (!translations[i].source.empty()) order.push_back(i);
  }
  std::ranges::stable_sort(order, {}, [&](size_t i) { return translations[i].source.size(); });
  const auto most = static_cast<size_t>(options.mini_batch);
  const ConstantWeightsGuard constant_weights;  // packed once for all batches
  for (size_t first = 0; first < order.size(); first += most) {
    const std::span batch(order.data() + first, std::min(most, order.size() - first));
    std::vector<std::vector<int32_t>> sources;
    for (const size_t i : batch)
      sources.push_back(checkpoint.source.vocabulary().encode(translations[i].source));
    auto found = models::search(*checkpoint.model, models::pad(sources), options.search);
    for (size_t j = 0; j < batch.size(); ++j)
      translations[batch[j]].hypotheses = std::move(found[j]);
  }
  return translations;
}

std::string best_text(const Checkpoint& checkpoint, const Translation& translation) {
  if (translation.hypotheses.empty()) return "";
  return checkpoint.target.decode(translation.hypotheses[0].tokens);
}

std::string draw_attention(const Checkpoint& checkpoint, const Translation& translation,
                           const models::Hypothesis& hypothesis, bool colour, int width) {
  const size_t columns = translation.source.size(), rows = hypothesis.tokens.size();
  std::vector<float> weights;  // without the end marks, which are no words
  for (size_t t = 0; t < rows; ++t) {
    const auto row =
        hypothesis.attention.begin() + static_cast<std::ptrdiff_t>(t) * hypothesis.source_length;
    weights.insert(weights.end(), row, row + static_cast<std::ptrdiff_t>(columns));
  }
  return attention_heatmap(shown(translation.source),
                           shown(checkpoint.target.vocabulary().decode(hypothesis.tokens)), weights,
                           colour, width);
}

}  // namespace gloss::translate
