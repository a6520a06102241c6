#include "models/data_parallel.h"

#include <algorithm>

#include "core/autograd.h"
#include "core/ops.h"
#include "core/parallel.h"

namespace gloss::models {
namespace {

// An even number of parts, at most one for each sentence, for two threads or more. A part of fewer
// tokens makes smaller products, which are slower, and one of more needs more memory.
std::vector<Batch> parts_of(const Batch& batch) {
  constexpr int64_t kTokens = 2500;  // of a part, on the side that has more, padding counted
  const int64_t rows = batch.source.rows;
  const int64_t tokens = rows * std::max(batch.source.time, batch.target.time);
  const int64_t count = std::min(rows, 2 * ((tokens + 2 * kTokens - 1) / (2 * kTokens)));
  std::vector<Batch> parts;
  for (int64_t i = 0; i < count; ++i) {
    const int64_t first = rows * i / count, size = rows * (i + 1) / count - first;
    parts.push_back({part_of(batch.source, first, size), part_of(batch.target, first, size)});
  }
  return parts;
}

}  // namespace

CrossEntropy add_gradients(const Translator& model, const std::vector<Batch>& batches,
                           real label_smoothing, uint64_t seed) {
  CrossEntropy total;
  for (const Batch& batch : batches) {
    check_pairs("add_gradients", batch);
    total.tokens += token_count(batch.target);
  }
  const Precision precision = PrecisionGuard::current();
  uint64_t stream = 0;
  for (const Batch& batch : batches) {
    const std::vector<Batch> parts = parts_of(batch);
    std::vector<double> sums(parts.size());
    std::vector<LeafGradients> gradients(parts.size());
    parallel_tasks(std::ssize(parts), [&](int64_t task) {
      const auto i = static_cast<size_t>(task);
      const PrecisionGuard guard(precision);
      thread_rng() = {.seed = seed, .stream = stream + i};
      const Loss loss = model.loss(parts[i], label_smoothing);
      (loss.sum * (1 / static_cast<real>(total.tokens)))
          // The first part adds to the parameters themselves, which saves a copy of all gradients.
          .backward({.leaves = i > 0 ? &gradients[i] : nullptr});
      sums[i] = static_cast<double>(loss.sum.item()) - static_cast<double>(loss.penalty);
    });
    stream += parts.size();
    for (size_t i = 0; i < parts.size(); ++i) {
      gradients[i].add_to_leaves();
      total.sum += sums[i];
    }
  }
  return total;
}

}  // namespace gloss::models
