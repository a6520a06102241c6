#include "apps/translate/training/trainer.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <sstream>
#include <stdexcept>

#include "apps/translate/metrics/bleu.h"
#include "apps/translate/training/batching.h"
#include "apps/translate/translation.h"
#include "core/autograd.h"
#include "core/ops.h"
#include "optim/adam.h"
#include "optim/average.h"
#include "optim/clip.h"
#include "optim/schedule.h"
#include "optim/sgd.h"

namespace gloss::translate {
namespace {

// Independent random numbers for each purpose and each epoch or update, all from one seed: nothing
// random is carried along, so a run can be continued from any update.
enum Purpose : uint64_t { kBatchOrder = 1, kDropout = 2 };

uint64_t derived_seed(int64_t seed, Purpose purpose, int64_t index) {
  const auto words = Rng{.seed = static_cast<uint64_t>(seed), .stream = purpose}.block(
      static_cast<uint64_t>(index));
  return (uint64_t{words[0]} << 32) | words[1];
}

std::vector<EncodedPair> encode(const Checkpoint& checkpoint,
                                const std::vector<SentencePair>& pairs) {
  std::vector<EncodedPair> encoded;
  for (const SentencePair& pair : pairs)
    encoded.push_back(
        {checkpoint.source.encode(pair.source), checkpoint.target.encode(pair.target)});
  return encoded;
}

std::unique_ptr<optim::Optimizer> make_optimizer(const TrainSettings& s,
                                                 std::span<const Tensor> parameters) {
  if (s.optimizer == "sgd")
    return std::make_unique<optim::Sgd>(
        parameters, optim::SgdOptions{.lr = s.learn_rate, .weight_decay = s.weight_decay});
  // beta2 and eps as for translation in Vaswani et al. 2017, section 5.3.
  return std::make_unique<optim::Adam>(
      parameters, optim::AdamOptions{.lr = s.learn_rate,
                                     .beta2 = 0.98,
                                     .eps = 1e-9,
                                     .weight_decay = s.optimizer == "adamw" ? s.weight_decay : 0});
}

// A sum of losses over the tokens they belong to, and the time it took, since the last report.
struct Tally {
  double loss = 0;
  int64_t tokens = 0;
  double seconds = 0;

  double mean() const { return tokens > 0 ? loss / static_cast<double>(tokens) : 0; }
  double rate() const { return seconds > 0 ? static_cast<double>(tokens) / seconds : 0; }
};

class Trainer {
 public:
  explicit Trainer(const TrainingRun& run)
      : run_(run),
        s_(run.settings),
        model_(*run.checkpoint.model),
        parameters_(model_.parameters()),
        training_(encode(run.checkpoint, run.training)),
        validation_(encode(run.checkpoint, run.validation)),
        optimizer_(make_optimizer(s_, parameters_)) {
    if (s_.exponential_smoothing > 0) average_.emplace(parameters_, 1 - s_.exponential_smoothing);
  }

  TrainingResult run() {
    std::string reason;
    while (reason.empty()) {
      ++epoch_;
      const auto batches = make_batches(training_, s_.mini_batch_words,
                                        derived_seed(s_.common.seed, kBatchOrder, epoch_));
      updates_per_epoch_ =
          (static_cast<int64_t>(batches.size()) + s_.optimizer_delay - 1) / s_.optimizer_delay;
      for (size_t next = 0; next < batches.size() && reason.empty();) {
        const size_t end = std::min(batches.size(), next + static_cast<size_t>(s_.optimizer_delay));
        update(std::span(batches).subspan(next, end - next));
        next = end;
        if (updates_ % s_.disp_freq == 0) report();
        const bool epoch_ends = next == batches.size();
        if (s_.valid_freq > 0 ? updates_ % s_.valid_freq == 0 : epoch_ends) validate();
        reason = reason_to_stop(epoch_ends);
      }
    }
    if (recent_.tokens > 0) report();
    if (reason != "interrupted" && validated_at_ != updates_) validate();
    if (!result_.best) save();
    run_.progress.finish();
    result_.reason = reason;
    result_.updates = updates_;
    run_.log.write(Json::object(
        {{"event", "end"}, {"reason", reason}, {"update", updates_}, {"seconds", run_.seconds()}}));
    return result_;
  }

