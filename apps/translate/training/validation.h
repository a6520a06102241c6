#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/model/checkpoint.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/batching.h"
#include "apps/translate/training/settings.h"
#include "core/io/json.h"

namespace gloss::translate {

// At most `count` of the indices 0 .. size - 1, evenly spread.
std::vector<size_t> spread(size_t size, size_t count);

// Sentence pairs as ids.
struct EncodedCorpus {
  EncodedPairs encoded;
  TextPairs pairs;  // the same as text, or empty if the text is not needed any more
  uint64_t text_hash = kNoPairsHash;

  size_t size() const { return encoded.size(); }
};

// Encodes pairs that come bit by bit. It remembers the ids of words, so that each word is segmented
// once.
class CorpusEncoder {
 public:
  // With a file the ids are in it instead of the memory.
  CorpusEncoder(const Checkpoint& checkpoint, int64_t max_length, bool keep_text,
                std::shared_ptr<TemporaryFile> file = nullptr)
      : checkpoint_(checkpoint), max_length_(max_length), keep_text_(keep_text) {
    corpus_.encoded = EncodedPairs(std::move(file));
  }

  // Adds pairs, but not those with more than `max_length` tokens of the model on a side; 0: no
  // limit. One word of 8,000 letters may be 8,000 tokens.
  void add(std::span<const SentencePair> pairs, const OnShare& on_share = nullptr);

  EncodedCorpus take() { return std::move(corpus_); }

 private:
  void add_block(std::span<const SentencePair> pairs);

  const Checkpoint& checkpoint_;
  const int64_t max_length_;
  const bool keep_text_;
  KnownWords source_, target_;
  EncodedCorpus corpus_;
};

EncodedCorpus encode(const Checkpoint& checkpoint, std::span<const SentencePair> pairs,
                     int64_t max_length = 0, const OnShare& on_share = nullptr);

// At most `count` of the pairs, evenly spread.
EncodedCorpus sample(const EncodedCorpus& corpus, size_t count);

// Translations of the validation sentences compared with their references, as token ids.
struct OutputHealth {
  int64_t count = 0;
  double distinct = 1;      // different outputs per different reference, at most 1
  double repeats = 0;       // share of trigrams that occurred before in the same output
  double length_ratio = 1;  // tokens of the outputs per token of the references
};

struct Sample {
  std::string source, reference, translation;
};

// One validation and the state of training at that moment: a record of the history in the model
// file. NaN stands for what was not measured.
struct Validation {
  static constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

  int64_t update = 0, epoch = 0;
  bool best = false;
  double train_loss = 0;              // over the updates since the last validation
  double loss = 0;                    // per target token, in nats, without label smoothing
  double bleu = kNone, chrf = kNone;  // of greedy translations, if asked for
  double learn_rate = 0, grad_norm = 0;
  double update_ratio = kNone;
  OutputHealth outputs;
  std::vector<Sample> samples;
};

// Measures, in evaluation mode, the loss, the scores in settings.valid_metrics and the health of
// the translations, and keeps three samples. If no score is asked for, only a few sentences are
// translated.
Validation measure(const Checkpoint& checkpoint, const EncodedCorpus& data,
                   const TrainSettings& settings, const OnShare& on_share = nullptr);

// The value by which models are compared, lower is better: the first of settings.valid_metrics. Equal
// scores, and scores so low that their differences are chance, are decided by the loss.
double cost(const Validation& validation, const TrainSettings& settings);

Json to_json(const Validation& validation);
Validation validation_from(const Json& record);

// The validations of a training, in order.
class History {
 public:
  History() = default;
  explicit History(const std::vector<Json>& records);

  void push_back(Validation validation) { records_.push_back(std::move(validation)); }
  const std::vector<Validation>& records() const { return records_; }
  std::vector<Json> to_json() const;

  const Validation* best() const;  // nullptr if there is none
  int64_t stalled() const;         // validations since the best
  int64_t last_update() const;     // of the last validation; 0 before it

 private:
  std::vector<Validation> records_;
};

}  // namespace gloss::translate
