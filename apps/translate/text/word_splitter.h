#pragma once

#include <cstddef>
#include <string_view>

namespace gloss::translate {

// Where subwords may not reach across. A text is cut into consecutive words, which together are the
// whole text, so nothing is lost:
//
//   A man's T-shirt (red).   ->  "A" " man's" " T-shirt" " (" "red" ")."
//   the year 2016,  ok       ->  "the" " year" " 2016" "," " " " ok"
//   a dog &apos;s bone .     ->  "a" " dog" " &apos;s" " bone" " ."
//
// A white space belongs to the word behind it; of a run of them the last one does, and the others
// are a word of their own. Letters, digits, ideographs and punctuation are parted, so that a word
// is the same before a full stop as before a space. A hyphen or apostrophe between two letters
// stays inside the word, where its frequency decides what becomes of it ("T-shirt" as one piece).
// So do the entities (&apos;) by which tokenised corpora write punctuation. Combining marks stay
// with what they follow.

// The word that starts at byte `at`, which must be below text.size() and the end of the word
// before.
std::string_view next_word(std::string_view text, size_t at);

}  // namespace gloss::translate
