#pragma once

#include <functional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "models/batch.h"
#include "models/regularization.h"
#include "nn/key_value_cache.h"
#include "nn/module.h"

namespace gloss::models {

// Which of the three tables are one and the same (Press and Wolf 2017): none; the target embeddings
// and the output layer's; or these and the source embeddings, which needs one vocabulary for both
// languages.
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
  table.add("dim-emb", o.embedding_dim, "N", "width of the token embeddings",
            {.at_least = 1, .at_most = 65536});
  table.add("enc-depth", o.encoder_layers, "N", "layers of the encoder",
            {.at_least = 1, .at_most = 64});
  table.add("dec-depth", o.decoder_layers, "N", "layers of the decoder",
            {.at_least = 1, .at_most = 64});
  table.add("tied-embeddings", o.tied, kTiedEmbeddings,
            "embeddings that share one table: none; those of the target and the output; or all, "
            "with one vocabulary for both languages");
  table.add("dropout", o.dropout, "P", "probability of dropping a value in training",
            {.at_least = 0, .less_than = 1});
}

// The loss of a batch as a sum, and the number of tokens summed over. They stay apart because a
// trainer may add up several batches before it divides.
struct Loss {
  Tensor sum;  // a scalar, in nats
  int64_t tokens = 0;
  real penalty = 0;  // the part of the sum that is not cross-entropy (regularization.h)
};

class OutputLayer;

// What a decoder keeps from one step to the next: a value, passed in and returned. A sentence has
// one or more rows, which are hypotheses of a beam search: those of sentence 0 come first, then
// those of sentence 1.
struct DecoderState {
  std::vector<Tensor> memory;    // the encoder's output, as attention reads it: a row a sentence
  std::vector<int32_t> lengths;  // of the source sentences
  std::vector<int32_t> rows;     // how many each sentence has; empty: all have equally many
  std::vector<Tensor> past;      // what the model keeps of all tokens so far: first axis rows
  std::vector<nn::KeyValueCache> caches = {};             // what it keeps of each token so far
  std::vector<std::span<const int32_t>> shortlists = {};  // of each sentence, or none (search.h)
};

// The result of one step, for every row.
struct DecoderStep {
  // [rows, V], of the next token; with shortlists [rows, longest], of the sentence's tokens
  Tensor log_probabilities;
  Tensor attention;  // [rows, S], or holds nothing if the model has no attention
  DecoderState state;
};

// A model of the probability of a target sentence given a source sentence:
//   p(y | x) = product over t of p(y_t | y_0 .. y_{t-1}, x)          y_0 = kBos, y_T = kEos
class Translator : public nn::Module {
 public:
  // The sum of -log p(y_t) over all target tokens y_1 .. y_T of the batch, in training as
  // `regularization` changes it.
  virtual Loss loss(const Batch& batch, real label_smoothing) const = 0;

  // The state before the first step, with one row for each source.
  virtual DecoderState encode(const Sentences& source) const = 0;

  // Appends a token to every row, kBos at the first step, and gives log p of the next one.
  virtual DecoderStep step(const DecoderState& state, std::span<const int32_t> tokens) const = 0;

  virtual int64_t vocabulary_size() const = 0;  // of the target

  Regularization regularization;

 protected:
  // For loss(): `decode` computes of all sources and decoder inputs y_0 .. y_{T-1} at once the
  // vectors that the output layer reads, [B, T, E] or [T, B, E].
  enum class Layout { kBatchMajor, kTimeMajor };
  using Decode = std::function<Tensor(const Sentences& source, const Sentences& input)>;
  Loss loss_of(const Batch& batch, real label_smoothing, const OutputLayer& output, Layout layout,
               const Decode& decode) const;
};

}  // namespace gloss::models
