#pragma once

#include <functional>
#include <limits>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "apps/translate/training/resume.h"
#include "apps/translate/training/trainer.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {

// One training in a folder of its own. The clock counts how often it was asked, so that nothing
// here depends on the machine.
struct Experiment {
  TemporaryFolder folder;
  TrainSettings settings;
  Checkpoint checkpoint = tiny_checkpoint();
  std::vector<SentencePair> pairs = tiny_corpus();
  std::vector<SentencePair> replay;
  int64_t validation_pairs = 5;
  std::function<bool()> interrupted = [] { return false; };
  std::ostringstream shown;

  Experiment() {
    settings.model = folder.file("model");
    settings.log = folder.file("log");
    settings.learn_rate = 0.01;
    settings.lr_schedule = LrSchedule::kConstant;
    settings.lr_warmup = 0;
    settings.early_stopping = 0;
    settings.mini_batch_words = 60;  // 10 pairs of 6 tokens
    settings.valid_metrics = {ValidMetric::kLoss};
    settings.network = checkpoint.settings;
  }

  // The first pairs are held for validation, and trained on all the same.
  std::vector<SentencePair> validation() const {
    return {pairs.begin(), pairs.begin() + validation_pairs};
  }

  TrainingResult run() {
    const EncodedCorpus training = encode(checkpoint, pairs);
    const EncodedCorpus held = encode(checkpoint, validation());
    const auto values = train_options(settings).values();
    double asked = 0;
    const auto seconds = [&] { return asked += 0.5; };
    Progress progress(shown, {.mode = Progress::Mode::kLines,
                              .unicode = false,
                              .width = [] { return 80; },
                              .now = [] { return 0.0; }});
    Reporter reporter(settings, seconds, progress);
    const Json in_force = Json::Object(values.begin(), values.end());
    std::optional<SavedTraining> saved = saved_training(settings);
    if (saved)
      for (const std::string& change : changed_settings(saved->settings, kept_settings(in_force)))
        reporter.print("resuming with " + change);
    return train({.settings = settings,
                  .settings_in_force = in_force,
                  .checkpoint = checkpoint,
                  .training = training,
                  .validation = held,
                  .seconds = seconds,
                  .interrupted = interrupted,
                  .reporter = reporter,
                  .extra = encode(checkpoint, replay),
                  .saved = std::move(saved)});
  }

  // The loss of the best validation, as the model file tells it.
  double best_loss() const {
    const History history(load_checkpoint(settings.model).history);
    return history.best() ? history.best()->loss : std::numeric_limits<double>::quiet_NaN();
  }

  std::vector<Json> records(const std::string& event) const {
    std::vector<Json> found;
    std::istringstream lines(folder.read("log"));
    for (std::string line; std::getline(lines, line);)
      if (Json record = Json::parse(line); record.at("event").as_string() == event)
        found.push_back(record);
    return found;
  }
};

}  // namespace gloss::translate
