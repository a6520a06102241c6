#pragma once

#include <string>
#include <vector>

#include "apps/translate/text/corpus.h"
#include "core/random.h"

namespace gloss::translate {

// Which share of the pairs is changed in each way, so that a model also translates capitals,
// headlines, lines without a full stop, and mistyped words.
//
//   pair              She likes tea.   Elle aime le thé.
//   upper             SHE LIKES TEA.   ELLE AIME LE THÉ.
//   title             She Likes Tea.   Elle Aime Le Thé.
//   no-punctuation    She likes tea    Elle aime le thé
//   typos             She lieks tea.   Elle aime le thé.
struct AugmentationShares {
  double upper = 0, title = 0;  // a pair has at most one of these two
  double no_punctuation = 0;
  double typos = 0;

  bool any() const { return upper > 0 || title > 0 || no_punctuation > 0 || typos > 0; }
};

// The words of --augment, as "upper=0.1"; "upper" alone has a default share, "all" stands for all
// four. UsageError for other words.
AugmentationShares parse_augmentation(const std::vector<std::string>& words);

// Applies each change with the probability of its share. Returns whether the pair changed.
bool augment(SentencePair& pair, const AugmentationShares& shares, Rng rng);

// The changes themselves.
std::string upper_case(std::string_view text);
std::string title_case(std::string_view text);  // the first letter of each word is a capital
std::string without_final_mark(std::string_view text);

// One typing error: in a word of three letters or more, a letter that is neither the first nor
// the last is swapped with the next, doubled, missing or replaced by its neighbour on the keyboard.
// Text without such a word stays.
std::string with_typo(std::string_view text, Rng& rng);

}  // namespace gloss::translate
