#include "apps/translate/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <stdexcept>

#include "apps/translate/training/batching.h"
#include "apps/translate/training/reporter.h"
#include "apps/translate/training/resume.h"
#include "apps/translate/training/seeds.h"
#include "apps/translate/training/training_state.h"
#include "apps/translate/training/updater.h"

namespace gloss::translate {
namespace {

// Without --save-freq, saves are two minutes apart, or 25 times the duration of a save if that is
// longer: saving takes at most 4% of the time.
constexpr double kSecondsBetweenSaves = 120, kSaveDurationsBetweenSaves = 25;

class Trainer {
 public:
  explicit Trainer(const TrainingRun& run)
      : run_(run),
        s_(run.settings),
        model_(*run.checkpoint.model),
        training_(encode(run.checkpoint, run.training)),
        validation_{run.validation, encode(run.checkpoint, run.validation)},
        data_(checksum(run.training, run.validation)),
        updater_(s_, model_),
        reporter_(s_, run.seconds, run.progress, run.log) {
    for (const auto& [name, parameter] : model_.named_parameters())
      best_weights_.emplace_back(name, Tensor(parameter.shape()));
  }

  TrainingResult run() {
    const std::string path = training_path(s_.model);
    if (s_.resume && std::filesystem::exists(path)) {
      restore(load_training(path));
    } else {
      if (s_.resume) reporter_.print("there is no '" + path + "' to resume: training begins");
      save();  // from now on there is one
    }
    reporter_.begin(state_);
    std::string reason;
    while (true) {
      const bool interrupted = run_.interrupted();
      if (validation_due() && !interrupted) validate();
      reason = reason_to_stop(interrupted);
      if (!reason.empty()) break;
      if (save_due()) save();
      update();
    }
    finish(reason);
    return {reason, state_.updates,
            history_.best() ? std::optional(*history_.best()) : std::nullopt};
  }

 private:
  // --- One update ---

  bool epoch_ended() const { return state_.batches == static_cast<int64_t>(batches_.size()); }

  // The batches of an epoch follow from its number.
  void make_epoch() {
    batches_ = make_batches(training_, s_.mini_batch_words,
                            derived_seed(s_.common.seed, kBatchOrder, state_.epoch));
    state_.updates_per_epoch =
        (static_cast<int64_t>(batches_.size()) + s_.optimizer_delay - 1) / s_.optimizer_delay;
  }

  void update() {
    const double began = run_.seconds();
    if (epoch_ended()) {
      ++state_.epoch;
      state_.batches = 0;
      make_epoch();
    }
    std::vector<models::Batch> batches;
    for (int64_t i = 0; i < s_.optimizer_delay && !epoch_ended(); ++i)
      batches.push_back(assemble(training_, batches_[static_cast<size_t>(state_.batches++)]));
    const uint64_t seed = derived_seed(s_.common.seed, kDropout, state_.updates++);
    state_.learn_rate = scheduled_rate(s_, state_);
    const bool measure_ratio = validation_due() || state_.updates == s_.after_batches;
    const Updater::Update done = update_weights(batches, seed, measure_ratio);
    state_.grad_norm = done.grad_norm;
    state_.update_ratio = done.ratio;
    for (Tally* tally : {&state_.since_report, &state_.since_validation}) {
      tally->loss += done.loss;
      tally->tokens += done.tokens;
      tally->seconds += run_.seconds() - began;
    }
    state_.seconds = seconds();
    if (state_.updates == 1)
      if (const auto warning =
              first_loss_warning(state_.since_report.mean(), model_.vocabulary_size()))
        reporter_.warn(*warning);
    reporter_.draw(state_);
    if (state_.updates % s_.disp_freq == 0) report_progress();
  }

  Updater::Update update_weights(const std::vector<models::Batch>& batches, uint64_t seed,
                                 bool measure_ratio) {
    try {
      return updater_.update(batches, seed, state_.learn_rate, measure_ratio);
    } catch (const NotFinite& error) {
      run_.progress.finish();
      throw std::runtime_error("training stopped at update " + std::to_string(state_.updates) +
                               ": " + error.what() + "; " +
                               (history_.best() ? "the best model so far is in '" + s_.model + "'"
                                                : "nothing was saved") +
                               " (--resume with a lower --learn-rate or --clip-norm may help)");
    }
  }

  void report_progress() {
    reporter_.progress(state_);
    state_.since_report = {};
  }

  // --- Validation ---

  bool validation_due() const {
    if (state_.updates == history_.last_update()) return false;
    return s_.valid_freq > 0 ? state_.updates % s_.valid_freq == 0 : epoch_ended();
  }

