#pragma once

#include <string>
#include <vector>

#include "apps/translate/explain/pass.h"
#include "apps/translate/explain/search_steps.h"

namespace gloss::translate {

struct Explanation {
  std::string source, target;      // as text
  std::vector<std::string> notes;  // what a reader should know first
  Pass pass;
  SearchSteps search;        // no steps: the target was given
  std::string model;         // its name
  bool all_numbers = false;  // of every tensor: for toys
};

// One page of HTML without scripts and without other files.
std::string explain_page(const Checkpoint& checkpoint, const Explanation& explanation);

}  // namespace gloss::translate
