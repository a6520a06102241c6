#pragma once

#include <string_view>

namespace gloss::translate::demo {

// Everyday sentences written by hand: one pair a line, "English | French".
std::string_view written_sentences();

}  // namespace gloss::translate::demo
