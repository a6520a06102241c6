#include "apps/translate/demo/choice.h"

#include <algorithm>
#include <initializer_list>
#include <vector>

namespace gloss::translate::demo {
namespace {

template <typename T, typename Suits>
const T* draw(Dice& dice, std::span<const T> choices, Suits suits) {
  const int64_t count = std::count_if(choices.begin(), choices.end(), suits);
  if (count == 0) return nullptr;
  int64_t skip = dice.below(count);
  const auto drawn = std::find_if(choices.begin(), choices.end(),
                                  [&](const T& choice) { return suits(choice) && skip-- == 0; });
  return &*drawn;
}

template <typename T>
T one_of(Dice& dice, std::initializer_list<T> choices) {
  return dice.pick(std::span<const T>(choices.begin(), choices.size()));
}

NounPhrase draw_stranger(Dice& dice) {
  const Noun& noun = draw_noun(dice, kAdult | kChild | kRole);
  const Adjective* adjective = dice.percent(35) ? draw_attribute(dice, noun) : nullptr;
  const Number number = dice.percent(25) ? Number::plural : Number::singular;
  const bool close = (noun.kinds & kMine) != 0 && dice.percent(40);
  const Determiner determiner =
      close || (noun.kinds & kFriend) != 0
          ? one_of(dice, {Determiner::my, Determiner::your, Determiner::our})
          : one_of(dice, {Determiner::the, Determiner::the, Determiner::this_});
  return noun_phrase(determiner, noun, number, adjective);
}

// Whether an object in this tense is meant in general: he reads newspapers, she hates eating eggs.
bool is_general(Tense tense) {
  return tense == Tense::present || tense == Tense::used_to || tense == Tense::like ||
         tense == Tense::hate;
}

}  // namespace

int64_t Dice::below(int64_t n) {
  state_ += 0x9E3779B97F4A7C15u;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9u;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBu;
  z ^= z >> 31;
  return static_cast<int64_t>((z >> 1) % static_cast<uint64_t>(n));
}

const Noun& draw_noun(Dice& dice, uint64_t kinds) {
  return *draw(dice, kNouns, [kinds](const Noun& noun) { return (noun.kinds & kinds) != 0; });
}

const Adjective* draw_attribute(Dice& dice, const Noun& noun) {
  return draw(dice, kAdjectives,
              [&](const Adjective& a) { return (a.attributive & noun.kinds) != 0; });
}

const Adjective* draw_predicate(Dice& dice, uint64_t kinds) {
  return draw(dice, kAdjectives, [&](const Adjective& a) { return (a.predicative & kinds) != 0; });
}

NounPhrase draw_pronoun(Dice& dice) {
  const auto person = one_of(dice, {Person::i, Person::you, Person::he, Person::he, Person::we,
                                    Person::we, Person::they, Person::they});
  const bool she = person == Person::he && dice.percent(50);
  return pronoun(person, she ? Gender::feminine : Gender::masculine);
}

NounPhrase draw_relative(Dice& dice) {
  const Noun& noun = draw_noun(dice, kFamily);
  const bool little = (noun.kinds & kLittle) != 0;
  const Number number = little && dice.percent(20) ? Number::plural : Number::singular;
  const Adjective* adjective = little && dice.percent(25) ? draw_attribute(dice, noun) : nullptr;
  const auto determiner = one_of(dice, {Determiner::my, Determiner::my, Determiner::your,
                                        Determiner::his, Determiner::her, Determiner::our});
  return noun_phrase(determiner, noun, number, adjective);
}

NounPhrase draw_person(Dice& dice) {
  const int64_t draw = dice.below(10);
  if (draw < 3) return named(dice.pick(kNames));
  return draw < 6 ? draw_relative(dice) : draw_stranger(dice);
}

NounPhrase draw_subject(Dice& dice) {
  return dice.percent(55) ? draw_pronoun(dice) : draw_person(dice);
}

NounPhrase draw_asked(Dice& dice) {
  while (true) {
    NounPhrase subject = draw_subject(dice);
    if (subject.person != Person::i && subject.person != Person::we) return subject;
  }
}

const Verb& draw_verb(Dice& dice, uint64_t uses) {
  return *draw(dice, kTransitive, [uses](const Verb& verb) { return (verb.uses & uses) == uses; });
}

NounPhrase draw_object(Dice& dice, const Verb& verb, const NounPhrase& subject, Tense tense,
                       Polarity polarity) {
  const Noun& noun = draw_noun(dice, verb.objects);
  if (subject.english.ends_with(noun.english)) {  // the man does not see the man
    return draw_object(dice, verb, subject, tense, polarity);
  }
  const bool negative = polarity != Polarity::positive;
  const bool food = (noun.kinds & (kFood | kDrink)) != 0;
  const bool common = food || (noun.kinds & (kReading | kShow | kSound)) != 0;
  if ((common && is_general(tense)) || (food && negative && dice.percent(70))) {
    const Determiner nothing =
        polarity == Polarity::negative ? Determiner::any : Determiner::none_at_all;
    return noun_phrase(negative ? nothing : Determiner::none, noun,
                       noun.counted() ? Number::plural : Number::singular);
  }

  const Determiner own = possessive(subject);
  Determiner determiner = one_of(dice, {Determiner::the, Determiner::the, Determiner::a,
                                        Determiner::a, Determiner::this_, own, own});
  const bool person = (noun.kinds & kPerson) != 0;
  const bool public_place = (noun.kinds & (kSight | kAt)) != 0;
  const bool only_own = (verb.uses & kOwn) != 0;
  const bool never_own =
      (verb.uses & kFresh) != 0 || public_place || (person && (noun.kinds & kMine) == 0);
  if (determiner == own && never_own) determiner = Determiner::the;
  if (determiner == Determiner::a && negative) determiner = Determiner::the;
  const bool close = (noun.kinds & (kFamily | kFriend)) != 0;
  if (only_own || (close && determiner != Determiner::a)) determiner = own;
  if ((noun.kinds & kFamily) != 0) determiner = own;

  const Adjective* adjective = dice.percent(35) ? draw_attribute(dice, noun) : nullptr;
  const bool judged = adjective != nullptr && adjective->quality == Quality::judged;
  if (judged && determiner != Determiner::a) adjective = nullptr;
  const bool one = !noun.counted() || (noun.kinds & (kFamily | kLittle)) == kFamily ||
                   (determiner == Determiner::a && person) ||
                   (noun.kinds & (kTransport | kVehicle | kWorn)) != 0;
  const Number number = !one && dice.percent(22) ? Number::plural : Number::singular;
  return noun_phrase(determiner, noun, number, adjective);
}

NounPhrase draw_thing(Dice& dice, const Noun& noun, const Adjective* adjective) {
  constexpr std::array kDeterminers = {Determiner::the, Determiner::the,  Determiner::this_,
                                       Determiner::my,  Determiner::your, Determiner::his,
                                       Determiner::her, Determiner::our};
  Determiner determiner = dice.pick(kDeterminers);
  const bool person = (noun.kinds & kPerson) != 0;
  const bool shared =
      (noun.kinds & (kTransport | kAt | kTown | kSight | kPlant | kFood | kDrink)) != 0 ||
      (person && (noun.kinds & kMine) == 0);
  if (shared && determiner != Determiner::this_) determiner = Determiner::the;
  if ((noun.kinds & kFamily) != 0) determiner = Determiner::my;
  const bool many = (noun.kinds & (kBelonging | kGarment | kFood | kAnimal | kChild | kMine)) != 0;
  const bool plural = many && noun.counted() && dice.percent(25);
  return noun_phrase(determiner, noun, plural ? Number::plural : Number::singular, adjective);
}

ObjectPronoun draw_object_pronoun(Dice& dice, const NounPhrase& subject, bool direct) {
  constexpr Gender kM = Gender::masculine;
  constexpr Number kOne = Number::singular;
  ObjectPronoun him{{"him", direct ? "le" : "lui"}, kM, kOne, direct};
  ObjectPronoun her{{"her", direct ? "la" : "lui"}, Gender::feminine, kOne, direct};
  ObjectPronoun them{{"them", direct ? "les" : "leur"}, kM, Number::plural, direct};
  ObjectPronoun me{{"me", "me"}, kM, kOne, direct};
  ObjectPronoun you{{"you", "te"}, kM, kOne, direct};
  ObjectPronoun us{{"us", "nous"}, kM, Number::plural, direct};
  switch (subject.person) {
    case Person::i:
    case Person::we:
      return one_of(dice, {him, her, them, you});
    case Person::you:
      return one_of(dice, {him, her, them, me, us});
    case Person::he:
    case Person::they:
      break;
  }
  return one_of(dice, {him, her, them, me, you, us});
}

Phrase draw_time(Dice& dice, Tense tense) {
  switch (tense) {
    case Tense::present:
    case Tense::used_to:
    case Tense::like:
    case Tense::hate:
      return phrase(dice.pick(kHabitTimes));
    case Tense::progressive:
      return phrase(dice.pick(kNowTimes));
    case Tense::past:
      return phrase(dice.pick(kPastTimes));
    case Tense::imperfect:
    case Tense::just:
      return {};
    case Tense::future:
    case Tense::going_to:
      return phrase(dice.pick(kFutureTimes));
    case Tense::want:
    case Tense::would_like:
    case Tense::can:
    case Tense::must:
      return phrase(dice.pick(kFutureTimes.first(kFutureTimes.size() - 1)));
  }
  return {};
}

Timing draw_timing(Dice& dice, const Verb& verb) {
  std::vector<Tense> tenses;
  const auto allow = [&](uint64_t use, std::initializer_list<Tense> more) {
    if ((verb.uses & use) != 0) tenses.insert(tenses.end(), more.begin(), more.end());
  };
  allow(kDone, {Tense::past, Tense::past, Tense::past, Tense::past});
  allow(kState, {Tense::present, Tense::present});
  allow(kHabit, {Tense::present, Tense::present, Tense::present});
  allow(kNow, {Tense::progressive, Tense::progressive, Tense::just});
  allow(kStory, {Tense::imperfect, Tense::imperfect, Tense::used_to});
  allow(kFuture, {Tense::future, Tense::future});
  allow(kPlan, {Tense::going_to, Tense::going_to, Tense::want, Tense::would_like, Tense::can,
                Tense::must});
  const Tense tense = dice.pick(std::span<const Tense>(tenses));

  if (tense == Tense::present) {
    if ((verb.uses & kState) != 0) return {tense, {}, false};
    if (dice.percent(30)) return {tense, {}, true};
    return {tense, draw_time(dice, tense), false};
  }
  const bool when = tense != Tense::used_to && dice.percent(45);
  return {tense, when ? draw_time(dice, tense) : Phrase{}, false};
}

Phrase draw_company(Dice& dice, const NounPhrase& subject) {
  while (true) {
    const Phrase company = phrase(dice.pick(kCompany));
    const bool me = subject.person == Person::i || subject.person == Person::we;
    const bool same =
        company.english.ends_with(subject.english) || (me && company.english.ends_with(" me"));
    if (!same) return company;
  }
}

Phrase at_or_in(Dice& dice, uint64_t kinds) {
  const Noun& noun = draw_noun(dice, kinds);
  const NounPhrase place = noun_phrase(Determiner::the, noun);
  if ((noun.kinds & kAt) != 0) return {"at " + place.english, contract("à", place.french)};
  return {"in " + place.english, "dans " + place.french};
}

Phrase draw_circumstance(Dice& dice, const Verb& verb, const NounPhrase& subject) {
  const bool alone = &verb == &intransitive("sleep");
  return alone || dice.percent(65) ? at_or_in(dice, verb.objects) : draw_company(dice, subject);
}

Phrase draw_destination(Dice& dice) {
  const int64_t draw = dice.below(10);
  if (draw == 0) {
    const Expression& city = dice.pick(kCities);  // in Paris, to Paris: both à Paris
    return {"to" + std::string(city.english.substr(2)), std::string(city.french)};
  }
  if (draw == 1) {
    const NounPhrase host = draw_relative(dice);
    if (host.number == Number::singular) {
      return {"to " + host.english + "'s", "chez " + host.french};
    }
  }
  const NounPhrase place = noun_phrase(Determiner::the, draw_noun(dice, kAt));
  return {"to " + place.english, contract("à", place.french)};
}

Phrase stop(const Phrase& words) {
  return {words.english + ".", words.french + "."};
}
Phrase ask(const Phrase& words) {
  return {words.english + "?", words.french + " ?"};
}

Phrase timed(Dice& dice, const Phrase& clause, const Phrase& time) {
  if (time.english.empty() || !dice.percent(15)) return stop(clause + time);
  return stop(Phrase{time.english + ",", time.french + ","} + clause);
}

}  // namespace gloss::translate::demo
