#pragma once

#include <string_view>
#include <utility>

#include "core/random.h"
#include "models/batch.h"

namespace gloss::models {

// Whether training computes each batch twice and asks for equal predictions. p1 and p2 are the
// distributions p(y_t | y_0 .. y_{t-1}, x) of the two passes, which draw different dropout, and CE
// is the cross-entropy. The loss of a token is
//   none     CE(p1), of one pass
//   r-drop   1/2 CE(p1) + 1/2 CE(p2) + alpha / 4 (KL(p1 || p2) + KL(p2 || p1))
//            (Liang et al. 2021, equations 2 to 4, halved so that the loss is on the scale of one
//            cross-entropy; they use alpha = 5 for translation)
//   simcut   CE(p1) + alpha KL(p1 || p2), where the second pass reads each token as a zero vector
//            with probability `cutoff`
//            (Gao et al. 2022, "Bi-SimCut", equation 4; they use alpha = 3 and 0.05)
// Gradients flow through both distributions.
enum class Consistency { kNone, kRDrop, kSimCut };
inline constexpr std::pair<std::string_view, Consistency> kConsistencies[] = {
    {"none", Consistency::kNone},
    {"r-drop", Consistency::kRDrop},
    {"simcut", Consistency::kSimCut}};

// What training adds to the loss of any translator so that it fits its data less closely.
// Evaluation ignores it, and no model file holds it.
struct Regularization {
  Consistency consistency = Consistency::kNone;
  real consistency_weight = 0;  // alpha
  real cutoff = real(0.05);
  // The probability of reading a token of the source or of the decoder's input as a zero vector, at
  // each position anew and without scaling the others (Sennrich et al. 2016, "Edinburgh Neural
  // Machine Translation Systems for WMT 16", where it is 0.1). SimCut's second pass has
  // `cutoff` instead.
  real word_dropout = 0;
};

// Replaces each token of rows [begin, end) by kNoId with probability p, but not kBos and kEos,
// which mark where a sentence begins and ends. Draws a number for every place, so that what is
// dropped follows from the position in the batch and thread_rng(). Draws none if p is 0.
void drop_words(Sentences& sentences, int64_t begin, int64_t end, real p);

// The sentences and below them the same once more.
Sentences twice(const Sentences& sentences);

}  // namespace gloss::models
