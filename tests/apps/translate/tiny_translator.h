#pragma once

#include <memory>
#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {

// Forty pairs of five words from a grammar that can be learnt: subject, verb, "the", adjective,
// noun.
inline std::vector<SentencePair> tiny_corpus() {
  const std::vector<SentencePair> subjects = {{"she", "elle"}, {"he", "il"}};
  const std::vector<SentencePair> verbs = {{"sees", "voit"}, {"has", "a"}};
  const std::vector<SentencePair> nouns = {
      {"cat", "chat"}, {"dog", "chien"}, {"book", "livre"}, {"bed", "lit"}, {"bird", "oiseau"}};
  const std::vector<SentencePair> adjectives = {{"black", "noir"}, {"green", "vert"}};
  std::vector<SentencePair> pairs;
  for (const auto& subject : subjects)
    for (const auto& verb : verbs)
      for (const auto& noun : nouns)
        for (const auto& adjective : adjectives)
          pairs.push_back(
              {subject.source + " " + verb.source + " the " + adjective.source + " " + noun.source,
               subject.target + " " + verb.target + " le " + noun.target + " " + adjective.target});
  return pairs;
}

// Settings by the names of their options: settings_of({{"type", "transformer"}}).
using NamesAndValues = std::vector<std::pair<std::string, std::string>>;
inline ModelSettings settings_of(const NamesAndValues& values, ModelSettings settings = {}) {
  OptionTable table = model_options(settings);
  for (const auto& [name, value] : values)
    table.set(name, value);
  return settings;
}

// The value in force, by the name of its option.
inline std::string value_of(const ModelSettings& settings, const std::string& name) {
  for (const auto& [known, value] : values_of(settings))
    if (known == name) return value;
  return "";
}

// An untrained network over the tiny corpus's words.
inline Checkpoint tiny_checkpoint(ModelSettings settings = {}) {
  settings = settings_of({{"dim-emb", "8"}, {"dim-rnn", "8"}, {"vocab-min-freq", "1"}}, settings);
  TokenCounts source, target;
  for (const SentencePair& pair : tiny_corpus()) {
    for (const std::string& token :
         tokenize(settings.lowercase ? lowercase(pair.source) : pair.source))
      ++source[token];
    for (const std::string& token :
         tokenize(settings.lowercase ? lowercase(pair.target) : pair.target))
      ++target[token];
  }
  Checkpoint checkpoint;
  checkpoint.settings = settings;
  checkpoint.source = Codec(Vocabulary(source), settings.lowercase);
  checkpoint.target = settings.has_joint_vocabulary()
                          ? checkpoint.source
                          : Codec(Vocabulary(target), settings.lowercase);
  checkpoint.model = make_model(settings, checkpoint.source.vocabulary().size(),
                                checkpoint.target.vocabulary().size(), 1);
  checkpoint.model->eval();
  return checkpoint;
}

// An untrained network over subwords with case marks, learnt from these lines.
inline Checkpoint case_marked_checkpoint(const std::vector<std::string>& lines) {
  Checkpoint checkpoint;
  checkpoint.settings = settings_of({{"dim-emb", "8"}, {"dim-rnn", "8"}, {"case-marks", "true"}});
  const TokenCounts words = count_subword_words(lines, true);
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(words, 100));
  checkpoint.source = Codec(subword_vocabulary(*rules, words, 1, true), false, rules);
  checkpoint.target = checkpoint.source;
  const int64_t size = checkpoint.source.vocabulary().size();
  checkpoint.settings.subwords = 100;
  checkpoint.model = make_model(checkpoint.settings, size, size, 1);
  checkpoint.model->eval();
  return checkpoint;
}

}  // namespace gloss::translate