  void validate() {
    if (state_.since_report.tokens > 0) report_progress();
    updater_.swap_average();
    Validation v = measure(run_.checkpoint, validation_, s_);
    v.update = state_.updates;
    v.epoch = state_.epoch;
    v.train_loss = state_.since_validation.mean();
    v.learn_rate = state_.learn_rate;
    v.grad_norm = state_.grad_norm;
    v.update_ratio = state_.update_ratio;
    v.best =
        std::isfinite(v.loss) && (!history_.best() || cost(v, s_) < cost(*history_.best(), s_));
    history_.push_back(v);
    if (v.best) {
      copy_numbers(model_.named_parameters(), best_weights_);
      write_model(best_weights_);
    }
    updater_.swap_average();
    state_.plateau.update(cost(v, s_));
    state_.since_validation = {};
    reporter_.validation(v);
    warn();
  }

  void warn() {
    std::vector<HealthRecord> records;
    for (const Validation& v : history_.records())
      records.push_back({v.train_loss, v.grad_norm, v.outputs});
    for (const Warning& warning : warnings(records, state_.updates > s_.lr_warmup))
      reporter_.warn_once(warning);
  }

  // --- Limits ---

  double seconds() const { return seconds_of_earlier_runs_ + run_.seconds(); }

  std::string reason_to_stop(bool interrupted) const {
    if (interrupted) return "interrupted";
    if (s_.after_batches > 0 && state_.updates >= s_.after_batches) return "after-batches";
    if (s_.max_seconds > 0 && seconds() >= s_.max_seconds) return "max-seconds";
    if (s_.after_epochs > 0 && state_.epoch + (epoch_ended() ? 1 : 0) > s_.after_epochs)
      return "after-epochs";
    if (s_.early_stopping > 0 && history_.stalled() >= s_.early_stopping) return "early-stopping";
    return "";
  }

  // The state is saved before the last report and validation, which only the end of a run makes. So
  // a run that continues from it with later limits is the same as one that had them from the start.
  void finish(const std::string& reason) {
    save();
    if (state_.since_report.tokens > 0) report_progress();
    if (reason != "interrupted" && history_.last_update() != state_.updates) validate();
    reporter_.end(reason, state_.updates);
    if (history_.best()) {
      write_model(best_weights_);  // the history has grown
    } else if (reason == "interrupted" && updater_.is_finite()) {
      updater_.swap_average();
      write_model(model_.named_parameters());
      updater_.swap_average();
    } else {
      throw std::runtime_error("training ended (" + reason + ") at update " +
                               std::to_string(state_.updates) +
                               " without a finite validation; nothing was saved (a lower "
                               "--learn-rate or --clip-norm may help)");
    }
  }

  // --- Files ---

  void write_model(const optim::NamedTensors& weights) {
    run_.checkpoint.history = history_.to_json();
    save_checkpoint(s_.model, run_.checkpoint, weights);
  }

  bool save_due() const {
    if (s_.save_freq > 0) return state_.updates % s_.save_freq == 0 && state_.updates != saved_at_;
    return run_.seconds() >= next_save_;
  }

  // Weights that are not finite are not saved: training cannot continue from them, and the next
  // update will report them.
  void save() {
    if (!updater_.is_finite()) return;
    const double began = run_.seconds();
    state_.seconds = seconds();
    save_training(training_path(s_.model),
                  {kept_settings(run_.settings_in_force), data_, state_, history_.to_json(),
                   updater_.tensors(), history_.best() ? best_weights_ : optim::NamedTensors()});
    saved_at_ = state_.updates;
    const double now = run_.seconds();
    next_save_ = now + std::max(kSecondsBetweenSaves, kSaveDurationsBetweenSaves * (now - began));
  }

  void restore(const SavedTraining& saved) {
    for (const std::string& change :
         changed_settings(saved.settings, kept_settings(run_.settings_in_force)))
      reporter_.print("resuming with " + change);
    if (saved.data != data_)
      throw std::runtime_error("--resume: '" + s_.model +
                               "' was trained on other sentence pairs (--overwrite starts over)");
    updater_.restore(saved.tensors, saved.state.updates);
    state_ = saved.state;
    history_ = History(saved.history);
    if (state_.epoch > 0) make_epoch();
    seconds_of_earlier_runs_ = state_.seconds;
    saved_at_ = state_.updates;
    next_save_ = run_.seconds() + kSecondsBetweenSaves;
    if (history_.best()) {
      copy_numbers(saved.best, best_weights_);
      write_model(best_weights_);  // the file may be of a later update
    }
    reporter_.print("resuming after update " + std::to_string(state_.updates));
  }

  const TrainingRun& run_;
  const TrainSettings& s_;
  models::Translator& model_;
  const std::vector<EncodedPair> training_;
  const ValidationData validation_;
  const std::string data_;  // checksum
  Updater updater_;
  Reporter reporter_;
  TrainingState state_;
  std::vector<std::vector<size_t>> batches_;  // of this epoch
  History history_;
  optim::NamedTensors best_weights_;
  double seconds_of_earlier_runs_ = 0;
  int64_t saved_at_ = -1;
  double next_save_ = 0;
};

}  // namespace

TrainingResult train(const TrainingRun& run) {
  return Trainer(run).run();
}

}  // namespace gloss::translate
