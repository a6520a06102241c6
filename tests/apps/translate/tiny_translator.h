#pragma once

#include <string>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"

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

// An untrained network over the tiny corpus's words.
inline Checkpoint tiny_checkpoint(ModelSettings settings = {}) {
  settings.dim_emb = settings.dim_rnn = 8;
  settings.vocab_min_freq = 1;
  TokenCounts source, target;
  for (const SentencePair& pair : tiny_corpus()) {
    for (const std::string& token : tokens_of(pair.source, settings.lowercase))
      ++source[token];
    for (const std::string& token : tokens_of(pair.target, settings.lowercase))
      ++target[token];
  }
  Checkpoint checkpoint;
  checkpoint.settings = settings;
  checkpoint.source = Codec(Vocabulary(source), settings.lowercase);
  checkpoint.target = settings.tied_embeddings == "all"
                          ? checkpoint.source
                          : Codec(Vocabulary(target), settings.lowercase);
  checkpoint.model = make_model(settings, checkpoint.source.vocabulary().size(),
                                checkpoint.target.vocabulary().size(), 1);
  checkpoint.model->eval();
  return checkpoint;
}

}  // namespace gloss::translate
