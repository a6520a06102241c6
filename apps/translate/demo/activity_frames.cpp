#include <array>

#include "apps/translate/demo/frames.h"

namespace gloss::translate::demo {
namespace {

// The children are playing in the garden.
Phrase activity(Dice& dice) {
  const Verb& verb = dice.pick(kIntransitive);
  const NounPhrase subject = draw_subject(dice);
  const Timing when = draw_timing(dice, verb);
  const bool negative = dice.percent(20) && when.tense != Tense::present &&
                        when.tense != Tense::just && when.tense != Tense::used_to;
  return timed(dice,
               statement({.subject = subject,
                          .verb = &verb,
                          .tense = when.tense,
                          .rest = draw_circumstance(dice, verb, subject),
                          .polarity = negative ? Polarity::negative : Polarity::positive,
                          .often = when.often}),
               when.time);
}

// The black cat is sleeping in the garden. Notre petit oiseau ne chante pas.
Phrase animal_activity(Dice& dice) {
  constexpr std::array<std::string_view, 3> kVerbs = {"sleep", "eat", "play"};
  const Noun& noun = draw_noun(dice, kAnimal);
  const Adjective* adjective = dice.percent(60) ? draw_attribute(dice, noun) : nullptr;
  const NounPhrase animal = draw_thing(dice, noun, adjective);
  const bool sings = noun.english == "bird" && dice.percent(50);
  const Verb& verb = intransitive(sings ? "sing" : dice.pick(kVerbs));
  Timing when = draw_timing(dice, verb);
  if (when.tense == Tense::just || when.tense == Tense::used_to) when.tense = Tense::progressive;
  if (dice.percent(50)) when = {when.tense, {}};
  const Polarity polarity = dice.percent(25) ? Polarity::negative : Polarity::positive;
  const Phrase where = dice.percent(50) ? at_or_in(dice, verb.objects) : Phrase{};
  return timed(dice,
               statement({.subject = animal,
                          .verb = &verb,
                          .tense = when.tense,
                          .rest = where,
                          .polarity = polarity,
                          .often = when.often && polarity == Polarity::positive}),
               when.time);
}

struct Motion {
  const Verb* verb;
  Phrase place;
};

Motion draw_motion(Dice& dice, const NounPhrase& subject) {
  constexpr std::array kStays = {
      Expression{"at home", "à la maison"}, Expression{"at the hotel", "à l'hôtel"},
      Expression{"in bed", "au lit"}, Expression{"in the garden", "dans le jardin"}};
  const Phrase company = dice.percent(40) ? draw_company(dice, subject) : Phrase{};
  const NounPhrase place = noun_phrase(Determiner::the, draw_noun(dice, kAt));
  switch (dice.below(10)) {
    case 0:
      return {&kArrive, {"at " + place.english, contract("à", place.french)}};
    case 1:
      return {&kStay, phrase(dice.pick(kStays))};
    case 2:
      return {&kLeave, company};
    case 3:
      return {&kComeHome, company};
    case 4:
      return {&kComeBack, {"from " + place.english, contract("de", place.french)}};
    default:
      return {&kGo, draw_destination(dice)};
  }
}

// She went to the market this morning.
Phrase motion(Dice& dice) {
  const NounPhrase subject = draw_asked(dice);
  const NounPhrase who = dice.percent(25) ? pronoun(Person::i) : subject;
  const Motion motion = draw_motion(dice, who);
  const Timing when = draw_timing(dice, *motion.verb);
  Clause clause{.subject = who,
                .verb = motion.verb,
                .tense = when.tense,
                .rest = motion.place,
                .often = when.often};
  const bool plain = when.tense == Tense::past || when.tense == Tense::future ||
                     when.tense == Tense::can || when.tense == Tense::want;
  if (plain && who.person != Person::i && dice.percent(20)) {
    clause.rest = motion.place + when.time;
    return ask(question(clause));
  }
  if (plain && dice.percent(20)) clause.polarity = Polarity::negative;
  return timed(dice, statement(clause), when.time);
}

// My sister rests on Sundays. Anna got up. Anna s'est levée.
Phrase daily_round(Dice& dice) {
  const Verb& verb = dice.pick(kReflexive);
  const Timing when = draw_timing(dice, verb);
  const NounPhrase subject = draw_subject(dice);
  const bool past = when.tense == Tense::past;
  const bool negative = past && dice.percent(25);
  return timed(dice,
               statement({.subject = subject,
                          .verb = &verb,
                          .tense = when.tense,
                          .polarity = negative ? Polarity::negative : Polarity::positive,
                          .often = when.often}),
               when.time);
}

// My brother plays football on Saturdays. Elle joue du piano.
Phrase game(Dice& dice) {
  const Verb& play = intransitive("play");
  const NounPhrase subject = draw_subject(dice);
  const Timing when = draw_timing(dice, play);
  const Phrase game = phrase(dice.pick(kGames));
  const Phrase company = dice.percent(30) ? draw_company(dice, subject) : Phrase{};
  return timed(dice,
               statement({.subject = subject,
                          .verb = &play,
                          .tense = when.tense,
                          .rest = game + company,
                          .often = when.often}),
               when.time);
}

// Anna likes drinking tea. Paul déteste jouer aux cartes.
Phrase hobby(Dice& dice) {
  const Tense tense = dice.percent(60) ? Tense::like : Tense::hate;
  const bool asked = dice.percent(20);
  const NounPhrase subject = asked ? draw_asked(dice) : draw_subject(dice);
  Clause clause{.subject = subject, .verb = &intransitive("play"), .tense = tense};
  switch (dice.below(4)) {
    case 0:
      clause.rest = phrase(dice.pick(kGames));
      break;
    case 1:
      clause.verb = &dice.pick(kIntransitive);
      clause.rest = draw_circumstance(dice, *clause.verb, subject);
      break;
    default:
      clause.verb = &draw_verb(dice, kHabit | kFresh);
      clause.rest = draw_object(dice, *clause.verb, subject, tense);
  }
  if (asked) return ask(question(clause));
  if (tense == Tense::like && dice.percent(30)) clause.polarity = Polarity::negative;
  return stop(statement(clause));
}

// We are going to the market to buy some bread. Nous allons au marché pour acheter du pain.
Phrase errand(Dice& dice) {
  struct Errand {
    std::string_view place, verb;
    uint64_t objects;
  };
  constexpr std::array kErrands = {
      Errand{"market", "buy", kFood | kPlant}, Errand{"supermarket", "buy", kFood | kDrink},
      Errand{"library", "read", kReading},     Errand{"library", "choose", kReading},
      Errand{"station", "wait for", kPerson},  Errand{"airport", "wait for", kPerson},
      Errand{"hospital", "see", kPerson},      Errand{"restaurant", "eat", kFood},
  };
  constexpr std::array kTenses = {Tense::progressive, Tense::past, Tense::going_to, Tense::want};
  const NounPhrase subject = draw_subject(dice);
  const Errand& errand = dice.pick(kErrands);
  const Tense tense = dice.pick(kTenses);
  Verb verb = transitive(errand.verb);
  verb.objects = errand.objects;
  verb.uses |= kFresh;
  const NounPhrase place = noun_phrase(Determiner::the, noun_named(errand.place));
  const Phrase to{"to " + place.english, contract("à", place.french)};
  const Phrase purpose{"to " + std::string(errand.verb),
                       "pour " + std::string(part(verb.french, 0))};
  return stop(statement({.subject = subject,
                         .verb = &kGo,
                         .tense = tense,
                         .rest = to + purpose + draw_object(dice, verb, subject, tense)}));
}

// I have been waiting for ten minutes. J'attends depuis dix minutes: French keeps the present.
Phrase duration(Dice& dice) {
  const NounPhrase subject = draw_subject(dice);
  const bool waits = dice.percent(50);
  const Verb& verb = waits ? kWait : dice.pick(kIntransitive);
  const Expression number = dice.pick(kNumbers);
  const bool hours = dice.percent(50);
  const std::string has = subject.person == Person::he ? "has been" : "have been";
  const Phrase head{subject.english + " " + has + " " + std::string(part(verb.english, 4)),
                    subject.french + " " +
                        std::string(part(verb.french, 1 + static_cast<int64_t>(subject.person)))};
  return stop(head + Phrase{"for", "depuis"} + phrase(number) +
              (hours ? Phrase{"hours", "heures"} : Phrase{"minutes", "minutes"}));
}

constexpr Frame kFrames[] = {
    {"activity", activity, 750}, {"animal activity", animal_activity, 400},
    {"motion", motion, 800},     {"daily round", daily_round, 300},
    {"game", game, 300},         {"hobby", hobby, 330},
    {"errand", errand, 220},     {"duration", duration, 120},
};

}  // namespace

std::span<const Frame> activity_frames() {
  return kFrames;
}

}  // namespace gloss::translate::demo
