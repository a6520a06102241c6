#include "apps/translate/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/translate/training/batching.h"
#include "apps/translate/training/epoch_pairs.h"
#include "apps/translate/training/resume.h"
#include "apps/translate/training/updater.h"
#include "core/allocator.h"
#include "core/random.h"

namespace gloss::translate {
namespace {

// Without --save-freq, saves are two minutes apart, or 25 times the duration of a save if that is
// longer: saving takes at most 4% of the time.
constexpr double kSecondsBetweenSaves = 120, kSaveDurationsBetweenSaves = 25;

// Independent random numbers for each purpose and each epoch or update, all from the seed of the
// command: nothing random is carried along, so training can continue from any update.
enum Purpose : uint64_t { kBatchOrder = 1, kDropout = 2, kPairs = 3 };

uint64_t derived_seed(int64_t seed, Purpose purpose, int64_t index) {
  const auto words = Rng{.seed = static_cast<uint64_t>(seed), .stream = purpose}.block(
      static_cast<uint64_t>(index));
  return (uint64_t{words[0]} << 32) | words[1];
}

// Without extra pairs, initial model and a sample it is the checksum that earlier versions wrote.
std::string checksum_of_inputs(const TrainingSetup& setup) {
  std::string text = checksum(setup.training, setup.validation);
  if (setup.extra.size() > 0) text += " " + checksum(setup.extra, {});
  if (!setup.initial_model.empty()) text += " " + setup.initial_model;
  if (setup.sampled_subwords) text += kSampledSubwords;
  return text;
}

class Trainer {
 public:
  explicit Trainer(TrainingSetup& setup)
      : setup_(setup),
        s_(setup.settings),
        model_(*setup.checkpoint.model),
        reporter_(setup.reporter),
        epoch_pairs_(s_, setup.checkpoint, setup.training, setup.extra),
        data_(checksum_of_inputs(setup)),
        updater_(s_, model_) {
    for (const auto& [name, parameter] : model_.named_parameters())
      best_weights_.emplace_back(name, Tensor(parameter.shape()));
  }

  TrainingResult train_to_limit() {
    if (setup_.saved) {
      restore(*setup_.saved);
      setup_.saved.reset();
    } else {
      if (s_.resume) reporter_.print("there is no '" + path_ + "' to resume: training begins");
      save();  // from now on there is one
    }
    bound_validation();
    reporter_.begin(state_);
    std::string reason;
    while (true) {
      const bool interrupted = setup_.interrupted();
      if (validation_due() && !interrupted) validate();
      reason = reason_to_stop(interrupted);
      if (!reason.empty()) break;
      if (save_due()) save();
      make_update();
    }
    finish(reason);
    return {reason, state_.updates, (sample_ ? *sample_ : setup_.validation).size()};
  }

 private:
  // --- One update ---

  // Also true before the first epoch, which has no batches yet.
  bool no_batch_left() const { return state_.batches == static_cast<int64_t>(batches_.size()); }

  // The pairs and the batches of an epoch follow from its number.
  void make_epoch() {
    pairs_ = &epoch_pairs_.draw(derived_seed(s_.common.seed, kPairs, state_.epoch));
    batches_ = make_batches(*pairs_, s_.mini_batch_words,
                            derived_seed(s_.common.seed, kBatchOrder, state_.epoch));
    state_.updates_per_epoch =
        (static_cast<int64_t>(batches_.size()) + s_.optimizer_delay - 1) / s_.optimizer_delay;
  }

