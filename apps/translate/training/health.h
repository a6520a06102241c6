#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "core/tensor.h"

// Signs that a training goes wrong, computed from its numbers.

namespace gloss::translate {

// |after - before| / |before|, over all tensors together: how far an update moved the weights.
// About 1/1000 is usual.
double relative_change(std::span<const Tensor> before, std::span<const Tensor> after);

// Translations of the validation sentences compared with their references, as token ids.
struct OutputHealth {
  int64_t count = 0;
  double distinct = 1;      // different outputs per different reference, at most 1
  double repeats = 0;       // share of trigrams that occurred before in the same output
  double length_ratio = 1;  // tokens of the outputs per token of the references
};

using TokenIds = std::vector<int32_t>;
OutputHealth output_health(std::span<const TokenIds> outputs, std::span<const TokenIds> references);

// The numbers of one validation from which warnings follow.
struct HealthRecord {
  double train_loss = 0;
  double grad_norm = 0;
  OutputHealth outputs;
};

enum class Symptom { kSameOutputs, kEmptyOutputs, kRepeats, kDivergence, kExplodingNorm };

struct Warning {
  Symptom symptom;
  std::string text;  // what is wrong and what to try
};

// The symptoms that both of the last two records have; a single bad validation may be chance.
// Translations are judged only after the warm-up of the learning rate: before it every model
// translates badly.
std::vector<Warning> warnings(std::span<const HealthRecord> history, bool warmed_up);

// A warning if the first update's loss is far from log(vocabulary), the loss of guessing.
std::optional<std::string> first_loss_warning(double loss, int64_t vocabulary);

}  // namespace gloss::translate
