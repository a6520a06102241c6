#include "apps/translate/decoding/translation.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>
#include <utility>

#include "apps/translate/text/sentences.h"
#include "apps/translate/text/tokenizer.h"
#include "core/ops.h"
#include "core/parallel.h"
#include "models/score.h"

namespace gloss::translate {
namespace {

// The parts of a line; itself if it has none.
std::span<Translation> parts_of(Translation& translation) {
  if (translation.parts.empty()) return {&translation, 1};
  return translation.parts;
}

// The tokens of a line, and of its parts if it is translated in parts.
Translation cut_line(const Codec& codec, const std::string& line, bool split_at_sentences,
                     int64_t max_length) {
  const auto tokens = [&](std::string_view text) {
    return codec.tokens(codec.in_known_characters(text));
  };
  const auto fits = [&](std::string_view text) { return std::ssize(tokens(text)) <= max_length; };
  Translation whole{.source = tokens(line), .hypotheses = {}, .text = line};
  const bool long_line = std::ssize(whole.source) > max_length;
  if (!long_line && !split_at_sentences) return whole;
  whole.too_long = long_line && !split_at_sentences;
  std::vector<std::string_view> texts;
  for (const std::string_view sentence : split_sentences(line)) {
    const std::vector<std::string_view> pieces = split_to_fit(sentence, fits);
    if (pieces.size() > 1) whole.too_long = true;
    texts.insert(texts.end(), pieces.begin(), pieces.end());
  }
  if (texts.size() < 2) return whole;
  whole.source.clear();
  size_t end = 0;
  for (const std::string_view text : texts) {
    const auto begin = static_cast<size_t>(text.data() - line.data());
    whole.spaces.push_back(line.substr(end, begin - end));
    end = begin + text.size();
    const Translation& part = whole.parts.emplace_back(
        Translation{.source = tokens(text), .hypotheses = {}, .text = std::string(text)});
    whole.source.insert(whole.source.end(), part.source.begin(), part.source.end());
  }
  whole.spaces.push_back(line.substr(end));
  return whole;
}

// Gives a line of several parts the tokens, the scores and the terms of theirs.
void join_hypotheses(Translation& line) {
  for (const Translation& part : line.parts) {
    line.hypotheses.resize(std::max(line.hypotheses.size(), part.hypotheses.size()));
    line.terms.insert(line.terms.end(), part.terms.begin(), part.terms.end());
  }
  for (size_t i = 0; i < line.hypotheses.size(); ++i) {
    models::Hypothesis& joined = line.hypotheses[i];
    std::vector<int32_t> replaced;
    bool any_replaced = false;
    for (const Translation& part : line.parts) {
      const models::Hypothesis& h = hypothesis_of(part, i);
      joined.tokens.insert(joined.tokens.end(), h.tokens.begin(), h.tokens.end());
      joined.log_probability += h.log_probability;
      joined.score += h.score;
      const std::vector<int32_t>& before = h.replaced.empty() ? h.tokens : h.replaced;
      replaced.insert(replaced.end(), before.begin(), before.end());
      any_replaced = any_replaced || !h.replaced.empty();
    }
    if (any_replaced) joined.replaced = std::move(replaced);
  }
}

// Calls f(batch) for each batch, on several threads side by side: that is faster than to cut the
// products of one batch after another, which are small.
template <class F>
void for_each_batch(const std::vector<std::vector<size_t>>& batches, const F& f) {
  const ConstantWeightsGuard constant_weights;  // of the caller, for all threads
  parallel_tasks(std::ssize(batches), [&](int64_t i) {
    const ConstantWeightsGuard shared = constant_weights;
    f(batches[static_cast<size_t>(i)]);
  });
}

// A part that is not blank, and its number, which its samples depend on.
struct Sentence {
  Translation* part;
  int64_t number;
};

// Finds the hypotheses of the sentences. `constraints`: one for each sentence, or none.
void search_sentences(const Checkpoint& checkpoint, const std::vector<Sentence>& sentences,
                      const std::vector<models::Constraints>& constraints,
                      const TranslationOptions& options) {
  std::vector<size_t> lengths;
  for (const Sentence& sentence : sentences)
    lengths.push_back(sentence.part->source.size());
  const auto batches = length_batches(lengths, options.mini_batch);
  // A phrase of the constraints may have any token.
  const bool with_shortlists = options.shortlist && checkpoint.lexicon && constraints.empty();
  std::mutex mutex;  // of the progress
  size_t translated = 0;
  for_each_batch(batches, [&](const std::vector<size_t>& batch) {
    std::vector<std::vector<int32_t>> sources;
    std::vector<int64_t> numbers;
    std::vector<models::Constraints> constraints_of_batch;
    std::vector<models::Shortlist> shortlists;
    for (const size_t j : batch) {
      sources.push_back(checkpoint.source.vocabulary().encode(sentences[j].part->source));
      if (with_shortlists) shortlists.push_back(shortlist(checkpoint.lexicon, sources.back()));
      numbers.push_back(sentences[j].number);
      if (!constraints.empty()) constraints_of_batch.push_back(constraints[j]);
    }
    auto found = models::search(*checkpoint.model, models::pad(sources), options.search, numbers,
                                constraints_of_batch, shortlists);
    for (size_t j = 0; j < batch.size(); ++j)
      sentences[batch[j]].part->hypotheses = std::move(found[j]);
    const std::lock_guard lock(mutex);
    translated += batch.size();
    if (options.on_share)
      options.on_share(static_cast<double>(translated) / static_cast<double>(sentences.size()));
  });
}

// Finds the terms of the sentences. Those whose translations lack one are translated once more,
// with all their terms as constraints; the others keep their translations.
void add_terms(const Checkpoint& checkpoint, const std::vector<Sentence>& sentences,
               const TranslationOptions& options) {
  std::vector<Sentence> lacking;
  std::vector<models::Constraints> constraints;
  std::optional<TermEncoder> encoder;  // reads the whole vocabulary
  for (const Sentence& sentence : sentences) {
    Translation& part = *sentence.part;
    part.terms = options.terms->find(part.text);
    const auto met =
        terms_met(best_text(checkpoint, part), part.terms, checkpoint.settings.lowercase);
    if (std::ranges::find(met, false) == met.end()) continue;
    lacking.push_back(sentence);
    if (!encoder) encoder.emplace(checkpoint);
    constraints.push_back(encoder->encode(part.text, part.terms));
  }
  search_sentences(checkpoint, lacking, constraints, options);
}

}  // namespace

const models::Hypothesis& hypothesis_of(const Translation& part, size_t i) {
  return part.hypotheses[std::min(i, part.hypotheses.size() - 1)];
}

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
  const int64_t max_length = options.max_length > 0 ? options.max_length : checkpoint.max_length;
  std::vector<Translation> translations(lines.size());
  std::vector<Sentence> sentences;  // of all lines
  for_each_index(lines.size(), [&](size_t i) {
    translations[i] = cut_line(checkpoint.source, lines[i], options.split_sentences, max_length);
  });
  for (size_t i = 0; i < lines.size(); ++i) {
    int64_t number = first_line + static_cast<int64_t>(i);
    for (Translation& part : parts_of(translations[i])) {
      if (part.source.empty()) continue;
      sentences.push_back({&part, number});
      number += int64_t{1} << 32;  // part k of line n has the number n + k * 2^32
    }
  }
  const PrecisionGuard precision(options.precision);
  const ConstantWeightsGuard constant_weights;  // packed once for all batches
  search_sentences(checkpoint, sentences, {}, options);
  if (options.terms) add_terms(checkpoint, sentences, options);
  for (Translation& line : translations)
    if (!line.parts.empty()) join_hypotheses(line);
  return translations;
}

