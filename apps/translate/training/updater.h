#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

#include "apps/translate/training/settings.h"
#include "apps/translate/training/training_state.h"
#include "models/data_parallel.h"
#include "optim/average.h"
#include "optim/optimizer.h"

namespace gloss::translate {

// A loss or a gradient is not finite; the message names the operation.
class NotFinite : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Updates the weights of a model: gradients, clipping, optimizer and, if the settings ask for it, a
// moving average.
class Updater {
 public:
  Updater(const TrainSettings& settings, models::Translator& model);

  struct Step {
    double loss = 0;  // cross-entropy, summed over the tokens
    int64_t tokens = 0;
    double grad_norm = 0;                                     // before it is clipped
    double ratio = std::numeric_limits<double>::quiet_NaN();  // see relative_change
  };

  // One step of the optimizer, with the gradient of the mean loss over all tokens of the batches.
  // Dropout follows from the seed. Measuring the ratio needs a copy of the weights. Throws
  // NotFinite before it changes any weight.
  Step step(const std::vector<models::Batch>& batches, uint64_t seed, double learn_rate,
            bool measure_ratio = false);

  // Exchanges the weights with their average, if there is one or if the optimizer keeps one: before
  // a validation, and after it.
  void swap_average();

  bool is_finite() const;  // whether all weights are

  // Handles on all state, named "weights.NAME", "optimizer.0.m" and "average.0.mean".
  optim::NamedTensors tensors() const;

  // Goes on as after that many updates, once tensors() hold their numbers of then.
  void continue_after(int64_t updates);

 private:
  models::CrossEntropy add_gradients(const std::vector<models::Batch>& batches,
                                     uint64_t seed) const;
  [[noreturn]] void explain(const std::vector<models::Batch>& batches, uint64_t seed);

  const TrainSettings& s_;
  models::Translator& model_;
  const std::vector<Tensor> parameters_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::optional<optim::Average> average_;
};

// The learning rate of update number state.updates. Updates end after `seconds_for_updates`, if
// there is --max-seconds; linear and cosine fall to 0 by then, or by an earlier limit.
double scheduled_rate(const TrainSettings& settings, const TrainingState& state,
                      double seconds_for_updates);

}  // namespace gloss::translate
