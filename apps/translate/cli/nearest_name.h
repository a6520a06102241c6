#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gloss::translate {

// The fewest letters inserted, removed, replaced or swapped with their neighbour that turn a into b
// (optimal string alignment).
size_t edit_distance(std::string_view a, std::string_view b);

// The name that was probably meant: one with at most one error and one more per four letters, or
// one of which a word begins with what was typed (three letters or more): epochs, after-epochs. The
// first of equally near ones; empty if nothing is near.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& names);

}  // namespace gloss::translate