std::vector<Score> score_pairs(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                               int64_t mini_batch, Precision precision) {
  std::vector<std::vector<int32_t>> sources, targets;
  std::vector<size_t> lengths;
  for (const SentencePair& pair : pairs) {
    sources.push_back(checkpoint.source.encode(checkpoint.source.in_known_characters(pair.source)));
    targets.push_back(checkpoint.target.encode_decoded(pair.target));
    lengths.push_back(std::max(sources.back().size(), targets.back().size()));
  }
  std::vector<Score> scores(pairs.size());
  const PrecisionGuard guard(precision);
  for_each_batch(length_batches(lengths, mini_batch), [&](const std::vector<size_t>& batch) {
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
  });
  return scores;
}

std::string best_text(const Checkpoint& checkpoint, const Translation& translation) {
  if (translation.hypotheses.empty()) return "";
  return joined_text(translation, 0, [&](const Translation&, const models::Hypothesis& h) {
    return checkpoint.target.decode(h.tokens);
  });
}

TranslatedPairs translate_pairs(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                                const TranslationOptions& options) {
  TranslatedPairs result;
  for (const auto& [source, target] : pairs) {
    result.sources.push_back(source);
    result.references.push_back(checkpoint.target.in_own_case(target));
  }
  result.translations = translate_lines(checkpoint, result.sources, options);
  for (const Translation& t : result.translations)
    result.texts.push_back(best_text(checkpoint, t));
  return result;
}

std::string joined_text(
    const Translation& translation, size_t i,
    const std::function<std::string(const Translation&, const models::Hypothesis&)>& text_of) {
  if (translation.parts.empty()) return text_of(translation, translation.hypotheses[i]);
  std::string line = translation.spaces[0];
  for (size_t k = 0; k < translation.parts.size(); ++k) {
    const Translation& part = translation.parts[k];
    line += text_of(part, hypothesis_of(part, i)) + translation.spaces[k + 1];
  }
  return line;
}

}  // namespace gloss::translate
