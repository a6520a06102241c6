#pragma once

#include <vector>

#include "apps/translate/text/corpus.h"

namespace gloss::translate {

// The built-in English-French corpus, so that the program can be tried without any data. It is the
// text of english-french.tsv and english-french.held-out.tsv beside this file, which the build
// compiles into the program. `apps/README.md` says how to change it.
//
// It is small, and most of its sentences were composed from a few hundred words. It teaches
// articles, agreement, elision, negation, questions, pronouns and tenses. A high score on its
// held-out sentences says that learning works, not that the model translates all of English.
struct BuiltInCorpus {
  std::vector<SentencePair> training;
  std::vector<SentencePair> held_out;  // new sentences, made of words that occur in training
};

BuiltInCorpus built_in_corpus();

}  // namespace gloss::translate
