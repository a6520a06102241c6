#include "models/regularization.h"

#include "core/ops.h"

namespace gloss::models {

void drop_words(Sentences& sentences, int64_t begin, int64_t end, real p) {
  if (p == 0) return;
  for (int64_t i = begin * sentences.time; i < end * sentences.time; ++i) {
    int32_t& id = sentences.ids[static_cast<size_t>(i)];
    if (thread_rng().uniform() < static_cast<double>(p) && id != kBos && id != kEos) id = kNoId;
  }
}

Sentences twice(const Sentences& sentences) {
  Sentences both = sentences;
  both.rows *= 2;
  both.ids.insert(both.ids.end(), sentences.ids.begin(), sentences.ids.end());
  both.lengths.insert(both.lengths.end(), sentences.lengths.begin(), sentences.lengths.end());
  return both;
}

}  // namespace gloss::models
