#pragma once

#include "apps/translate/model/checkpoint.h"

namespace gloss::translate {

// A model so small that all its numbers can be read: width 4, one layer, a vocabulary of five
// digits. It learns in about a second to reverse up to three of them: "3 1 2" -> "2 1 3".
Checkpoint toy_checkpoint(const std::string& type, uint64_t seed);

}  // namespace gloss::translate
