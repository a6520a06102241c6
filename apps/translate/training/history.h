#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/training/health.h"
#include "core/io/json.h"

namespace gloss::translate {

struct Sample {
  std::string source, reference, translation;
};

// One validation and the state of training at that moment: a record of the history in the model
// file. Values that were not measured are NaN or absent.
struct Validation {
  int64_t update = 0, epoch = 0;
  bool best = false;
  double train_loss = 0;             // over the updates since the last validation
  double loss = 0;                   // per target token, in nats, without label smoothing
  std::optional<double> bleu, chrf;  // of greedy translations, if asked for
  double learn_rate = 0, grad_norm = 0;
  double update_ratio = std::numeric_limits<double>::quiet_NaN();
  OutputHealth outputs;
  std::vector<Sample> samples;
};

Json to_json(const Validation& validation);
Validation validation_from(const Json& record);

// The validations of a training, in order.
class History {
 public:
  History() = default;
  explicit History(const std::vector<Json>& records);

  void push_back(Validation validation) { records_.push_back(std::move(validation)); }
  const std::vector<Validation>& records() const { return records_; }
  std::vector<Json> to_json() const;

  const Validation* best() const;  // nullptr if there is none
  int64_t stalled() const;         // validations since the best
  int64_t last_update() const;     // of the last validation; 0 before it

 private:
  std::vector<Validation> records_;
};

}  // namespace gloss::translate
