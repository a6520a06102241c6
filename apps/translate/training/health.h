#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/tensor.h"

// Signs that a training goes wrong: pure functions of its numbers.

namespace gloss::translate {

// |after - before| / |before|, over all tensors together: how far an update moved the weights.
// About 1/1000 is usual.
double relative_change(std::span<const Tensor> before, std::span<const Tensor> after);

// What translations of the validation sentences look like beside their references, as token ids.
struct OutputHealth {
  int64_t count = 0;
  double distinct = 1;      // different outputs for each different reference, at most 1
  double repeats = 0;       // share of trigrams that the same output held before
  double length_ratio = 1;  // tokens of the outputs to those of the references
};

using TokenIds = std::vector<int32_t>;
OutputHealth output_health(std::span<const TokenIds> outputs, std::span<const TokenIds> references);

// The numbers of one validation that tell how the training does.
struct HealthRecord {
  double train_loss = 0;
  double grad_norm = 0;
  OutputHealth outputs;
};

enum class Trouble { kSameOutputs, kEmptyOutputs, kRepeats, kDivergence, kExplodingNorm };

struct Complaint {
  Trouble trouble;
  std::string text;  // what is wrong and what to try, in plain words
};

// What is wrong at the last two of the records alike; one bad validation may be chance.
// Translations are judged once the learning rate has `warmed_up`: before, all models translate
// badly.
std::vector<Complaint> complaints(std::span<const HealthRecord> history, bool warmed_up);

// An untrained network knows nothing, so its loss is about the log of the vocabulary's size; says
// so if the first update's loss is far from that.
std::optional<std::string> first_loss_complaint(double loss, int64_t vocabulary);

}  // namespace gloss::translate