 private:
  double learning_rate() const {
    const int64_t t = updates_ + 1, warmup = s_.lr_warmup;
    if (s_.lr_schedule == "inv-sqrt") return optim::inverse_sqrt_lr(s_.learn_rate, t, warmup);
    if (s_.lr_schedule == "cosine")
      return optim::cosine_lr(s_.learn_rate, t, expected_updates(), warmup);
    const double scale = s_.lr_schedule == "plateau" ? plateau_.scale : 1;
    return scale * optim::constant_lr(s_.learn_rate, t, warmup);
  }

  // The length of the run as far as its limits tell, for the cosine.
  int64_t expected_updates() const {
    if (s_.after_batches > 0) return s_.after_batches;
    return s_.after_epochs * updates_per_epoch_;
  }

  double backward(const models::Batch& batch, int64_t tokens_in_update) const {
    const models::Loss loss = model_.loss(batch, static_cast<real>(s_.label_smoothing));
    (loss.sum * (1 / static_cast<real>(tokens_in_update))).backward();
    return static_cast<double>(loss.sum.item());
  }

  // One step of the optimizer, from the gradient of the mean loss over all tokens of the batches.
  void update(std::span<const std::vector<size_t>> indices) {
    const double began = run_.seconds();
    std::vector<models::Batch> batches;
    int64_t tokens = 0;
    for (const std::vector<size_t>& part : indices) {
      batches.push_back(assemble(training_, part));
      for (const int32_t length : batches.back().target.lengths)
        tokens += length;
    }
    model_.train();
    const uint64_t seed = derived_seed(s_.common.seed, kDropout, updates_);
    model_.seed(seed);
    double loss = 0;
    for (const models::Batch& batch : batches)
      loss += backward(batch, tokens);
    norm_ = optim::clip_grad_norm(
        parameters_, s_.clip_norm > 0 ? s_.clip_norm : std::numeric_limits<double>::infinity());
    if (!std::isfinite(loss) || !std::isfinite(norm_)) explain(batches, seed, tokens);
    optimizer_->lr = learning_rate();
    optimizer_->step();
    optimizer_->zero_grad();
    ++updates_;
    if (average_) average_->update();
    recent_.loss += loss;
    recent_.tokens += tokens;
    recent_.seconds += run_.seconds() - began;
    if (run_.progress.draws()) run_.progress.update(fraction(), summary());
  }

  // Repeats the update with every value watched, to name the operation that went wrong.
  [[noreturn]] void explain(const std::vector<models::Batch>& batches, uint64_t seed,
                            int64_t tokens) {
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
    run_.progress.finish();
    throw std::runtime_error(
        "training stopped at update " + std::to_string(updates_ + 1) + ": " + what + "; " +
        (result_.best ? "the best model so far is in '" + s_.model + "'" : "nothing was saved") +
        " (a lower --learn-rate or --clip-norm may help)");
  }

  void report() {
    const double rate = recent_.rate();
    run_.log.write(Json::object({{"event", "progress"},
                                 {"update", updates_},
                                 {"epoch", epoch_},
                                 {"loss", recent_.mean()},
                                 {"tokens", recent_.tokens},
                                 {"tokens_per_second", rate},
                                 {"learn_rate", optimizer_->lr},
                                 {"grad_norm", norm_},
                                 {"seconds", run_.seconds()}}));
    if (!run_.progress.draws()) run_.progress.print_line(summary());
    recent_ = {};
  }

  std::string summary() const {
    std::ostringstream out;
    out << "epoch " << epoch_ << "  update " << updates_ << "  loss " << fixed(recent_.mean(), 3)
        << "  " << format_count(recent_.rate()) << " tokens/s";
    const double left = seconds_left();
    out << "  "
        << (left >= 0 ? "time left " + format_duration(left)
                      : "time " + format_duration(run_.seconds()));
    return out.str();
  }

  // The share of the run that is done, by the limit that is nearest; of the epoch if there is none.
  double fraction() const {
    const double in_epochs =
        static_cast<double>(updates_) / static_cast<double>(updates_per_epoch_);
    double done = 0;
    if (s_.max_seconds > 0) done = std::max(done, run_.seconds() / s_.max_seconds);
    if (s_.after_batches > 0)
      done = std::max(done, static_cast<double>(updates_) / static_cast<double>(s_.after_batches));
    if (s_.after_epochs > 0)
      done = std::max(done, in_epochs / static_cast<double>(s_.after_epochs));
    return has_limit() ? done : in_epochs - std::floor(in_epochs);
  }

