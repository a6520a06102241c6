#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/reporter.h"
#include "apps/translate/training/settings.h"
#include "apps/translate/training/validation.h"

// From files to the sentence pairs that a training learns from and is validated on.

namespace gloss::translate {

// Source and target, one file of tabbed lines, or none for the built-in corpus.
using CorpusFiles = std::vector<std::string>;

CorpusFiles training_files(const TrainSettings& settings);
CorpusFiles replay_files(const TrainSettings& settings);  // only with --replay

struct Corpus {
  std::string noun = "pair";  // what messages call a pair
  std::vector<SentencePair> training, validation;
  std::vector<SentencePair> examples;  // held out from training and validation; shown at the end
  int64_t too_long = 0;                // training pairs dropped for --max-length
  int64_t training_words = 0;          // on the target side
  bool held_out = true;                // otherwise the training pairs are the validation data too
  bool built_in = false;
};

// Reads and cleans the pairs, and holds some out for validation unless there are files for it.
Corpus read_corpus(const CorpusFiles& files, const CorpusFiles& validation_files,
                   const std::string& noun, const TrainSettings& settings, Reporter& reporter);

// Encodes training and validation data; drops pairs that are longer than --max-length. Moves the
// pairs out of `corpus`.
std::pair<EncodedCorpus, EncodedCorpus> encode_corpus(const TrainSettings& settings,
                                                      const Checkpoint& checkpoint, Corpus& corpus,
                                                      Reporter& reporter);

}  // namespace gloss::translate
