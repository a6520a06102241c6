#pragma once

#include <string>
#include <string_view>

// The tokens that BLEU compares, separated by single spaces: those of NIST's mteval-v13a as
// sacrebleu defines them. Only scores use them; they cannot be joined again.
//
//   Mr. O'Neill paid $1,234.56 on 3/4.  ->  Mr . O'Neill paid $ 1,234.56 on 3 / 4 .

namespace gloss::translate {

// Resolves the four XML entities &quot; &amp; &lt; &gt; and splits ASCII punctuation off, except
// for the apostrophe, a hyphen that does not follow a digit, and points and commas inside a number.
// All other characters count as letters, also dashes and ideographs.
std::string tokenize_13a(std::string_view line);

// The normalisation of tercom, the program behind TER. Unlike above, an English genitive is a
// token, too, unless a point or comma follows it ("dog's house" -> "dog 's house"), and the marker
// <skipped>, which mteval removes, is text.
std::string tokenize_tercom(std::string_view line);

}  // namespace gloss::translate