  bool has_limit() const {
    return s_.max_seconds > 0 || s_.after_batches > 0 || s_.after_epochs > 0;
  }

  double seconds_left() const {
    const double done = fraction();
    if (!has_limit() || done <= 0) return -1;
    return run_.seconds() * (1 - done) / done;
  }

  void validate() {
    validated_at_ = updates_;
    if (average_) average_->swap();
    const Validation v = measure();
    const bool by_loss = s_.valid_metrics.front() == "loss";
    const double cost = by_loss ? v.loss : -*v.bleu;
    const bool best = std::isfinite(v.loss) && (!best_cost_ || cost < *best_cost_);
    run_.checkpoint.history.push_back(
        Json::object({{"update", updates_}, {"loss", v.loss}, {"bleu", Json()}}));
    if (v.bleu) run_.checkpoint.history.back()["bleu"] = *v.bleu;
    if (best) {
      best_cost_ = cost;
      result_.best = v;
      stalled_ = 0;
      save();
    } else {
      ++stalled_;
    }
    if (average_) average_->swap();
    plateau_.update(cost);
    announce(v, best);
  }

  Validation measure() {
    const NoGradGuard no_grad;
    model_.eval();
    Validation v;
    int64_t tokens = 0;
    for (const auto& indices : make_batches(validation_, s_.mini_batch_words, 0)) {
      const models::Loss loss = model_.loss(assemble(validation_, indices), 0);
      v.loss += static_cast<double>(loss.sum.item());
      tokens += loss.tokens;
    }
    v.loss /= static_cast<double>(tokens);
    if (std::ranges::count(s_.valid_metrics, "bleu") > 0) {
      std::vector<std::string> sources, references, found;
      for (const SentencePair& pair : run_.validation) {
        sources.push_back(pair.source);
        references.push_back(pair.target);
      }
      for (const Translation& t :
           translate_lines(run_.checkpoint, sources, {.search = {.beam_size = 1}}))
        found.push_back(best_text(run_.checkpoint, t));
      v.bleu = corpus_bleu(found, {&references, 1}).score;
    }
    return v;
  }

  void announce(const Validation& v, bool best) {
    run_.log.write(Json::object({{"event", "validation"},
                                 {"update", updates_},
                                 {"loss", v.loss},
                                 {"perplexity", std::exp(v.loss)},
                                 {"bleu", v.bleu ? Json(*v.bleu) : Json()},
                                 {"chrf", Json()},
                                 {"best", best},
                                 {"seconds", run_.seconds()}}));
    run_.progress.print_line("update " + std::to_string(updates_) + " validation: loss " +
                             fixed(v.loss, 3) + ", perplexity " + fixed(std::exp(v.loss), 2) +
                             (v.bleu ? ", BLEU " + fixed(*v.bleu, 1) : "") +
                             (best ? ", best so far: saved" : ""));
  }

  void save() { save_checkpoint(s_.model, run_.checkpoint); }

  std::string reason_to_stop(bool epoch_ends) const {
    if (run_.interrupted()) return "interrupted";
    if (s_.after_batches > 0 && updates_ >= s_.after_batches) return "after-batches";
    if (s_.max_seconds > 0 && run_.seconds() >= s_.max_seconds) return "max-seconds";
    if (s_.after_epochs > 0 && epoch_ends && epoch_ >= s_.after_epochs) return "after-epochs";
    if (s_.early_stopping > 0 && stalled_ >= s_.early_stopping) return "early-stopping";
    return "";
  }

  const TrainingRun& run_;
  const TrainSettings& s_;
  models::Translator& model_;
  const std::vector<Tensor> parameters_;
  const std::vector<EncodedPair> training_, validation_;
  std::unique_ptr<optim::Optimizer> optimizer_;
  std::optional<optim::Average> average_;
  optim::Plateau plateau_;
  int64_t epoch_ = 0, updates_ = 0, updates_per_epoch_ = 1;
  double norm_ = 0;
  Tally recent_;
  std::optional<double> best_cost_;
  int64_t stalled_ = 0, validated_at_ = -1;
  TrainingResult result_;
};

}  // namespace

TrainingResult train(const TrainingRun& run) {
  return Trainer(run).run();
}

}  // namespace gloss::translate
