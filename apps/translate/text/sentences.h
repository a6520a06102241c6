#pragma once

#include <functional>
#include <string_view>
#include <vector>

// Cuts a line into parts that are translated one by one. The parts are views into the line, without
// white space at either end; what stands between them is white space or nothing.

namespace gloss::translate {

// The sentences of a line. A sentence ends after a stop (. ! ? … 。 and so on, or several of them)
// and the quotes and brackets that close after it, if all of this holds:
//
// 1. White space follows: not in 3.14, 1.000 or example.org. CJK stops need none.
// 2. The next word does not begin with a small letter: "Wait... what?", "« Viens ! » dit-il".
// 3. The sentence has a letter: "1. Introduction" is one sentence.
// 4. A single full stop is not that of an initial (J. R. R. Tolkien), an abbreviation (Mr., z. B.,
//    p. ex.; the tables are in sentences.cpp) or a German ordinal (3. Oktober). After an
//    abbreviation that may also end a sentence (U.S., etc., usw.) it counts if the next word is one
//    that often begins a sentence: "in the U.S. He left", but "the U.S. Army".
// 5. After a CJK stop and a closing bracket no hiragana follows: 「行く。」と言った。
//
//   Mr. Hall left. "Why?" I asked.   ->   [Mr. Hall left.] ["Why?"] [I asked.]
//
// In doubt there is no cut: "at 5 p.m. Peter left" stays whole.
std::vector<std::string_view> split_sentences(std::string_view line);

// Cuts a text in two near its middle, and again, until every part fits. A cut is made after a
// clause mark (, ; : and the like); if there is none, at white space; if there is none, between any
// two characters. A single character is a part even if it does not fit.
std::vector<std::string_view> split_to_fit(std::string_view text,
                                           const std::function<bool(std::string_view)>& fits);

}  // namespace gloss::translate
