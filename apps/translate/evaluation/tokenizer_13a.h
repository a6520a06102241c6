#pragma once

#include <string>
#include <string_view>

// The tokens that BLEU compares, parted by single spaces: those of NIST's mteval-v13a as sacrebleu
// defines them. Only scores use them; they cannot be put together again.
//
//   Mr. O'Neill paid $1,234.56 on 3/4.  ->  Mr . O'Neill paid $ 1,234.56 on 3 / 4 .

namespace gloss::translate {

// The four XML entities &quot; &amp; &lt; &gt; are resolved. ASCII punctuation is split off, but
// for the apostrophe, the hyphen unless it follows a digit, and points and commas inside a number.
// All other characters are letters to this tokeniser, an em dash as much as an ideograph.
std::string tokenize_13a(std::string_view line);

// What tercom, the program behind TER, calls normalised: the same but that an English genitive is a
// token, too, unless a point or comma follows it ("dog's house" -> "dog 's house"). The marker
// <skipped> that mteval removes is no exception here.
std::string tokenize_tercom(std::string_view line);

}  // namespace gloss::translate
