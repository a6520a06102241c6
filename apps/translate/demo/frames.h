#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "apps/translate/demo/choice.h"

// Sentence frames: each call of make draws one sentence of a certain build, not always a new one.
namespace gloss::translate::demo {

struct Frame {
  std::string_view name;
  Phrase (*make)(Dice& dice);
  int64_t count;  // distinct sentences wanted
};

std::span<const Frame> action_frames();    // who does what to whom: buying, seeing, giving
std::span<const Frame> activity_frames();  // what one does without an object: working, going home
std::span<const Frame> description_frames();  // what things are, how they are, whose they are
std::span<const Frame> place_frames();        // where things are
std::span<const Frame> joined_frames();       // two clauses in one sentence

}  // namespace gloss::translate::demo
