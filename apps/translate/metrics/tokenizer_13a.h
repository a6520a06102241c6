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

}  // namespace gloss::translate
