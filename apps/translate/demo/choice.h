#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "apps/translate/demo/grammar.h"

// Random choices among words and phrases that make sense together.
namespace gloss::translate::demo {

// SplitMix64 (Steele, Lea and Flood 2014): the same draws on every platform.
class Dice {
 public:
  explicit Dice(uint64_t seed) : state_(seed) {}

  int64_t below(int64_t n);
  bool percent(int64_t chance) { return below(100) < chance; }

  template <typename T>
  const T& pick(std::span<const T> choices) {
    return choices[static_cast<size_t>(below(static_cast<int64_t>(choices.size())))];
  }
  template <typename T, size_t N>
  const T& pick(const std::array<T, N>& choices) {
    return pick(std::span<const T>(choices));
  }

 private:
  uint64_t state_;
};

const Noun& draw_noun(Dice& dice, uint64_t kinds);  // of any of these kinds; there must be one
// An adjective for "the big house" or "the house is big"; null if none suits.
const Adjective* draw_attribute(Dice& dice, const Noun& noun);
const Adjective* draw_predicate(Dice& dice, uint64_t kinds);

NounPhrase draw_pronoun(Dice& dice);
NounPhrase draw_relative(Dice& dice);  // my brother
NounPhrase draw_person(Dice& dice);    // a name, a relative or the old teacher
NounPhrase draw_subject(Dice& dice);   // draw_person or a pronoun
NounPhrase draw_asked(Dice& dice);     // draw_subject without I and we, whom one does not ask about
const Verb& draw_verb(Dice& dice, uint64_t uses);  // a transitive verb with all of these uses

// The noun with an article or a possessive: what a description is about.
NounPhrase draw_thing(Dice& dice, const Noun& noun, const Adjective* adjective = nullptr);
// The object of a verb, with an article that suits tense and polarity.
NounPhrase draw_object(Dice& dice, const Verb& verb, const NounPhrase& subject, Tense tense,
                       Polarity polarity = Polarity::positive);
ObjectPronoun draw_object_pronoun(Dice& dice, const NounPhrase& subject, bool direct);

// When something happens: a tense that suits the verb, and perhaps a time that suits the tense.
struct Timing {
  Tense tense;
  Phrase time;
  bool often = false;
};
Timing draw_timing(Dice& dice, const Verb& verb);
Phrase draw_time(Dice& dice, Tense tense);

Phrase at_or_in(Dice& dice, uint64_t kinds);                 // at the station, in the garden
Phrase draw_company(Dice& dice, const NounPhrase& subject);  // with a friend
Phrase draw_destination(Dice& dice);                         // to the station, to my uncle's
// Where or with whom somebody does what an intransitive verb says.
Phrase draw_circumstance(Dice& dice, const Verb& verb, const NounPhrase& subject);

// The end of a sentence: a full stop, or a question mark, which French sets apart.
Phrase stop(const Phrase& words);
Phrase ask(const Phrase& words);
// A statement that ends with its time, or sometimes begins with it: Tomorrow, ...
Phrase timed(Dice& dice, const Phrase& clause, const Phrase& time);

}  // namespace gloss::translate::demo
