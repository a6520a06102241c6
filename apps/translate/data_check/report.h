#pragma once

#include <optional>
#include <string>

#include "apps/translate/data_check/coverage.h"
#include "apps/translate/data_check/estimate.h"
#include "apps/translate/data_check/finding.h"
#include "core/io/json.h"

namespace gloss::translate {

// Everything that `gloss check-data` has to say.
struct DataReport {
  // One language: its vocabulary, and how that covers a text.
  struct Side {
    int64_t vocabulary = 0;
    Coverage coverage;
  };

  int64_t pairs = 0;
  Findings findings;
  bool subwords = false;
  std::string covered;                 // "validation" or "training": the text of the coverage
  std::optional<Side> source, target;  // nothing if the data cannot be used
  std::optional<Estimate> estimate;

  // The first reason why training would refuse the data, or nothing.
  const Finding* fatal() const;
  std::string text() const;
  Json json() const;
};

}  // namespace gloss::translate
