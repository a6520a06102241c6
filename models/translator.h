#pragma once

#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "models/batch.h"
#include "nn/module.h"

namespace gloss::models {

// Which of the three tables are one: none, the target's embeddings and the output's weights, or the
// source's embeddings as well (which needs one vocabulary).
enum class TiedEmbeddings { kNone, kTarget, kAll };
inline constexpr std::pair<std::string_view, TiedEmbeddings> kTiedEmbeddings[] = {
    {"none", TiedEmbeddings::kNone},
    {"target", TiedEmbeddings::kTarget},
    {"all", TiedEmbeddings::kAll}};

// Training pairs from which on a network twice as wide has something to learn (a judgement, not
// measured).
inline constexpr int64_t kManyPairs = 200'000;

// The hyperparameters that every translator has, for describe() of its options `o`.
template <class Table, class TranslatorOptions>
void describe_common(Table& table, TranslatorOptions& o) {
  table.add("dim-emb", o.embedding_dim, "N", "width of the token embeddings")
      .at_least(1)
      .at_most(65536);
  table.add("enc-depth", o.encoder_layers, "N", "layers of the encoder").at_least(1).at_most(64);
  table.add("dec-depth", o.decoder_layers, "N", "layers of the decoder").at_least(1).at_most(64);
  table.add("tied-embeddings", o.tied, kTiedEmbeddings,
            "embeddings that share one table: none; those of the target and the output; or all, "
            "with one vocabulary for both languages");
  table.add("dropout", o.dropout, "P", "probability of dropping a value in training")
      .at_least(0)
      .less_than(1);
}

// A summed loss and the tokens it was summed over, kept apart until someone decides how to divide.
struct Loss {
  Tensor sum;  // scalar, in nats
  int64_t tokens = 0;
};

// What decoding carries from one step to the next: a value, passed in and returned. Every sentence
// has the same number of hypotheses (the width of the beam), and rows are hypotheses: those of
// sentence 0 first, then those of sentence 1.
struct DecoderState {
  std::vector<Tensor> memory;    // what the source gave, first axis: sentences
  std::vector<int32_t> lengths;  // of the source sentences
  std::vector<Tensor> history;   // what was produced so far, first axis: rows
};

// One step's outcome for every row.
struct DecoderStep {
  Tensor log_probabilities;  // [rows, V], of the next token
  Tensor attention;          // [rows, S], or nothing if the model has none
  DecoderState state;
};

// What every translator offers to training and to search: ids in, ids out.
class Translator : public nn::Module {
 public:
  // The negative log-likelihood of every target token, kEos included, given the source and the
  // target tokens before it.
  virtual Loss loss(const Batch& batch, real label_smoothing) const = 0;

  // Reads the sources; the state has one row for each.
  virtual DecoderState encode(const Sentences& source) const = 0;

  // Appends one token to every row (kBos to begin with).
  virtual DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const = 0;

  virtual int64_t vocabulary_size() const = 0;
};

}  // namespace gloss::models
