#include <algorithm>
#include <array>

#include "apps/translate/demo/frames.h"

namespace gloss::translate::demo {
namespace {

// A short clause: Anna is reading a book, the boys were playing in the garden. A verb that is not
// used in this tense cannot be drawn.
Phrase short_clause(Dice& dice, const NounPhrase& subject, Tense tense) {
  const uint64_t use = tense == Tense::imperfect ? kStory
                       : tense == Tense::future  ? kFuture
                                                 : kNow | kPlan;
  const Verb& activity = dice.pick(kIntransitive);
  if (dice.percent(40) && (activity.uses & use) != 0) {
    return statement({.subject = subject,
                      .verb = &activity,
                      .tense = tense,
                      .rest = at_or_in(dice, activity.objects)});
  }
  const Verb& verb = draw_verb(dice, use);
  return statement({.subject = subject,
                    .verb = &verb,
                    .tense = tense,
                    .rest = draw_object(dice, verb, subject, tense)});
}

NounPhrase as_pronoun(const NounPhrase& noun) {
  return pronoun(noun.person, noun.gender);
}

// How somebody feels: tired, by an adjective in both languages, or hungry, avoir faim.
struct Condition {
  std::string_view english, french;  // french: a noun after avoir, or empty
  const Adjective* adjective = nullptr;
};

Condition draw_condition(Dice& dice) {
  if (dice.percent(50)) {
    const Expression& feeling = dice.pick(kFeelings);
    return {feeling.english, feeling.french};
  }
  while (true) {
    const Adjective* adjective = draw_predicate(dice, kPerson);
    if (adjective->quality == Quality::passing) return {adjective->english, {}, adjective};
  }
}

Phrase feels(const NounPhrase& who, const Condition& condition, Tense tense) {
  const bool noun = condition.adjective == nullptr;
  const Phrase rest{
      std::string(condition.english),
      noun ? std::string(condition.french) : agree(*condition.adjective, who.gender, who.number)};
  const Clause english{.subject = who, .verb = &kBe, .tense = tense, .rest = rest};
  const Clause french{.subject = who, .verb = noun ? &kHave : &kBe, .tense = tense, .rest = rest};
  return {statement(english).english, statement(french).french};
}

// The man who is reading a newspaper is my uncle.
Phrase subject_relative(Dice& dice) {
  const Noun& noun = draw_noun(dice, kAdult | kChild | kRole);
  const Number number = dice.percent(20) ? Number::plural : Number::singular;
  const NounPhrase who = noun_phrase(Determiner::the, noun, number);
  NounPhrase doer = who;
  doer.english += " who";
  doer.french += " qui";
  const Tense tense = dice.percent(70) ? Tense::progressive : Tense::imperfect;
  const Phrase clause = short_clause(dice, doer, tense);
  const bool plural = number == Number::plural;
  if (dice.percent(40)) {
    return stop(
        statement({.subject = draw_pronoun(dice), .verb = &transitive("know"), .rest = clause}));
  }
  const Noun& role = draw_noun(dice, kFamily | kRole);
  if (role.gender != noun.gender) return {};
  if (role.french == noun.french || (noun.kinds & kRole) != 0 || (noun.kinds & kChild) != 0) {
    return {};
  }
  const NounPhrase whose =
      noun_phrase(dice.percent(60) ? Determiner::my : Determiner::your, role, number);
  return stop(clause + Phrase{plural ? "are" : "is", plural ? "sont" : "est"} + whose);
}

// The letter that he wrote is long. La lettre qu'il a écrite est longue.
Phrase object_relative(Dice& dice) {
  constexpr std::array<std::string_view, 6> kVerbs = {"buy",   "find", "read",
                                                      "write", "eat",  "choose"};
  const Verb& verb = transitive(dice.pick(kVerbs));
  const Noun& noun = draw_noun(dice, verb.objects);
  const bool past = dice.percent(60);
  if ((noun.kinds & (kPerson | kTransport)) != 0 || (!past && (verb.uses & kNow) == 0)) return {};
  const Adjective* adjective = draw_predicate(dice, noun.kinds);
  if (adjective == nullptr || (adjective->quality == Quality::passing && (noun.kinds & kDoor) != 0))
    return {};
  const Number number = noun.counted() && dice.percent(20) ? Number::plural : Number::singular;
  const NounPhrase what = noun_phrase(Determiner::the, noun, number);
  const NounPhrase who = draw_subject(dice);
  const Phrase clause = statement({.subject = who,
                                   .verb = &verb,
                                   .tense = past ? Tense::past : Tense::progressive,
                                   .antecedent = &what});
  NounPhrase subject = what;
  subject.english += " that " + clause.english;
  subject.french += " que " + clause.french;
  const Phrase quality{std::string(adjective->english),
                       agree(*adjective, what.gender, what.number)};
  return stop(statement({.subject = subject, .verb = &kBe, .rest = quality}));
}

// "it" or "them" for a thing.
ObjectPronoun it(const NounPhrase& thing) {
  const bool plural = thing.number == Number::plural;
  const bool feminine = thing.gender == Gender::feminine;
  const std::string singular = feminine ? "la" : "le";
  return {{plural ? "them" : "it", plural ? "les" : singular}, thing.gender, thing.number};
}

// I have a new book and I am going to read it. J'ai un nouveau livre et je vais le lire.
Phrase taken_up(Dice& dice) {
  constexpr std::array<std::string_view, 6> kVerbs = {"read", "sell", "wash",
                                                      "wear", "eat",  "open"};
  constexpr std::array kTenses = {Tense::want, Tense::going_to, Tense::can};
  const NounPhrase who = draw_subject(dice);
  const Verb& verb = transitive(dice.pick(kVerbs));
  const Noun& noun = draw_noun(dice, verb.objects);
  const bool odd = (noun.kinds & kSound) != 0 ||
                   (noun.kinds & (kDoor | kBelonging)) == kDoor;  // a story, a door
  if (!noun.counted() || odd) return {};
  const bool plural = (noun.kinds & (kReading | kFood)) != 0 && dice.percent(30);
  const Adjective* adjective = dice.percent(50) ? draw_attribute(dice, noun) : nullptr;
  const NounPhrase thing =
      noun_phrase(Determiner::a, noun, plural ? Number::plural : Number::singular, adjective);
  const ObjectPronoun object = it(thing);
  return stop(statement({.subject = who, .verb = &kHave, .rest = thing}) + Phrase{"and", "et"} +
              statement({.subject = as_pronoun(who),
                         .verb = &verb,
                         .tense = dice.pick(kTenses),
                         .object = &object}));
}

// This dress is very expensive but she wants to buy it.
Phrase wish(Dice& dice) {
  const Noun& noun = draw_noun(dice, kGarment | kVehicle | kFurniture | kSold);
  const NounPhrase thing =
      noun_phrase(Determiner::this_, noun, dice.percent(20) ? Number::plural : Number::singular);
  const Adjective* adjective = draw_predicate(dice, noun.kinds);
  if (adjective == nullptr || adjective->comparative.empty() ||
      adjective->quality == Quality::passing)
    return {};
  constexpr std::array<std::string_view, 3> kPraise = {"beautiful", "pretty", "comfortable"};
  const bool praise =
      adjective->quality == Quality::judged ||
      std::find(kPraise.begin(), kPraise.end(), adjective->english) != kPraise.end();
  const Phrase quality{"very " + std::string(adjective->english),
                       "très " + agree(*adjective, thing.gender, thing.number)};
  const ObjectPronoun object = it(thing);
  const NounPhrase who = draw_pronoun(dice);
  if (who.person == Person::they && thing.number == Number::plural) return {};  // they or they
  return stop(statement({.subject = thing, .verb = &kBe, .rest = quality}) +
              (praise ? Phrase{"and", "et"} : Phrase{"but", "mais"}) +
              statement({.subject = who,
                         .verb = &transitive("buy"),
                         .tense = dice.percent(50) ? Tense::want : Tense::going_to,
                         .object = &object}));
}

// Paul is eating an apple because he is hungry. Elle s'est reposée parce qu'elle était malade.
Phrase reason(Dice& dice) {
  const NounPhrase who = draw_subject(dice);
  const Condition condition = draw_condition(dice);
  const bool past = dice.percent(40);
  Clause clause{.subject = who, .verb = &kStay, .tense = past ? Tense::past : Tense::going_to};
  clause.rest = {"at home", "à la maison"};
  if (condition.english == "hungry" || condition.english == "thirsty") {
    clause.verb = &transitive(condition.english == "hungry" ? "eat" : "drink");
    clause.rest = noun_phrase(Determiner::a, draw_noun(dice, clause.verb->objects));
    if (!past && dice.percent(50)) clause.tense = Tense::progressive;
  } else if (condition.english == "happy") {
    clause.verb = &intransitive(dice.percent(50) ? "sing" : "dance");
    clause.tense = past ? Tense::imperfect : Tense::progressive;
    clause.rest = {};
  } else if (condition.english == "tired" || condition.english == "sleepy") {
    clause.verb = &reflexive(dice.percent(50) ? "rest" : "go to bed");
    clause.rest = {};
  } else if (condition.english == "ready") {
    clause.verb = &kLeave;
    clause.rest = {};
  } else if (dice.percent(50)) {
    clause.verb = &kComeHome;
    clause.rest = {};
  }
  return stop(statement(clause) + Phrase{"because", "parce que"} +
              feels(as_pronoun(who), condition, past ? Tense::imperfect : Tense::present));
}

// Marie is tired, but she must work. Paul a sommeil, mais il ne veut pas dormir.
Phrase contrast(Dice& dice) {
  const NounPhrase who = draw_subject(dice);
  const Condition condition = draw_condition(dice);
  Clause clause{.subject = as_pronoun(who), .verb = &intransitive("work"), .tense = Tense::must};
  if (condition.english == "happy" || condition.english == "ready") return {};
  if (dice.percent(40)) {
    const bool sleep = condition.english == "sleepy" || condition.english == "tired";
    if (!sleep && condition.english != "hungry") return {};
    clause.verb = &intransitive(sleep ? "sleep" : "eat");
    clause.tense = Tense::want;
    clause.polarity = Polarity::negative;
  } else if (dice.percent(50)) {
    clause.rest = draw_time(dice, Tense::must);
  }
  const Phrase state = feels(who, condition, Tense::present);
  const Phrase action = statement(clause);
  return stop(
      {state.english + ", but " + action.english, state.french + ", mais " + action.french});
}

// When I was young, I used to play football. Quand j'étais jeune, je jouais au football.
Phrase memory(Dice& dice) {
  const NounPhrase who = dice.percent(60) ? draw_pronoun(dice) : draw_relative(dice);
  const bool still_is = who.english.find("little") != std::string::npos;
  if (still_is || who.english.ends_with("son") || who.english.ends_with("sons")) return {};
  const Adjective young{"young", "", "jeune/jeune/jeunes", true, 0, 0};
  const Phrase then = statement({.subject = who,
                                 .verb = &kBe,
                                 .tense = Tense::imperfect,
                                 .rest = {"young", agree(young, who.gender, who.number)}});
  Clause clause{.subject = as_pronoun(who), .verb = &intransitive("play"), .tense = Tense::used_to};
  switch (dice.below(4)) {
    case 0:
      clause.rest = phrase(dice.pick(kGames));
      break;
    case 1:
      clause.verb = &kLive;
      clause.rest = phrase(dice.pick(kCities));
      break;
    case 2:
      clause.rest = at_or_in(dice, kIn);
      break;
    default:
      clause.verb = &draw_verb(dice, kHabit | kStory);
      clause.rest = draw_object(dice, *clause.verb, clause.subject, clause.tense);
  }
  const Phrase used = statement(clause);
  return stop(
      {"when " + then.english + ", " + used.english, "quand " + then.french + ", " + used.french});
}

// If it rains tomorrow, we will stay at home. S'il pleut demain, nous resterons à la maison.
Phrase condition_and_plan(Dice& dice) {
  constexpr std::array kIf = {Expression{"if it rains", "si il pleut"},
                              Expression{"if it snows", "si il neige"},
                              Expression{"if it is cold", "si il fait froid"},
                              Expression{"if it is hot", "si il fait chaud"},
                              Expression{"if the weather is nice", "si il fait beau"}};
  const Phrase when = phrase(dice.pick(kIf));
  const Phrase day = dice.percent(60) ? draw_time(dice, Tense::future) : Phrase{};
  if (day.english.starts_with("next") || day.english == "soon") return {};
  const NounPhrase who = draw_subject(dice);
  const bool nice = when.english.ends_with("nice") || when.english.ends_with("hot");
  Clause clause{.subject = who, .verb = nice ? &kGo : &kStay, .tense = Tense::future};
  constexpr std::array kShelters = {
      Expression{"at home", "à la maison"}, Expression{"in bed", "au lit"},
      Expression{"at the hotel", "à l'hôtel"}, Expression{"in the house", "dans la maison"}};
  constexpr std::array kOutings = {
      Expression{"to the beach", "à la plage"}, Expression{"to the market", "au marché"},
      Expression{"to the park", "au parc"}, Expression{"to the swimming pool", "à la piscine"}};
  clause.rest = phrase(dice.pick(nice ? kOutings : kShelters));
  const Phrase head = when + day;
  const Phrase plan = statement(clause);
  return stop({head.english + ", " + plan.english, head.french + ", " + plan.french});
}

// Thomas says that his sister is ill. Je pense que Paul va acheter une voiture.
Phrase opinion(Dice& dice) {
  static constexpr Verb kThink{"think/thinks/thought/thought/thinking",
                               "penser/pense/penses/pense/pensons/pensent/pensé", 0, kState};
  static constexpr Verb kSay{"say/says/said/said/saying", "dire/dis/dis/dit/disons/disent/dit", 0,
                             kState};
  constexpr std::array kTenses = {Tense::progressive, Tense::past, Tense::future, Tense::going_to};
  const NounPhrase who = dice.percent(40) ? pronoun(Person::i) : draw_subject(dice);
  const NounPhrase other = draw_person(dice);
  if (who.english == other.english) return {};
  const bool says = who.person == Person::he && dice.percent(50);
  const bool acts = dice.percent(50);
  const Tense tense = dice.pick(kTenses);
  const Phrase content =
      acts ? short_clause(dice, other, tense) : feels(other, draw_condition(dice), Tense::present);
  return stop(statement(
      {.subject = who, .verb = says ? &kSay : &kThink, .rest = Phrase{"that", "que"} + content}));
}

// Marie is reading a book while Paul is sleeping in the garden.
Phrase two_scenes(Dice& dice) {
  constexpr std::array kLinks = {Expression{"and", "et"}, Expression{"while", "pendant que"},
                                 Expression{"but", "mais"}};
  const Tense tense = dice.percent(40) ? Tense::imperfect : Tense::progressive;
  const NounPhrase first = draw_subject(dice);
  const NounPhrase second = draw_subject(dice);
  if (first.english == second.english) return {};
  const Phrase one = short_clause(dice, first, tense);
  const Phrase other = short_clause(dice, second, tense);
  return stop(one + phrase(dice.pick(kLinks)) + other);
}

constexpr Frame kFrames[] = {
    {"subject relative", subject_relative, 220},
    {"object relative", object_relative, 300},
    {"taken up", taken_up, 230},
    {"wish", wish, 220},
    {"reason", reason, 300},
    {"contrast", contrast, 180},
    {"memory", memory, 230},
    {"condition and plan", condition_and_plan, 230},
    {"opinion", opinion, 300},
    {"two scenes", two_scenes, 250},
};

}  // namespace

std::span<const Frame> joined_frames() {
  return kFrames;
}

}  // namespace gloss::translate::demo
