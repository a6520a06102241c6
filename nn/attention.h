#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <utility>

#include "nn/module.h"

namespace gloss::nn {

enum class Score { kDot, kScaledDot, kGeneral, kAdditive };

// The scores under the names that users write; without a score there is no attention.
inline constexpr std::pair<std::string_view, std::optional<Score>> kScores[] = {
    {"none", std::nullopt},
    {"dot", Score::kDot},
    {"scaled-dot", Score::kScaledDot},
    {"general", Score::kGeneral},
    {"additive", Score::kAdditive}};

struct AttentionOptions {
  Score score = Score::kAdditive;
  int64_t query_size = 0;  // width of a query h_t
  int64_t key_size = 0;    // width of a key x_j
  int64_t units = 0;       // width of the additive score's hidden layer
};

// For each query h_t a weighted mean of the values, which are the keys x_j themselves:
//   weights_t = softmax over j of score(h_t, x_j)        context_t = sum over j of weights_t[j] x_j
// The score is one of
//   dot         h . x                          (Luong et al. 2015, equation 8)
//   scaled dot  h . x / sqrt(key_size)         (Vaswani et al. 2017, equation 1)
//   general     h . W x                        (Luong et al. 2015, equation 8)
//   additive    v . tanh(W h + U x + b)        (Bahdanau et al. 2015, appendix A.1.2)
class Attention : public Module {
 public:
  Attention(const AttentionOptions& options, Rng& rng);

  struct Result {
    Tensor context;  // [B, T, width of the values]
    Tensor weights;  // [B, T, S]; exactly 0 past the sentence's length; a row sums to 1, or to 0 if
                     // the length is 0
  };

  // query [B, T, query_size], keys [B, S, key_size], of which sentence b has lengths[b].
  Result operator()(const Tensor& query, const Tensor& keys,
                    std::span<const int32_t> lengths = {}) const;

  // The same in two parts, for a decoder that attends at every step: what depends on the keys only
  // is computed once. The additive score projects them to U x + b, the general one to W x.
  Tensor project_keys(const Tensor& keys) const;
  Result attend(const Tensor& query, const Tensor& projected_keys, const Tensor& values,
                std::span<const int32_t> lengths = {}) const;

  void visit(Visitor& v) const override;

  AttentionOptions options;
  Tensor query_weight;          // additive W [units, query_size]
  Tensor key_weight, key_bias;  // additive U [units, key_size] and b [units];
                                // general W [query_size, key_size], no bias
  Tensor score_weight;          // additive v [units]
};

}  // namespace gloss::nn
