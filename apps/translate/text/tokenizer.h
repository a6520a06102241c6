#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Two ways to cut a line: into tokens for a vocabulary of whole words, and into words for subwords.

namespace gloss::translate {

// Whole-word tokens that remember their spacing, so that a translation can be written as a person
// would write it. The joiner U+FFED marks the side on which a token touches its neighbour (the
// convention of OpenNMT's Tokenizer):
//
//   Hello, world! (No.)  ->  Hello ￭, world ￭! (￭ No ￭. ￭)
//   l'homme, don't       ->  l'￭ homme ￭, don'￭ t
//   the T-Shirt at 5.50€ ->  the T-Shirt at 5.50 ￭€
//   東京へ               ->  東 ￭京 ￭へ
//
// A word is a run of letters and digits with their combining marks. Hyphens between two letters and
// decimal separators between two digits belong to it. An apostrophe between two letters ends its
// word and joins the next. Every other character is a token of its own, and so is every ideograph
// and kana; combining marks stay with the character before them.
//
// Where two tokens touch, the mark is on the one that is not a word, so that "world" is the same
// token everywhere; between two that are not words, on the right one, unless the left is an opening
// bracket. A U+FFED in the text itself becomes the token &joiner;, which no other text produces
// ("&joiner;" as typed is three tokens).
std::vector<std::string> tokenize(std::string_view line);

// How many tokens tokenize() gives, and whether it gives more than `limit`: for a short line that
// is found out faster.
int64_t count_tokens(std::string_view line);
bool has_more_tokens(std::string_view line, int64_t limit);

// The inverse: detokenize(tokenize(x)) == normalise_spaces(x) for every x, and so x itself where
// single plain spaces separate the tokens. Ill-formed UTF-8 survives, too.
std::string detokenize(std::span<const std::string> tokens);

// A token copied from another sentence. A word or an ideograph loses its joiners, since its
// neighbours are others now; punctuation keeps them: "O'￭" -> "O'", but "￭." stays.
std::string as_copied(std::string_view token);

// Calls visit(word) for the words that subwords cannot cross. A line is read as if it began with
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

// The same words of a text that begins with this space, as parts of it. `words` is overwritten.
void split_words(std::string_view text, std::vector<std::string_view>& words);

}  // namespace gloss::translate
