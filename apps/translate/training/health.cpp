#include "apps/translate/training/health.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/io/json.h"

namespace gloss::translate {
namespace {

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

std::string percent(double share) {
  return fixed(100 * share, 0) + "%";
}

// What is wrong with the translations. A few of them are not judged.
void add_output_warnings(const OutputHealth& o, std::vector<Warning>& warnings) {
  constexpr int64_t kFewest = 5;
  if (o.count < kFewest) return;
  if (o.length_ratio <= 0.2)
    warnings.push_back(
        {Symptom::kEmptyOutputs,
         "translations are nearly empty (" + percent(o.length_ratio) +
             " of the references' length): look for wrong or misaligned pairs in the training "
             "data, or try a lower --learn-rate"});
  else if (o.distinct <= 0.1)
    warnings.push_back(
        {Symptom::kSameOutputs,
         "nearly all validation sentences get the same translation (different ones: " +
             percent(o.distinct) +
             " of the references'): the model ignores its input; try a lower --learn-rate, a "
             "longer --lr-warmup, or more data"});
  if (o.repeats >= 0.3)
    warnings.push_back(
        {Symptom::kRepeats,
         "translations repeat themselves (" + percent(o.repeats) +
             " of their trigrams occurred before in the same sentence): if longer training does "
             "not help, try a lower --learn-rate, more --dropout or more data"});
}

// Compares the training loss with its lowest value before: overfitting raises only the validation
// loss. Compares the gradient's norm with its median.
void add_loss_warnings(std::span<const Validation> history, std::vector<Warning>& warnings) {
  const double loss = history.back().train_loss, norm = history.back().grad_norm;
  double lowest = loss;
  std::vector<double> norms;
  for (const Validation& v : history) {
    lowest = std::min(lowest, v.train_loss);
    norms.push_back(v.grad_norm);
  }
  const auto middle = norms.begin() + static_cast<std::ptrdiff_t>(norms.size() / 2);
  std::ranges::nth_element(norms, middle);
  if (!std::isfinite(loss) || loss >= lowest + std::max(1.0, lowest / 2))
    warnings.push_back({Symptom::kDivergence,
                        "the training loss has risen from " + fixed(lowest, 2) + " to " +
                            fixed(loss, 2) +
                            ": training diverges; try a lower --learn-rate, a longer --lr-warmup "
                            "or a lower --clip-norm"});
  if (!(norm < 20 * *middle && std::isfinite(norm)))
    warnings.push_back({Symptom::kExplodingNorm,
                        "the gradient's norm has grown from about " + fixed(*middle, 2) + " to " +
                            fixed(norm, 2) + ": try a lower --learn-rate or a lower --clip-norm"});
}

// The warnings at the last record.
std::vector<Warning> at_last(std::span<const Validation> history, bool warmed_up) {
  std::vector<Warning> all;
  add_loss_warnings(history, all);
  if (warmed_up) add_output_warnings(history.back().outputs, all);
  return all;
}

}  // namespace

double relative_change(std::span<const Tensor> before, std::span<const Tensor> after) {
  double change = 0, whole = 0;
  for (size_t i = 0; i < before.size(); ++i) {
    const auto old = before[i].values(), now = after[i].values();
    for (size_t j = 0; j < old.size(); ++j) {
      const double difference = double{now[j]} - double{old[j]};
      change += difference * difference;
      whole += double{old[j]} * double{old[j]};
    }
  }
  return std::sqrt(ratio(change, whole));
}

OutputHealth output_health(std::span<const TokenIds> outputs,
                           std::span<const TokenIds> references) {
  const std::set<TokenIds> different(outputs.begin(), outputs.end());
  const std::set<TokenIds> wanted(references.begin(), references.end());
  double trigrams = 0, repeated = 0, tokens = 0, reference_tokens = 0;
  for (const TokenIds& output : outputs) {
    std::set<TokenIds> seen;
    for (size_t i = 0; i + 3 <= output.size(); ++i) {
      const auto at = output.begin() + static_cast<std::ptrdiff_t>(i);
      repeated += seen.emplace(at, at + 3).second ? 0 : 1;
      ++trigrams;
    }
    tokens += static_cast<double>(output.size());
  }
  for (const TokenIds& reference : references)
    reference_tokens += static_cast<double>(reference.size());
  return {.count = static_cast<int64_t>(outputs.size()),
          .distinct = std::min(1.0, ratio(static_cast<double>(different.size()),
                                          static_cast<double>(wanted.size()))),
          .repeats = ratio(repeated, trigrams),
          .length_ratio = ratio(tokens, reference_tokens)};
}

std::vector<Warning> warnings(std::span<const Validation> history, bool warmed_up) {
  if (history.size() < 2) return {};
  std::vector<Warning> now = at_last(history, warmed_up);
  const auto before = at_last(history.first(history.size() - 1), warmed_up);
  std::erase_if(now, [&](const Warning& w) {
    return std::ranges::find(before, w.symptom, &Warning::symptom) == before.end();
  });
  return now;
}

std::optional<Warning> first_loss_warning(double loss, int64_t vocabulary) {
  const double expected = std::log(static_cast<double>(vocabulary));
  if (std::abs(loss - expected) < std::max(1.0, 0.3 * expected)) return std::nullopt;
  return Warning{
      Symptom::kFirstLoss,
      "the first loss is " + fixed(loss, 2) + ", but guessing among " + std::to_string(vocabulary) +
          " tokens has a loss of " + fixed(expected, 2) +
          ": the initial weights are badly scaled; try another --dim-emb or --tied-embeddings"};
}

std::optional<Warning> useless_model_warning(const Validation& best, bool stalled) {
  constexpr double kBleu = 2, kChrf = 15, kLoss = 4;  // the loss of guessing among 55 tokens
  std::string measured;
  if (best.bleu < kBleu)
    measured = "BLEU " + fixed(best.bleu, 1);
  else if (std::isnan(best.bleu) && best.chrf < kChrf)
    measured = "chrF " + fixed(best.chrf, 1);
  else if (std::isnan(best.bleu) && std::isnan(best.chrf) && best.loss > kLoss)
    measured = "loss " + fixed(best.loss, 2);
  else
    return std::nullopt;
  return Warning{Symptom::kUselessModel,
                 "the saved model is not worth using: hardly anything in its translations of the "
                 "validation sentences is right (" +
                     measured + " at update " + std::to_string(best.update) + "); " +
                     (stalled ? "longer training did not help: it needs more pairs, or validation "
                                "sentences that are more like the training pairs"
                              : "train longer: some thousand updates are usual")};
}

}  // namespace gloss::translate
