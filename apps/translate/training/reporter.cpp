#include "apps/translate/training/reporter.h"

#include <algorithm>
#include <cerrno>
#include <cmath>
#include <cstring>
#include <filesystem>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace gloss::translate {
namespace {

// A full disk or a kill may have left a part of a line at the end.
void cut_unfinished_line(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  std::filesystem::resize_file(path, text.str().rfind('\n') + 1);
}

}  // namespace

Reporter::Reporter(const TrainSettings& settings, std::function<double()> seconds_of_command,
                   Progress& progress)
    : s_(settings), seconds_(std::move(seconds_of_command)), progress_(progress) {
  if (s_.log.empty()) return;
  log_.open(s_.log, std::ios::app);
  check_log();
}

void Reporter::log(const Json& record) {
  if (s_.log.empty()) return;
  const bool first = !std::exchange(log_begun_, true);
  if (first && std::filesystem::is_regular_file(s_.log)) {
    if (s_.resume)
      cut_unfinished_line(s_.log);
    else
      std::filesystem::resize_file(s_.log, 0);
  }
  log_ << record.dump() << std::endl;
  check_log();
}

void Reporter::check_log() const {
  if (!log_)
    throw std::runtime_error("log: cannot write '" + s_.log + "': " + std::strerror(errno));
}

void Reporter::begin(const TrainingState& state) {
  seconds_at_begin_ = state.seconds;
  fraction_at_begin_ = fraction(state);
}

void Reporter::draw(const TrainingState& state) {
  if (progress_.draws()) progress_.update(fraction(state), summary(state));
}

void Reporter::progress(const TrainingState& state) {
  const Tally& recent = state.since_report;
  log(Json::object({{"event", "progress"},
                    {"update", state.updates},
                    {"epoch", state.epoch},
                    {"loss", recent.mean()},
                    {"tokens", recent.tokens},
                    {"tokens_per_second", recent.rate()},
                    {"learn_rate", state.learn_rate},
                    {"grad_norm", state.grad_norm},
                    {"seconds", seconds_()}}));
  if (!progress_.draws()) progress_.print_line(summary(state));
}

void Reporter::validation(const Validation& v) {
  const Json record = to_json(v);
  Json shown = Json::object({{"event", "validation"}});
  for (const char* key : {"update", "loss", "perplexity", "bleu", "chrf", "best"})
    shown[key] = record.at(key);
  shown["seconds"] = seconds_();
  log(shown);
  progress_.print_line("update " + std::to_string(v.update) + " validation: loss " +
                       fixed(v.loss, 3) + ", perplexity " + fixed(std::exp(v.loss), 2) +
                       (std::isnan(v.bleu) ? "" : ", BLEU " + fixed(v.bleu, 1)) +
                       (std::isnan(v.chrf) ? "" : ", chrF " + fixed(v.chrf, 1)) +
                       (v.best ? ", best so far: saved" : ""));
}

void Reporter::end(const std::string& reason, int64_t updates) {
  progress_.finish();
  log(Json::object(
      {{"event", "end"}, {"reason", reason}, {"update", updates}, {"seconds", seconds_()}}));
}

void Reporter::warn(const Warning& warning) {
  if (printed_.insert(warning.symptom).second) print("warning: " + warning.text);
}

std::string Reporter::summary(const TrainingState& state) const {
  const Tally& recent = state.since_report;
  std::ostringstream out;
  out << "epoch " << state.epoch << "  update " << state.updates << "  loss "
      << fixed(recent.mean(), 3) << "  " << format_count(recent.rate()) << " tokens/s  ";
  const double left = seconds_left(state);
  out << (left >= 0 ? "time left " + format_duration(left)
                    : "time " + format_duration(state.seconds));
  return out.str();
}

// The share of the run that is done, by the limit that will be reached first; without limits, the
// share of the epoch.
double Reporter::fraction(const TrainingState& state) const {
  const auto updates = static_cast<double>(state.updates);
  const double in_epochs = updates / static_cast<double>(state.updates_per_epoch);
  double done = 0;
  if (s_.max_seconds > 0) done = std::max(done, state.seconds / s_.max_seconds);
  if (s_.after_batches > 0) done = std::max(done, updates / static_cast<double>(s_.after_batches));
  if (s_.after_epochs > 0) done = std::max(done, in_epochs / static_cast<double>(s_.after_epochs));
  return s_.is_limited() ? done : in_epochs - std::floor(in_epochs);
}

// Negative if unknown.
double Reporter::seconds_left(const TrainingState& state) const {
  const double done = fraction(state), gained = done - fraction_at_begin_;
  if (!s_.is_limited() || gained <= 0) return -1;
  return (state.seconds - seconds_at_begin_) * (1 - done) / gained;
}

}  // namespace gloss::translate
