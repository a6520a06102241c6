#include "apps/translate/training/health.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr int64_t kFewestOutputs = 5;  // with fewer, outputs are not judged

double ratio(double part, double whole) {
  return whole > 0 ? part / whole : 0;
}

std::string percent(double share) {
  return fixed(100 * share, 0) + "%";
}

std::string same_outputs(const OutputHealth& o) {
  if (o.count < kFewestOutputs || o.distinct > 0.1) return "";
  return "nearly all validation sentences get the same translation (different ones: " +
         percent(o.distinct) +
         " of the references'): the model ignores its input; try a lower --learn-rate, a longer "
         "--lr-warmup, or more data";
}

std::string empty_outputs(const OutputHealth& o) {
  if (o.count < kFewestOutputs || o.length_ratio > 0.2) return "";
  return "translations are nearly empty (" + percent(o.length_ratio) +
         " of the references' length): look for wrong or misaligned pairs in the training data, "
         "or try a lower --learn-rate";
}

std::string repeats(const OutputHealth& o) {
  if (o.count < kFewestOutputs || o.repeats < 0.3) return "";
  return "translations repeat themselves (" + percent(o.repeats) +
         " of their trigrams occurred before in the same sentence): if longer training does not "
         "help, try a lower --learn-rate, more --dropout or more data";
}

// Compares the training loss with its lowest value before. Overfitting raises only the validation
// loss.
std::string divergence(std::span<const HealthRecord> history) {
  const double last = history.back().train_loss;
  double lowest = last;
  for (const HealthRecord& record : history)
    lowest = std::min(lowest, record.train_loss);
  if (std::isfinite(last) && last < lowest + std::max(1.0, lowest / 2)) return "";
  return "the training loss has risen from " + fixed(lowest, 2) + " to " + fixed(last, 2) +
         ": training diverges; try a lower --learn-rate, a longer --lr-warmup or a lower "
         "--clip-norm";
}

std::string exploding_norm(std::span<const HealthRecord> history) {
  std::vector<double> norms;
  for (const HealthRecord& record : history)
    norms.push_back(record.grad_norm);
  const double last = norms.back();
  std::ranges::nth_element(norms, norms.begin() + static_cast<std::ptrdiff_t>(norms.size() / 2));
  const double median = norms[norms.size() / 2];
  if (std::isfinite(last) && last < 20 * median) return "";
  return "the gradient's norm has grown from about " + fixed(median, 2) + " to " + fixed(last, 2) +
         ": try a lower --learn-rate or a lower --clip-norm";
}

// The warnings at the last record.
std::vector<Warning> at_last(std::span<const HealthRecord> history, bool warmed_up) {
  std::vector<Warning> all = {{Symptom::kDivergence, divergence(history)},
                              {Symptom::kExplodingNorm, exploding_norm(history)}};
  if (warmed_up) {
    const OutputHealth& o = history.back().outputs;
    const std::string empty = empty_outputs(o);
    all.push_back({Symptom::kEmptyOutputs, empty});
    if (empty.empty()) all.push_back({Symptom::kSameOutputs, same_outputs(o)});
    all.push_back({Symptom::kRepeats, repeats(o)});
  }
  std::erase_if(all, [](const Warning& w) { return w.text.empty(); });
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

std::vector<Warning> warnings(std::span<const HealthRecord> history, bool warmed_up) {
  if (history.size() < 2) return {};
  std::vector<Warning> now = at_last(history, warmed_up);
  const auto before = at_last(history.first(history.size() - 1), warmed_up);
  std::erase_if(now, [&](const Warning& w) {
    return std::ranges::find(before, w.symptom, &Warning::symptom) == before.end();
  });
  return now;
}

std::optional<std::string> first_loss_warning(double loss, int64_t vocabulary) {
  const double expected = std::log(static_cast<double>(vocabulary));
  if (std::abs(loss - expected) < std::max(1.0, 0.3 * expected)) return std::nullopt;
  return "the first loss is " + fixed(loss, 2) + ", but guessing among " +
         std::to_string(vocabulary) + " tokens has a loss of " + fixed(expected, 2) +
         ": the initial weights are badly scaled; try another --dim-emb or --tied-embeddings";
}

}  // namespace gloss::translate
