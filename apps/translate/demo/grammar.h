#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "apps/translate/demo/lexicon.h"

// English and French side by side: phrases that agree, and the clauses made of them.
namespace gloss::translate::demo {

// The same words in both languages. + puts a space between two phrases, and none beside an empty
// one.
struct Phrase {
  std::string english, french;
};
Phrase operator+(const Phrase& left, const Phrase& right);
Phrase phrase(const Expression& expression);

enum class Number { singular, plural };
enum class Person { i, you, he, we, they };  // he stands for she and for every noun as well

struct NounPhrase : Phrase {
  Gender gender = Gender::masculine;
  Number number = Number::singular;
  Person person = Person::he;
};

// Without a word in English: none, bread, apples (du pain, des pommes); none_at_all, the same after
// never (jamais de pain); every, what is liked in general (le pain, les pommes). any is none_at_all
// with the English word (not any bread, pas de pain).
enum class Determiner {
  the,
  a,
  this_,
  my,
  your,
  his,
  her,
  our,
  their,
  none,
  none_at_all,
  every,
  any
};

// The possessive that goes with a subject: I, my; Marie, her.
Determiner possessive(const NounPhrase& owner);

NounPhrase noun_phrase(Determiner determiner, const Noun& noun, Number number = Number::singular,
                       const Adjective* adjective = nullptr);
NounPhrase pronoun(Person person, Gender gender = Gender::masculine);  // as a subject: je, tu, il
NounPhrase named(const Name& name);

// "two red cars"; number is one of kNumbers.
NounPhrase counted(const Expression& number, const Noun& noun,
                   const Adjective* adjective = nullptr);

// The form of an adjective that agrees with what it is said of.
std::string agree(const Adjective& adjective, Gender gender, Number number);

// A past participle that agrees: arrivé, arrivée, arrivés, arrivées.
std::string agree(std::string_view participle, Gender gender, Number number);

// "de" or "à" before a noun phrase: de + le = du, de + les = des, à + le = au, à + les = aux.
std::string contract(std::string_view preposition, std::string_view noun_phrase);

// An object pronoun, which French places before the verb: "I see him", "je le vois".
struct ObjectPronoun : Phrase {
  Gender gender = Gender::masculine;
  Number number = Number::singular;
  bool direct = true;  // only a direct object makes the participle agree
};

// want to ... are verbs that govern the infinitive of another; they share its subject.
enum class Tense {
  present,      // he eats             il mange
  progressive,  // he is eating        il mange
  past,         // he ate              il a mangé
  imperfect,    // he was eating       il mangeait
  used_to,      // he used to eat      il mangeait
  future,       // he will eat         il mangera
  going_to,     // he is going to eat  il va manger
  just,         // he has just eaten   il vient de manger
  want,         // he wants to eat     il veut manger
  would_like,   // he would like to    il aimerait manger
  can,          // he can eat          il peut manger
  must,         // he must eat         il doit manger
  like,         // he likes eating     il aime manger
  hate,         // he hates eating     il déteste manger
};

enum class Polarity { positive, negative, never, no_longer };

struct Clause {
  NounPhrase subject;
  const Verb* verb;
  Tense tense = Tense::present;
  Phrase rest = {};  // objects, places and times, in the order of both languages
  Polarity polarity = Polarity::positive;
  const ObjectPronoun* object = nullptr;
  const NounPhrase* antecedent = nullptr;  // the direct object before the verb: the book that ...
  bool often = false;
};

Phrase statement(const Clause& clause);
// Always "est-ce que" in French; asking is empty for a question answered by yes or no.
Phrase question(const Clause& clause, const Phrase& asking = {});
// Said to one person. The French form is that of "je", except "va".
Phrase imperative(const Verb& verb, const Phrase& rest, Polarity polarity);

// Le, la, je, me, te, se, ne, de and que lose their vowel before a vowel or a mute h; si before il.
std::string elide(std::string_view french);
// Whether a French word starts with the sound of a vowel: homme does, haut, huit and onze do not.
bool starts_with_vowel(std::string_view french);
// "a" becomes "an" where the next word asks for it.
std::string choose_article(std::string_view english);

}  // namespace gloss::translate::demo
