#pragma once

#include <string>
#include <vector>

#include "apps/translate/text/corpus.h"

namespace gloss::translate {

// The built-in English-French corpus, so that the program can be tried without any data.
//
// It is small, and most of it is composed: a grammar draws sentences from some forty frames, and a
// few hundred more were written by hand. It teaches articles, agreement, elision, negation,
// questions, pronouns and tenses over everyday words. A model trained on it knows those words and
// no others; its score says that learning works, not that it translates English.
//
// Where English leaves something open, the corpus always decides alike: "you" is one friend (tu),
// I, you, we and they are masculine, friends and doctors too, and yes or no is asked for with
// "est-ce que". One English sentence has one French translation.
struct DemoCorpus {
  std::vector<SentencePair> training;
  std::vector<SentencePair> held_out;  // new sentences, made of words that occur in training
};

// The same pairs on every platform, whatever the seed of a training run.
DemoCorpus demo_corpus();

}  // namespace gloss::translate
