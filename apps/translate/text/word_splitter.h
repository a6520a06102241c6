#pragma once

#include <functional>
#include <string_view>

namespace gloss::translate {

// Cuts a line into words, the parts that subwords cannot cross. A line is read as if it began with
// one more space, so that its first word is the same as anywhere else. The words together are the
// whole line:
//
//   A man's T-shirt (red).   ->  " A" " man's" " T-shirt" " (" "red" ")."
//   the year 2016,  ok       ->  " the" " year" " 2016" "," " " " ok"
//   a dog &apos;s bone .     ->  " a" " dog" " &apos;s" " bone" " ."
//
// A space belongs to the word after it; of a run of spaces the last one does, and the others are a
// word of their own. Letters, digits, ideographs and punctuation are separated, so that a word is
// the same before a full stop as before a space. A hyphen or apostrophe between two letters stays
// inside the word: its frequency decides whether "T-shirt" becomes one piece. The entities (&apos;)
// by which tokenised corpora write punctuation count as letters. Combining marks stay with the
// character before them.
void for_each_word(std::string_view line, const std::function<void(std::string_view word)>& visit);

}  // namespace gloss::translate
