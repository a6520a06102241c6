#include "apps/translate/training/updater.h"

#include <algorithm>
#include <cmath>

#include "apps/translate/training/health.h"
#include "core/autograd.h"
#include "core/ops.h"
#include "optim/adam.h"
#include "optim/clip.h"
#include "optim/muon.h"
#include "optim/schedule.h"
#include "optim/schedule_free.h"
#include "optim/sgd.h"

namespace gloss::translate {
namespace {

// Whether Muon updates this parameter: a matrix of a hidden layer. Tables of embeddings, of which
// the output layer's is one, and of positions have a row for each token or position instead.
bool is_hidden_matrix(const std::string& name, const Tensor& parameter) {
  const auto has = [&](const char* part) { return name.find(part) != name.npos; };
  return parameter.shape().rank() == 2 && !has("embedding") && !has("positions");
}

std::unique_ptr<optim::Optimizer> make_optimizer(const TrainSettings& s,
                                                 const models::Translator& model) {
  // beta2 and eps as for translation in Vaswani et al. 2017, section 5.3.
  const optim::AdamOptions adam{
      .lr = s.learn_rate,
      .beta2 = 0.98,
      .eps = 1e-9,
      .weight_decay = s.optimizer == OptimizerType::kAdam ? 0 : s.weight_decay};
  switch (s.optimizer) {
    case OptimizerType::kSgd:
      return std::make_unique<optim::Sgd>(
          model.parameters(),
          optim::SgdOptions{.lr = s.learn_rate, .weight_decay = s.weight_decay});
    case OptimizerType::kMuon: {
      std::vector<optim::HiddenMatrix> matrices;
      std::vector<Tensor> others;
      for (const auto& [name, parameter] : model.named_parameters()) {
        if (is_hidden_matrix(name, parameter))
          matrices.push_back({parameter, name.ends_with("in_proj_weight") ? 3 : 1});
        else
          others.push_back(parameter);
      }
      return std::make_unique<optim::Muon>(matrices, others, optim::MuonOptions{.adam = adam});
    }
    case OptimizerType::kScheduleFree:
      return std::make_unique<optim::ScheduleFree>(
          model.parameters(), optim::ScheduleFreeOptions{.lr = s.learn_rate,
                                                         .beta2 = adam.beta2,
                                                         .eps = adam.eps,
                                                         .weight_decay = s.weight_decay,
                                                         .warmup = s.lr_warmup});
    case OptimizerType::kAdam:
    case OptimizerType::kAdamW:
      break;
  }
  return std::make_unique<optim::Adam>(model.parameters(), adam);
}

// The share of the run that is over: the largest of those by its limits. Epochs may differ in their
// updates, so those of the current one stand for the others.
double progress(const TrainSettings& s, const TrainingState& state, double seconds_for_updates) {
  double share = 0;
  if (s.after_batches > 0)
    share = optim::progress_of_updates(state.updates, s.after_batches, s.lr_warmup);
  if (s.after_epochs > 0) {
    const int64_t each = state.updates_per_epoch;
    const int64_t in_epoch = (state.batches + s.optimizer_delay - 1) / s.optimizer_delay;
    share = std::max(share, optim::progress_of_updates((state.epoch - 1) * each + in_epoch,
                                                       s.after_epochs * each, s.lr_warmup));
  }
  if (s.max_seconds > 0)
    share = std::max(
        share, state.seconds < seconds_for_updates ? state.seconds / seconds_for_updates : 1.0);
  return share;
}

}  // namespace

Updater::Updater(const TrainSettings& settings, models::Translator& model)
    : s_(settings),
      model_(model),
      parameters_(model.parameters()),
      optimizer_(make_optimizer(settings, model)) {
  model_.regularization = s_.regularization;
  if (s_.exponential_smoothing > 0) average_.emplace(parameters_, 1 - s_.exponential_smoothing);
}

models::CrossEntropy Updater::add_gradients(const std::vector<models::Batch>& batches,
                                            uint64_t seed) const {
  const PrecisionGuard precision(s_.precision);
  return models::add_gradients(model_, batches, static_cast<real>(s_.label_smoothing), seed);
}

Updater::Step Updater::step(const std::vector<models::Batch>& batches, uint64_t seed,
                            double learn_rate, bool measure_ratio) {
  model_.train();
  const models::CrossEntropy loss = add_gradients(batches, seed);
  Step step{.loss = loss.sum, .tokens = loss.tokens};
  step.grad_norm = optim::clip_grad_norm(
      parameters_, s_.clip_norm > 0 ? s_.clip_norm : std::numeric_limits<double>::infinity());
  if (!std::isfinite(step.loss) || !std::isfinite(step.grad_norm)) explain(batches, seed);
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
void Updater::explain(const std::vector<models::Batch>& batches, uint64_t seed) {
  std::string what = "the gradient's norm is not finite";
  optimizer_->zero_grad();
  try {
    const FiniteGuard guard;
    add_gradients(batches, seed);
  } catch (const std::runtime_error& error) {
    what = error.what();
  }
  throw NotFinite(what);
}

void Updater::swap_average() {
  optimizer_->swap_evaluated();
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

double scheduled_rate(const TrainSettings& s, const TrainingState& state,
                      double seconds_for_updates) {
  const int64_t t = state.updates, warmup = s.lr_warmup;
  switch (s.lr_schedule) {
    case LrSchedule::kConstant:
      break;
    case LrSchedule::kInverseSqrt:
      return optim::inverse_sqrt_lr(s.learn_rate, t, warmup);
    case LrSchedule::kLinear:
      return optim::linear_lr(s.learn_rate, t, progress(s, state, seconds_for_updates), warmup);
    case LrSchedule::kCosine:
      return optim::cosine_lr(s.learn_rate, t, progress(s, state, seconds_for_updates), warmup);
    case LrSchedule::kPlateau:
      return state.plateau.scale * optim::constant_lr(s.learn_rate, t, warmup);
  }
  return optim::constant_lr(s.learn_rate, t, warmup);
}

}  // namespace gloss::translate
