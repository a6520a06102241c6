#include <array>

#include "apps/translate/demo/frames.h"

namespace gloss::translate::demo {
namespace {

// Marie bought a red dress yesterday.
Phrase action(Dice& dice) {
  const Verb& verb = dice.pick(kTransitive);
  const NounPhrase subject = draw_subject(dice);
  const Timing when = draw_timing(dice, verb);
  const NounPhrase object = draw_object(dice, verb, subject, when.tense);
  return timed(dice,
               statement({.subject = subject,
                          .verb = &verb,
                          .tense = when.tense,
                          .rest = object,
                          .often = when.often}),
               when.time);
}

// He did not eat any meat. She never drinks coffee. We no longer read newspapers.
Phrase negated_action(Dice& dice) {
  const Verb& verb = dice.pick(kTransitive);
  const NounPhrase subject = draw_subject(dice);
  Timing when = draw_timing(dice, verb);
  Polarity polarity = Polarity::negative;
  if (when.tense == Tense::present) {
    polarity = dice.percent(50) ? Polarity::never : Polarity::no_longer;
    when.time = {};
  }
  if (when.tense == Tense::just || when.tense == Tense::used_to) when.tense = Tense::progressive;
  if (when.tense == Tense::imperfect) when.time = {};
  const NounPhrase object = draw_object(dice, verb, subject, when.tense, polarity);
  return stop(statement({.subject = subject,
                         .verb = &verb,
                         .tense = when.tense,
                         .rest = object + when.time,
                         .polarity = polarity}));
}

// Are you looking for your keys?
Phrase asked_action(Dice& dice) {
  const Verb& verb = dice.pick(kTransitive);
  const NounPhrase subject = draw_asked(dice);
  Timing when = draw_timing(dice, verb);
  const bool odd =
      when.tense == Tense::must || when.tense == Tense::just || when.tense == Tense::used_to;
  if (odd) when.tense = Tense::going_to;
  const NounPhrase object = draw_object(dice, verb, subject, when.tense);
  return ask(question({.subject = subject,
                       .verb = &verb,
                       .tense = when.tense,
                       .rest = object + when.time,
                       .often = when.often}));
}

// What did Paul buy yesterday? Why is she washing the car? Where did you find this key?
Phrase asked_for_something(Dice& dice) {
  constexpr std::array kTenses = {Tense::past, Tense::past, Tense::progressive, Tense::going_to,
                                  Tense::want};
  const Verb& verb = draw_verb(dice, kDone | kNow | kPlan);
  const NounPhrase subject = draw_asked(dice);
  const Tense tense = dice.pick(kTenses);
  Clause clause{.subject = subject, .verb = &verb, .tense = tense};
  if ((verb.uses & kMeets) == 0 && verb.objects != kTransport && dice.percent(35)) {
    if (tense != Tense::want && dice.percent(60)) clause.rest = draw_time(dice, tense);
    return ask(question(clause, {"what", "que"}));
  }
  clause.rest = draw_object(dice, verb, subject, tense);
  if (dice.percent(40)) return ask(question(clause, {"why", "pourquoi"}));
  if (tense == Tense::progressive) return {};
  const bool where = tense == Tense::past && dice.percent(50);
  return ask(question(clause, where ? Phrase{"where", "où"} : Phrase{"when", "quand"}));
}

// Who ate my cake?
Phrase asked_for_somebody(Dice& dice) {
  const Verb& verb = dice.pick(kTransitive);
  NounPhrase who;
  who.english = "who";
  who.french = "qui";
  const Timing when = draw_timing(dice, verb);
  const bool state = (verb.uses & kState) != 0;
  const bool simple = when.tense == Tense::progressive || when.tense == Tense::want || state;
  const Tense tense = simple ? when.tense : Tense::past;
  const NounPhrase object = draw_object(dice, verb, pronoun(Person::i), tense);
  return ask(statement({.subject = who, .verb = &verb, .tense = tense, .rest = object}));
}

// I often see them. Je l'ai vue hier. Nous voulons t'aider.
Phrase seeing_somebody(Dice& dice) {
  const Verb& verb = draw_verb(dice, kMeets);
  const bool asked = dice.percent(20);
  const NounPhrase subject = asked ? draw_asked(dice) : draw_subject(dice);
  const ObjectPronoun object = draw_object_pronoun(dice, subject, true);
  Timing when = draw_timing(dice, verb);
  if (when.tense == Tense::just || when.tense == Tense::used_to) when.tense = Tense::past;
  const bool negative = !asked && !when.often && when.time.english.empty() && dice.percent(30);
  Clause clause{.subject = subject,
                .verb = &verb,
                .tense = when.tense,
                .polarity = negative ? Polarity::negative : Polarity::positive,
                .object = &object,
                .often = when.often};
  if (asked) {
    if (when.tense == Tense::must) return {};
    clause.rest = when.time;
    return ask(question(clause));
  }
  return timed(dice, statement(clause), when.time);
}

// Paul is showing his car to the neighbour. Paul lui donne un livre.
Phrase giving(Dice& dice) {
  const Verb& verb = dice.pick(kGiving);
  const NounPhrase subject = draw_subject(dice);
  const Timing when = draw_timing(dice, verb);
  const Phrase object = draw_object(dice, verb, subject, when.tense);
  Clause clause{.subject = subject, .verb = &verb, .tense = when.tense};
  if (dice.percent(50)) {
    const NounPhrase to = draw_person(dice);
    if (to.english == subject.english) return {};
    clause.rest = object + Phrase{"to " + to.english, contract("à", to.french)};
    return stop(statement(clause));
  }
  const ObjectPronoun to = draw_object_pronoun(dice, subject, false);
  clause.object = &to;
  clause.rest = object;
  if (clause.tense == Tense::just) clause.tense = Tense::past;
  return timed(dice, statement(clause), when.time);
}

// Close the door, please. Do not open this suitcase.
Phrase order(Dice& dice) {
  const Verb& verb = dice.pick(kTransitive);
  if ((verb.uses & kPlan) == 0) return {};
  const Polarity polarity = dice.percent(35) ? Polarity::negative : Polarity::positive;
  const NounPhrase object =
      draw_object(dice, verb, pronoun(Person::you), Tense::going_to, polarity);
  const Phrase words = imperative(verb, object, polarity);
  if (dice.percent(60)) return stop(words);
  return stop({words.english + ", please", words.french + ", s'il te plaît"});
}

// Wait for me. Attends-moi.
Phrase call(Dice& dice) {
  constexpr std::array<std::string_view, 3> kVerbs = {"wait for", "help", "call"};
  const Verb& verb = transitive(dice.pick(kVerbs));
  constexpr std::array kWhom = {Expression{"me", "moi"}, Expression{"us", "nous"},
                                Expression{"him", "le"}, Expression{"her", "la"},
                                Expression{"them", "les"}};
  const Expression& whom = dice.pick(kWhom);
  const Phrase order{std::string(part(verb.english, 0)) + " " + std::string(whom.english),
                     std::string(part(verb.french, 1)) + "-" + std::string(whom.french)};
  const bool when = dice.percent(60);
  return stop(order + (when ? draw_time(dice, Tense::future) : Phrase{}));
}

constexpr Frame kFrames[] = {
    {"action", action, 2100},
    {"negated action", negated_action, 850},
    {"asked action", asked_action, 800},
    {"asked for something", asked_for_something, 350},
    {"asked for somebody", asked_for_somebody, 130},
    {"seeing somebody", seeing_somebody, 500},
    {"giving", giving, 350},
    {"order", order, 220},
    {"call", call, 75},
};

}  // namespace

std::span<const Frame> action_frames() {
  return kFrames;
}

}  // namespace gloss::translate::demo