  void make_update() {
    const double began = setup_.seconds();
    if (no_batch_left()) {
      ++state_.epoch;
      state_.batches = 0;
      make_epoch();
    }
    std::vector<models::Batch> batches;
    for (int64_t i = 0; i < s_.optimizer_delay && !no_batch_left(); ++i)
      batches.push_back(assemble(*pairs_, batches_[static_cast<size_t>(state_.batches++)]));
    const uint64_t seed = derived_seed(s_.common.seed, kDropout, state_.updates++);
    state_.seconds = seconds_of_earlier_runs_ + began;
    state_.learn_rate = scheduled_rate(s_, state_, seconds_for_updates());
    const bool measure_ratio = validation_due() || state_.updates == s_.after_batches;
    Updater::Step step;
    try {
      step = updater_.step(batches, seed, state_.learn_rate, measure_ratio);
    } catch (const NotFinite& error) {
      fail("stopped at update " + std::to_string(state_.updates) + ": " + error.what());
    }
    state_.grad_norm = step.grad_norm;
    state_.update_ratio = step.ratio;
    for (Tally* tally : {&state_.since_report, &state_.since_validation}) {
      tally->loss += step.loss;
      tally->tokens += step.tokens;
      tally->seconds += setup_.seconds() - began;
    }
    state_.seconds = seconds();
    update_seconds_ = setup_.seconds() - began;
    if (state_.updates == 1 && s_.init.empty())
      if (const auto warning =
              first_loss_warning(state_.since_report.mean(), model_.vocabulary_size()))
        reporter_.warn(*warning);
    reporter_.draw(state_);
    if (state_.updates % s_.disp_freq == 0) report_progress();
  }

  // Ends the training with an error, and says what it leaves behind.
  [[noreturn]] void fail(const std::string& what) const {
    throw std::runtime_error("training " + what + "; " +
                             (history_.best()
                                  ? "the best model so far is in '" + s_.model + "'"
                                  : "no model was saved, '" + path_ + "' is as after update " +
                                        std::to_string(saved_at_)) +
                             " (--resume with a lower --learn-rate or --clip-norm may help)");
  }

  void report_progress() {
    reporter_.progress(state_);
    state_.since_report = {};
  }

  // --- Validation ---

  bool validation_due() const {
    if (state_.updates == history_.last_update()) return false;
    return s_.valid_freq > 0 ? state_.updates % s_.valid_freq == 0 : no_batch_left();
  }

  // With --max-seconds a validation takes at most a twentieth of that time: if all sentences take
  // longer, it uses a sample. Measures a few sentences to find out. An untrained model is the
  // slowest: it repeats tokens up to the limit of length.
  void bound_validation() {
    constexpr size_t kProbe = 8, kFewest = 16;
    const size_t all = setup_.validation.size();
    if (s_.max_seconds == 0 || all <= 2 * kFewest) return;
    const double began = setup_.seconds();
    measure_alone(sample(setup_.validation, kProbe));
    const double each = (setup_.seconds() - began) / kProbe;
    const double affordable = std::max<double>(kFewest, s_.max_seconds / 20 / each);
    validation_seconds_ = each * std::min(affordable, static_cast<double>(all));
    if (affordable >= static_cast<double>(all)) return;
    sample_ = sample(setup_.validation, static_cast<size_t>(affordable));
    reporter_.print("validating on " + std::to_string(sample_->size()) + " of " +
                    format_quantity(static_cast<int64_t>(all), "pair") +
                    ", so that it takes at most a twentieth of --max-seconds");
  }

  // Updates and searches need blocks of other sizes: kept for reuse, those of both would add up.
  Validation measure_alone(const EncodedCorpus& data, const OnShare& on_share = nullptr) const {
    allocator::release_cache();
    Validation v = measure(setup_.checkpoint, data, s_, on_share);
    allocator::release_cache();
    return v;
  }

  void validate() {
    if (state_.since_report.tokens > 0) report_progress();
    updater_.swap_average();
    const double began = setup_.seconds();
    Validation v =
        measure_alone(sample_ ? *sample_ : setup_.validation, reporter_.stage("validating"));
    if (s_.max_seconds > 0) validation_seconds_ = setup_.seconds() - began;
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
    for (const Warning& warning : warnings(history_.records(), state_.updates > s_.lr_warmup))
      reporter_.warn(warning);
  }

  // --- Limits ---

  double seconds() const { return seconds_of_earlier_runs_ + setup_.seconds(); }

