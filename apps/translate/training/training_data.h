#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/encoded_corpus.h"
#include "apps/translate/training/learn_codecs.h"
#include "apps/translate/training/reporter.h"
#include "apps/translate/training/settings.h"
#include "apps/translate/training/training_state.h"

// From files to the sentence pairs that a training learns from and is validated on. The text of a
// corpus may be larger than the memory: it is read once to choose the pairs, again to learn the
// vocabulary, and again to encode them.

namespace gloss::translate {

// Source and target, one file of tabbed lines, or none for the built-in corpus.
using CorpusFiles = std::vector<std::string>;

CorpusFiles training_files(const TrainSettings& settings);
CorpusFiles replay_files(const TrainSettings& settings);  // only with --replay

// What a pair is for.
enum class PairUse : uint8_t { kNone, kTraining, kValidation };

struct Corpus {
  std::string noun;                // what messages call a pair
  PairReader reader;               // of all pairs
  std::vector<PairUse> uses = {};  // of the reader's pairs
  int64_t training = 0;            // pairs to train on
  int64_t training_words = 0;      // on their target side
  int64_t validation_words = 0;    // on the target side
  int64_t too_long = 0;            // training pairs dropped for --max-length
  // Those that are not among the reader's pairs. encode_corpus() adds the others.
  std::vector<SentencePair> validation = {};
  std::vector<SentencePair> examples = {};  // held out from both; shown at the end
  bool held_out = true;  // otherwise the training pairs are the validation data too
  bool built_in = false;
};

// Reads the pairs, chooses those to train on, and holds some out for validation unless there are
// files for it.
Corpus read_corpus(const CorpusFiles& files, const CorpusFiles& validation_files,
                   const std::string& noun, const TrainSettings& settings, Reporter& reporter);

// Learns vocabularies from the pairs to train on: subwords of more than 200,000 pairs from a sample
// of 100,000, evenly spread. Returns whether it did so. A saved training has its vocabularies; only
// earlier versions did not save them, the first of which learnt subwords from all pairs.
bool learn_codecs(Corpus& corpus, const TrainSettings& settings,
                  const std::optional<SavedTraining>& saved, Checkpoint& checkpoint,
                  Reporter& reporter);

int64_t physical_memory();  // of this computer or container, in bytes

// Encodes training and validation data; drops pairs that are longer than --max-length. Keeps the
// text of the validation pairs, and that of the training pairs if it is needed. Training pairs that
// would take more than a quarter of the `memory` are in a file without a name beside the model.
std::pair<EncodedCorpus, EncodedCorpus> encode_corpus(const TrainSettings& settings,
                                                      const Checkpoint& checkpoint, Corpus& corpus,
                                                      Reporter& reporter,
                                                      int64_t memory = physical_memory());

// The training pairs with the teacher's translations (beam of 5) in place of the target sides, for
// sequence-level knowledge distillation: from pairs (x, y) the student learns
//
//   -log p(y | x) - log p(y' | x),   y' = argmax p_teacher(y' | x)
//
// (Kim and Rush, "Sequence-Level Knowledge Distillation", 2016, who leave the first term out).
EncodedCorpus distilled_corpus(const TrainSettings& settings, const Checkpoint& teacher,
                               const Checkpoint& checkpoint, Corpus& corpus, Reporter& reporter,
                               int64_t memory = physical_memory());

}  // namespace gloss::translate
