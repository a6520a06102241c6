#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "apps/translate/training/validation.h"
#include "core/tensor.h"

// Signs that a training goes wrong, computed from its numbers.

namespace gloss::translate {

// |after - before| / |before|, over all tensors together: how far an update moved the weights.
// About 1/1000 is usual.
double relative_change(std::span<const Tensor> before, std::span<const Tensor> after);

using TokenIds = std::vector<int32_t>;
OutputHealth output_health(std::span<const TokenIds> outputs, std::span<const TokenIds> references);

enum class Symptom {
  kFirstLoss,
  kSameOutputs,
  kEmptyOutputs,
  kRepeats,
  kDivergence,
  kExplodingNorm,
  kUselessModel
};

struct Warning {
  Symptom symptom;
  std::string text;  // what is wrong and what to try
};

// The symptoms that both of the last two validations have; a single bad validation may be chance.
// Translations are judged only after the warm-up of the learning rate: before it every model
// translates badly.
std::vector<Warning> warnings(std::span<const Validation> history, bool warmed_up);

// A warning if the first update's loss is far from log(vocabulary), the loss of guessing.
std::optional<Warning> first_loss_warning(double loss, int64_t vocabulary);

// A warning if the best model translates hardly anything right. `stalled`: training longer would
// not have improved it.
std::optional<Warning> useless_model_warning(const Validation& best, bool stalled);

}  // namespace gloss::translate