  // When to begin no further update: it and the last validation are to end within --max-seconds.
  double seconds_for_updates() const {
    return s_.max_seconds - update_seconds_ - validation_seconds_;
  }

  std::string reason_to_stop(bool interrupted) const {
    if (interrupted) return "interrupted";
    if (s_.after_batches > 0 && state_.updates >= s_.after_batches) return "after-batches";
    if (s_.max_seconds > 0 && state_.updates > 0 && seconds() >= seconds_for_updates())
      return "max-seconds";
    if (s_.after_epochs > 0 && state_.epoch + (no_batch_left() ? 1 : 0) > s_.after_epochs)
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
      if (const auto warning = useless_model_warning(*history_.best(), reason == "early-stopping"))
        reporter_.warn(*warning);
    } else if (reason == "interrupted" && updater_.is_finite()) {
      updater_.swap_average();
      write_model(model_.named_parameters());
      updater_.swap_average();
    } else {
      fail("ended (" + reason + ") at update " + std::to_string(state_.updates) +
           " without a finite validation");
    }
  }

  // --- Files ---

  void write_model(const optim::NamedTensors& weights) {
    setup_.checkpoint.history = history_.to_json();
    save_checkpoint(s_.model, setup_.checkpoint, weights);
  }

  optim::NamedTensors tensors() const {
    optim::NamedTensors all = updater_.tensors();
    if (history_.best()) add_prefixed(all, "best", best_weights_);
    return all;
  }

  bool save_due() const {
    if (s_.save_freq > 0) return state_.updates % s_.save_freq == 0 && state_.updates != saved_at_;
    return setup_.seconds() >= next_save_;
  }

  // Weights that are not finite are not saved: training cannot continue from them, and the next
  // update will report them.
  void save() {
    if (!updater_.is_finite()) return;
    const double began = setup_.seconds();
    state_.seconds = seconds();
    save_training(path_, {kept_settings(setup_.settings_in_force), data_, state_,
                          history_.to_json(), tensors(), codec_texts(setup_.checkpoint)});
    saved_at_ = state_.updates;
    const double now = setup_.seconds();
    next_save_ = now + std::max(kSecondsBetweenSaves, kSaveDurationsBetweenSaves * (now - began));
  }

  void restore(const SavedTraining& saved) {
    if (saved.data != data_)
      throw std::runtime_error(
          "--resume: '" + s_.model +
          "' was trained on other sentence pairs, or with other models for --init "
          "or --distil (--overwrite starts over)");
    state_ = saved.state;
    history_ = History(saved.history);
    copy_numbers(saved.tensors, tensors());
    updater_.continue_after(state_.updates);
    if (state_.epoch > 0) make_epoch();
    seconds_of_earlier_runs_ = state_.seconds;
    saved_at_ = state_.updates;
    next_save_ = setup_.seconds() + kSecondsBetweenSaves;
    if (history_.best()) write_model(best_weights_);  // the file may be of a later update
    reporter_.print("resuming after update " + std::to_string(state_.updates));
  }

  TrainingSetup& setup_;
  const TrainSettings& s_;
  const std::string path_ = training_path(s_.model);  // of the saved state
  models::Translator& model_;
  Reporter& reporter_;
  EpochPairs epoch_pairs_;
  const std::string data_;  // checksum
  Updater updater_;
  TrainingState state_;
  const EncodedPairs* pairs_ = nullptr;  // of this epoch
  std::vector<Indices> batches_;         // of this epoch
  History history_;
  optim::NamedTensors best_weights_;
  std::optional<EncodedCorpus> sample_;  // of the validation pairs, if it does not use all
  double validation_seconds_ = 0;        // expected of the next one; 0 without --max-seconds
  double update_seconds_ = 0;            // of the last update
  double seconds_of_earlier_runs_ = 0;
  int64_t saved_at_ = -1;
  double next_save_ = 0;
};

}  // namespace

TrainingResult train(TrainingSetup setup) {
  return Trainer(setup).train_to_limit();
}

}  // namespace gloss::translate
