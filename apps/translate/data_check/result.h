#pragma once

#include <optional>
#include <string>

#include "apps/translate/data_check/estimate.h"
#include "apps/translate/data_check/finding.h"
#include "core/io/json.h"

namespace gloss::translate {

// Everything that `gloss check-data` prints.
struct CheckResult {
  int64_t pairs = 0;
  Findings findings;
  std::string covered;  // which text the coverage is of: "validation" or "training"
  bool subwords = false;
  std::optional<Coverage> source, target;  // nothing if the data cannot be used
  std::optional<Estimate> estimate;

  // The first finding because of which training would refuse the data, or nullptr.
  const Finding* fatal() const;
  std::string text() const;
  Json json() const;
};

}  // namespace gloss::translate
