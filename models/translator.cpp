#include "models/translator.h"

#include "models/embeddings.h"

namespace gloss::models {

Loss Translator::loss_of(const Batch& batch, real label_smoothing, const OutputLayer& output,
                         Layout layout, const Decode& decode) const {
  check_pairs("translator", batch);
  const Regularization none;
  const Regularization& r = training() ? regularization : none;
  const Sentences& target = batch.target;
  const int64_t tokens = token_count(target), rows = target.rows;
  Sentences source = batch.source, input = decoder_input(target);
  if (r.consistency == Consistency::kNone) {
    for (Sentences* sentences : {&source, &input})
      drop_words(*sentences, 0, rows, r.word_dropout);
    const auto targets = layout == Layout::kTimeMajor ? time_major(target) : target.ids;
    return {output.loss(decode(source, input), targets, label_smoothing), tokens};
  }
  const bool simcut = r.consistency == Consistency::kSimCut;
  for (Sentences* sentences : {&source, &input}) {
    *sentences = twice(*sentences);
    drop_words(*sentences, 0, rows, r.word_dropout);
    drop_words(*sentences, rows, 2 * rows, simcut ? r.cutoff : r.word_dropout);
  }
  PredictionPairs pairs;
  const auto row_of = [&](int64_t b,
                          int64_t t) {  // of sentence b's position t in what decode gives
    return static_cast<int32_t>(layout == Layout::kTimeMajor ? t * 2 * rows + b
                                                             : b * target.time + t);
  };
  for (int64_t b = 0; b < rows; ++b)
    for (int64_t t = 0; t < target.lengths[static_cast<size_t>(b)]; ++t) {
      pairs.first.push_back(row_of(b, t));
      pairs.second.push_back(row_of(rows + b, t));
      pairs.targets.push_back(target.ids[static_cast<size_t>(b * target.time + t)]);
    }
  const real alpha = r.consistency_weight;
  ConsistencyOptions options{.label_smoothing = label_smoothing, .forward = alpha};
  if (!simcut)
    options = {.label_smoothing = label_smoothing,
               .first = real(0.5),
               .second = real(0.5),
               .forward = alpha / 4,
               .reverse = alpha / 4};
  const ConsistencyLoss loss = output.loss(decode(source, input), pairs, options);
  return {loss.sum, tokens, loss.penalty};
}

}  // namespace gloss::models
