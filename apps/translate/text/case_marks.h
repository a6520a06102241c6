#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// Capitals as tokens of their own, so that what is learnt of "cat" holds for "Cat" and "CAT". A
// line is cut into words as by for_each_word(). How pieces are written down, with case marks:
//
//   The cat sees Anna.   ->  <Cap> ▁the ▁cat ▁sees <Cap> ▁anna .
//   d'Anna Saint-Exupéry ->  ▁d' <Cap> anna <Cap> ▁saint- <Cap> exupéry
//   THE CAT              ->  <CAPS> ▁the ▁cat
//   my USA T-shirt       ->  ▁my ▁USA <Cap> ▁t-shirt
//
// <Cap> stands before a word that begins with one capital, or before a part of it that follows an
// apostrophe or a hyphen. <CAPS> stands before a line whose letters, two at least, are all
// capitals. Other capitals stay, and so do those that their small letters do not determine (İ).
// No piece of text looks like a mark, because letters and punctuation are never merged with one
// another.

namespace gloss::translate {

enum class CaseMark { kNone, kCapital, kAllCapitals };

inline constexpr const char* kCapitalPiece = "<Cap>";
inline constexpr const char* kAllCapitalsPiece = "<CAPS>";

// Calls visit(mark, word) for each word or part of a word, without the capital that the mark in
// front of it stands for.
void for_each_marked_word(std::string_view line,
                          const std::function<void(CaseMark mark, std::string_view word)>& visit);

// The two parts of it: whether the line has the mark of all capitals, and visit() for one word of a
// line that has not.
bool is_all_capitals(std::string_view line);
void for_each_marked_part(std::string_view word,
                          const std::function<void(CaseMark mark, std::string_view part)>& visit);

// The inverse: gives the letters that follow these byte positions, perhaps behind a space, their
// capitals; all letters if `all` is set. ▁ counts as a space.
std::string restore_capitals(std::string_view line, std::span<const size_t> positions, bool all);

// Tokens as a user sees them: each mark is joined with the token after it, or with the end mark of
// the sentence if there is none.
//
//   <Cap> ▁they ▁run .   ->   ▁They ▁run .     group: 0 0 1 2, and 3 for the end mark
struct JoinedTokens {
  std::vector<std::string> tokens;
  std::vector<size_t> group;  // of each token before, and of the end mark: the token it became
};
JoinedTokens join_case_marks(std::span<const std::string> tokens);

}  // namespace gloss::translate
