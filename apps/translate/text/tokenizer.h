#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

// Whole-word tokens that remember their spacing, so that a translation can be written as a person
// would write it. The joiner U+FFED marks the side on which a token touches its neighbour (the
// convention of OpenNMT's Tokenizer):
//
//   Hello, world! (No.)  ->  Hello ￭, world ￭! (￭ No ￭. ￭)
//   l'homme, don't       ->  l'￭ homme ￭, don'￭ t
//   the T-Shirt at 5.50€ ->  the T-Shirt at 5.50 ￭€
//   東京へ               ->  東 ￭京 ￭へ
//
// A word is a run of letters and digits with their combining marks, hyphens between two letters and
// decimal separators between two digits included. An apostrophe between two letters ends its word
// and joins the next. Every other character is a token of its own, and so is every ideograph and
// kana; combining marks stay with whatever they follow.
//
// Where two tokens touch, the mark is on the one that is not a word, so that "world" is the same
// token everywhere; between two that are not words, on the right one, unless the left is an opening
// bracket. A U+FFED in the text itself becomes the token &joiner;, which no other text produces
// ("&joiner;" as typed is three tokens).

namespace gloss::translate {

std::vector<std::string> tokenize(std::string_view line);

// The inverse: detokenize(tokenize(x)) == normalise_spaces(x) for every x, and so x itself where
// tokens are parted by single plain spaces. Ill-formed UTF-8 survives, too.
std::string detokenize(std::span<const std::string> tokens);

// A token copied from another sentence. A word or an ideograph loses its joiners, since its
// neighbours are others now; punctuation keeps them: "O'￭" -> "O'", but "￭." stays.
std::string as_copied(std::string_view token);

}  // namespace gloss::translate
