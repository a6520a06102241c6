#include <array>

#include "apps/translate/demo/frames.h"

namespace gloss::translate::demo {
namespace {

// The degree of a quality: very big, très grand.
Phrase draw_degree(Dice& dice, bool may_be_too_much) {
  constexpr std::array kDegrees = {Expression{"very", "très"}, Expression{"really", "vraiment"},
                                   Expression{"too", "trop"}};
  const std::span<const Expression> degrees = kDegrees;
  return phrase(dice.pick(may_be_too_much ? degrees : degrees.first(2)));
}

Phrase quality(const Adjective& adjective, const NounPhrase& subject) {
  return {std::string(adjective.english), agree(adjective, subject.gender, subject.number)};
}

// The soup is too hot. Were you tired?
Phrase state(Dice& dice) {
  const bool person = dice.percent(50);
  const Noun& noun = draw_noun(dice, person ? kPerson : ~kPerson);
  const Adjective* adjective = draw_predicate(dice, person ? kPerson : noun.kinds);
  if (adjective == nullptr) return {};
  const bool asked = dice.percent(20);
  const NounPhrase subject = !person ? draw_thing(dice, noun)
                             : asked ? draw_asked(dice)
                                     : draw_subject(dice);
  const bool was = adjective->quality == Quality::passing && dice.percent(40);
  Clause clause{.subject = subject,
                .verb = &kBe,
                .tense = was ? Tense::imperfect : Tense::present,
                .rest = quality(*adjective, subject)};
  if (asked) return ask(question(clause));
  const bool measured = !adjective->comparative.empty() && dice.percent(45);
  if (measured)
    clause.rest =
        draw_degree(dice, adjective->quality == Quality::passing || !person) + clause.rest;
  if (dice.percent(25)) clause.polarity = Polarity::negative;
  const Phrase time = person && was && dice.percent(40) ? draw_time(dice, Tense::past) : Phrase{};
  return timed(dice, statement(clause), time);
}

// My brother is taller than Paul. Cette robe est moins chère que mon manteau.
Phrase comparison(Dice& dice) {
  const Noun& noun = draw_noun(dice, ~uint64_t{0});
  const bool person = (noun.kinds & kPerson) != 0;
  const Adjective* adjective = draw_predicate(dice, person ? kPerson : noun.kinds);
  if (adjective == nullptr || adjective->comparative.empty() ||
      adjective->quality == Quality::passing)
    return {};
  NounPhrase first = draw_person(dice), second = draw_person(dice);
  if (!person) {
    const Noun& other = draw_noun(dice, noun.kinds & adjective->predicative);
    if (&other == &noun || (other.kinds & kPerson) != 0) return {};
    first = draw_thing(dice, noun);
    second = draw_thing(dice, other);
    if (first.number != second.number) return {};
  }
  if (first.english == second.english) return {};
  const std::string positive(adjective->english);
  const std::string french = agree(*adjective, first.gender, first.number);
  Phrase degree;
  const int64_t choice = dice.below(10);
  if (choice < 6) {
    const bool good = adjective->english == "good";
    const Adjective better{"", "", "meilleur/meilleure/meilleurs", true, 0, 0};
    degree = {std::string(adjective->comparative) + " than",
              good ? agree(better, first.gender, first.number) : "plus " + french};
  } else if (choice < 8 || !adjective->comparative.starts_with("more")) {
    degree = {"as " + positive + " as", "aussi " + french};
  } else {
    degree = {"less " + positive + " than", "moins " + french};
  }
  const Phrase than{second.english, "que " + second.french};
  return stop(statement({.subject = first, .verb = &kBe, .rest = degree + than}));
}

// We have two cats. I do not have a car. Est-ce qu'elle a un ordinateur ?
Phrase possession(Dice& dice) {
  const int64_t choice = dice.below(10);
  const NounPhrase subject = choice == 9 ? draw_asked(dice) : draw_subject(dice);
  const Noun& noun =
      draw_noun(dice, kAnimal | kBelonging | kVehicle | kHome | kGarment | kFurniture);
  const Adjective* adjective = dice.percent(45) ? draw_attribute(dice, noun) : nullptr;
  Clause clause{.subject = subject, .verb = &kHave};
  if (choice < 2) {
    clause.rest = noun_phrase(Determiner::any, noun);
    clause.polarity = Polarity::negative;
    return stop(statement(clause));
  }
  if (choice < 5) {
    clause.rest = counted(dice.pick(kNumbers.first(4)), noun, adjective);
  } else {
    clause.rest = noun_phrase(Determiner::a, noun, Number::singular, adjective);
  }
  if (choice == 9) return ask(question(clause));
  return stop(statement(clause));
}

// I like cheese. Tu n'aimes pas les chats.
Phrase taste(Dice& dice) {
  const Noun& noun = draw_noun(dice, kFood | kDrink | kAnimal | kPlant | kSight | kShow | kSound);
  const Number number = noun.counted() ? Number::plural : Number::singular;
  const bool asked = dice.percent(25);
  Clause clause{.subject = asked ? draw_asked(dice) : draw_subject(dice), .verb = &kLike};
  clause.rest = noun_phrase(Determiner::every, noun, number);
  if (asked) return ask(question(clause));
  if (dice.percent(35)) clause.polarity = Polarity::negative;
  return stop(statement(clause));
}

// I do not like the black cat. Est-ce que tu aimes ma nouvelle robe ?
Phrase opinion(Dice& dice) {
  const Noun& noun = draw_noun(dice, kAnimal | kGarment | kVehicle | kFurniture | kHome | kSight |
                                         kPlant | kReading | kShow | kSound);
  const Adjective* adjective = dice.percent(70) ? draw_attribute(dice, noun) : nullptr;
  if (adjective != nullptr && adjective->quality == Quality::judged) return {};
  const bool asked = dice.percent(25);
  Clause clause{.subject = asked ? draw_asked(dice) : draw_subject(dice),
                .verb = &kLike,
                .rest = draw_thing(dice, noun, adjective)};
  if (asked) return ask(question(clause));
  if (dice.percent(50)) clause.polarity = Polarity::negative;
  return stop(statement(clause));
}

// It is a good book. Ce sont mes nouvelles chaises.
Phrase presentation(Dice& dice) {
  const Noun& noun = draw_noun(
      dice, kPerson | kReading | kShow | kGarment | kVehicle | kHome | kTown | kFood | kAnimal);
  const Adjective* adjective = draw_attribute(dice, noun);
  const bool only_one = !noun.counted() || (noun.kinds & (kFamily | kLittle)) == kFamily;
  const Number number = !only_one && dice.percent(30) ? Number::plural : Number::singular;
  constexpr std::array kDeterminers = {Determiner::a,    Determiner::a,    Determiner::my,
                                       Determiner::your, Determiner::his,  Determiner::her,
                                       Determiner::our,  Determiner::their};
  Determiner determiner = dice.pick(kDeterminers);
  const bool person = (noun.kinds & kPerson) != 0;
  const bool shared = (person && (noun.kinds & kMine) == 0) || (noun.kinds & (kTown | kShow)) != 0;
  const bool judged = adjective != nullptr && adjective->quality == Quality::judged;
  if (shared || judged) determiner = Determiner::a;
  if (determiner == Determiner::a && number == Number::plural) determiner = Determiner::none;
  if ((noun.kinds & kFamily) != 0) determiner = Determiner::my;
  const NounPhrase thing = noun_phrase(determiner, noun, number, adjective);
  if (number == Number::plural) {
    return stop(Phrase{"these are", "ce sont"} + thing);
  }
  return stop(Phrase{dice.percent(50) ? "this is" : "it is", "c'est"} + thing);
}

// The neighbour's car is red. La voiture du voisin est rouge.
Phrase belonging(Dice& dice) {
  NounPhrase owner = draw_person(dice);
  if (owner.number == Number::plural) return {};
  const Noun& noun = draw_noun(dice, kBelonging | kGarment | kVehicle | kHome | kAnimal);
  const Adjective* adjective = draw_predicate(dice, noun.kinds);
  if (adjective == nullptr) return {};
  const NounPhrase thing = noun_phrase(Determiner::the, noun);
  NounPhrase owned = thing;
  owned.english = owner.english + "'s" + thing.english.substr(3);
  owned.french = thing.french + " " + contract("de", owner.french);
  if (dice.percent(25)) {
    return stop(Phrase{dice.percent(50) ? "this is" : "it is", "c'est"} + owned);
  }
  if ((noun.kinds & kBelonging) != 0 && dice.percent(40)) {
    constexpr std::array<std::string_view, 3> kVerbs = {"find", "lose", "forget"};
    const Verb& verb = transitive(dice.pick(kVerbs));
    return stop(statement(
        {.subject = draw_subject(dice), .verb = &verb, .tense = Tense::past, .rest = owned}));
  }
  Clause clause{.subject = owned, .verb = &kBe, .rest = quality(*adjective, owned)};
  if (dice.percent(20)) clause.polarity = Polarity::negative;
  return stop(statement(clause));
}

// My son is ten years old. Mon fils a dix ans. This dress costs twenty euros.
Phrase number(Dice& dice) {
  const Phrase n = phrase(dice.pick(kNumbers));
  const int64_t choice = dice.below(3);
  if (choice == 0) {
    const Noun& ware = draw_noun(dice, kGarment | kSold);
    const NounPhrase thing =
        noun_phrase(dice.percent(50) ? Determiner::this_ : Determiner::the, ware);
    return stop(
        statement({.subject = thing, .verb = &kCost, .rest = n + Phrase{"euros", "euros"}}));
  }
  if (choice == 1) {
    const Noun& what = draw_noun(dice, kFood | kBelonging | kGarment);
    if (!what.counted()) return {};
    Clause clause{.subject = draw_subject(dice), .verb = &transitive("buy")};
    clause.tense = dice.percent(50) ? Tense::past : Tense::want;
    clause.rest = counted(dice.pick(kNumbers), what);
    return stop(statement(clause));
  }
  const NounPhrase pupil = noun_phrase(Determiner::my, draw_noun(dice, kLittle));
  const NounPhrase who = dice.percent(60)   ? draw_pronoun(dice)
                         : dice.percent(50) ? named(dice.pick(kNames))
                                            : pupil;
  const Phrase verb = statement({.subject = who, .verb = &kHave});
  const std::string is(who.person == Person::i ? "am" : who.person == Person::he ? "is" : "are");
  return stop(Phrase{who.english + " " + is, verb.french} + n + Phrase{"years old", "ans"});
}

// I am very hungry. J'ai très faim. Est-ce que tu as froid ?
Phrase feeling(Dice& dice) {
  const bool negative = dice.percent(25);
  const bool asked = !negative && dice.percent(20);
  const NounPhrase who = asked ? draw_asked(dice) : draw_subject(dice);
  const Expression& feeling = dice.pick(kFeelings);
  const Tense tense = dice.percent(25) ? Tense::imperfect : Tense::present;
  const Phrase very = !negative && !asked && dice.percent(40) ? Phrase{"very", "très"} : Phrase{};
  const Polarity polarity = negative ? Polarity::negative : Polarity::positive;
  const Phrase rest = very + phrase(feeling);
  const Clause english{
      .subject = who, .verb = &kBe, .tense = tense, .rest = rest, .polarity = polarity};
  const Clause french{
      .subject = who, .verb = &kHave, .tense = tense, .rest = rest, .polarity = polarity};
  if (asked) return ask({question(english).english, question(french).french});
  return stop({statement(english).english, statement(french).french});
}

// My uncle is a doctor. Mon oncle est médecin: no article in French.
Phrase profession(Dice& dice) {
  const NounPhrase who = draw_relative(dice);
  const Noun& job = draw_noun(dice, kJob);
  if (who.number == Number::plural || who.gender == Gender::feminine) return {};
  Clause clause{.subject = who, .verb = &kBe};
  clause.rest = {"a " + std::string(job.english), std::string(job.french)};
  if (dice.percent(30)) clause.tense = Tense::imperfect;
  return stop(statement(clause));
}

// Anna does not speak Italian. Anna ne parle pas italien.
Phrase language(Dice& dice) {
  const bool asked = dice.percent(30);
  Clause clause{.subject = asked ? draw_asked(dice) : draw_subject(dice), .verb = &kSpeak};
  clause.rest = phrase(dice.pick(kLanguages));
  if (asked) return ask(question(clause));
  if (dice.percent(40)) clause.polarity = Polarity::negative;
  return stop(statement(clause));
}

constexpr Frame kFrames[] = {
    {"state", state, 800},           {"comparison", comparison, 420},
    {"possession", possession, 350}, {"taste", taste, 250},
    {"opinion", opinion, 350},       {"presentation", presentation, 280},
    {"belonging", belonging, 280},   {"number", number, 220},
    {"feeling", feeling, 220},       {"profession", profession, 50},
    {"language", language, 80},
};

}  // namespace

std::span<const Frame> description_frames() {
  return kFrames;
}

}  // namespace gloss::translate::demo
