#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "apps/translate/cli/options.h"
#include "apps/translate/model/settings.h"
#include "core/ops.h"
#include "models/regularization.h"

namespace gloss::translate {

enum class OptimizerType { kAdam, kAdamW, kMuon, kScheduleFree, kSgd };
enum class LrSchedule { kConstant, kInverseSqrt, kLinear, kCosine, kPlateau };
enum class ValidMetric { kLoss, kBleu, kChrf };

// Everything that `gloss train` can be told. The members' values are the defaults, but for those
// that follow from the amount of data (defaults.h).
struct TrainSettings {
  std::vector<std::string> train_sets, valid_sets;
  std::string tsv;
  int64_t max_length = 100;
  std::vector<std::string> augment;  // augmentation.h

  std::string init;                 // the model to start from; empty: fresh weights
  std::vector<std::string> replay;  // two files, one file or "built-in"
  std::vector<std::string> distil;  // the teacher's model files; several are one ensemble

  std::string model = "model.safetensors";
  bool overwrite = false;
  bool resume = false;
  ModelSettings network;
  int64_t shortlist = 0;

  OptimizerType optimizer = OptimizerType::kAdam;
  double learn_rate = 0.003;
  LrSchedule lr_schedule = LrSchedule::kInverseSqrt;
  int64_t lr_warmup = 400;
  double clip_norm = 1;
  double label_smoothing = 0.1;
  double bpe_dropout = 0;
  models::Regularization regularization;
  double weight_decay = 0;
  double exponential_smoothing = 0;
  int64_t optimizer_delay = 1;
  int64_t mini_batch_words = 2000;
  Precision precision = Precision::fp32;

  int64_t after_epochs = 0;
  int64_t after_batches = 0;
  double max_seconds = 0;
  int64_t early_stopping = 10;
  int64_t disp_freq = 100;
  int64_t valid_freq = 0;  // 0: once an epoch (defaults.h raises it)
  int64_t save_freq = 0;   // 0: every two minutes
  std::vector<ValidMetric> valid_metrics = {ValidMetric::kBleu};
  std::string log;

  CommonSettings common;

  bool is_limited() const { return after_epochs > 0 || after_batches > 0 || max_seconds > 0; }
  bool rate_ends_with_run() const {
    return lr_schedule == LrSchedule::kLinear || lr_schedule == LrSchedule::kCosine;
  }
};

// Adds --precision, which gloss-bench train has, too.
void add_precision(OptionTable& table, Precision& precision);

// The table of `gloss train`, bound to the settings.
OptionTable train_options(TrainSettings& settings);

}  // namespace gloss::translate
