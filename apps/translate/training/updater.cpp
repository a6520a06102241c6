#include "apps/translate/training/updater.h"

#include <algorithm>
#include <cmath>

#include "apps/translate/training/health.h"
#include "core/autograd.h"
#include "core/ops.h"
#include "optim/adam.h"
#include "optim/clip.h"
#include "optim/schedule.h"
#include "optim/sgd.h"

namespace gloss::translate {
namespace {

std::unique_ptr<optim::Optimizer> make_optimizer(const TrainSettings& s,
                                                 std::span<const Tensor> parameters) {
  if (s.optimizer == OptimizerType::kSgd)
    return std::make_unique<optim::Sgd>(
        parameters, optim::SgdOptions{.lr = s.learn_rate, .weight_decay = s.weight_decay});
  // beta2 and eps as for translation in Vaswani et al. 2017, section 5.3.
  return std::make_unique<optim::Adam>(
      parameters, optim::AdamOptions{
                      .lr = s.learn_rate,
                      .beta2 = 0.98,
                      .eps = 1e-9,
                      .weight_decay = s.optimizer == OptimizerType::kAdamW ? s.weight_decay : 0});
}

}  // namespace

Updater::Updater(const TrainSettings& settings, models::Translator& model)
    : s_(settings),
      model_(model),
      parameters_(model.parameters()),
      optimizer_(make_optimizer(settings, parameters_)) {
  if (s_.exponential_smoothing > 0) average_.emplace(parameters_, 1 - s_.exponential_smoothing);
}

double Updater::backward(const models::Batch& batch, int64_t tokens_in_update) const {
  const PrecisionGuard precision(s_.precision);
  const models::Loss loss = model_.loss(batch, static_cast<real>(s_.label_smoothing));
  (loss.sum * (1 / static_cast<real>(tokens_in_update))).backward();
  return static_cast<double>(loss.sum.item());
}

Updater::Step Updater::step(const std::vector<models::Batch>& batches, uint64_t seed,
                            double learn_rate, bool measure_ratio) {
  Step step;
  for (const models::Batch& batch : batches)
    step.tokens += models::token_count(batch.target);
  model_.train();
  model_.seed(seed);
  for (const models::Batch& batch : batches)
    step.loss += backward(batch, step.tokens);
  step.grad_norm = optim::clip_grad_norm(
      parameters_, s_.clip_norm > 0 ? s_.clip_norm : std::numeric_limits<double>::infinity());
  if (!std::isfinite(step.loss) || !std::isfinite(step.grad_norm))
    explain(batches, seed, step.tokens);
  std::vector<Tensor> before;
  if (measure_ratio)
    for (const Tensor& parameter : parameters_)
      before.push_back(parameter.clone());
  optimizer_->lr = learn_rate;
  optimizer_->step();
  optimizer_->zero_grad();
  if (average_) average_->update();
  if (measure_ratio) step.ratio = relative_change(before, parameters_);
  return step;
}

// Repeats the forward and backward pass with checks after each operation, to name the operation
// whose result is not finite.
void Updater::explain(const std::vector<models::Batch>& batches, uint64_t seed, int64_t tokens) {
  std::string what = "the gradient's norm is not finite";
  optimizer_->zero_grad();
  model_.seed(seed);
  try {
    const FiniteGuard guard;
    for (const models::Batch& batch : batches)
      backward(batch, tokens);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  throw NotFinite(what);
}

void Updater::swap_average() {
  if (average_) average_->swap();
}

bool Updater::is_finite() const {
  return std::ranges::all_of(parameters_, [](const Tensor& parameter) {
    return std::ranges::all_of(parameter.values(), [](real x) { return std::isfinite(x); });
  });
}

optim::NamedTensors Updater::tensors() const {
  optim::NamedTensors all;
  add_prefixed(all, "weights", model_.named_parameters());
  add_prefixed(all, "optimizer", optimizer_->state());
  if (average_) add_prefixed(all, "average", average_->state());
  return all;
}

void Updater::continue_after(int64_t updates) {
  optimizer_->steps = updates;
  if (average_) average_->updates = updates;
}

double scheduled_rate(const TrainSettings& s, const TrainingState& state) {
  const int64_t t = state.updates, warmup = s.lr_warmup;
  switch (s.lr_schedule) {
    case LrSchedule::kConstant:
      break;
    case LrSchedule::kInverseSqrt:
      return optim::inverse_sqrt_lr(s.learn_rate, t, warmup);
    case LrSchedule::kCosine:  // over the whole run, as far as its limits tell its length
      return optim::cosine_lr(
          s.learn_rate, t,
          s.after_batches > 0 ? s.after_batches : s.after_epochs * state.updates_per_epoch, warmup);
    case LrSchedule::kPlateau:
      return state.plateau.scale * optim::constant_lr(s.learn_rate, t, warmup);
  }
  return optim::constant_lr(s.learn_rate, t, warmup);
}

}  // namespace gloss::translate
