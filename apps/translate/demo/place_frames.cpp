#include <array>

#include "apps/translate/demo/frames.h"

namespace gloss::translate::demo {
namespace {

Phrase draw_spot(Dice& dice) {
  constexpr std::array kPrepositions = {
      Expression{"on", "sur"}, Expression{"under", "sous"}, Expression{"behind", "derrière"},
      Expression{"in front of", "devant"}, Expression{"next to", "à côté de"}};
  if (dice.percent(25)) {
    const NounPhrase in = noun_phrase(Determiner::the, draw_noun(dice, kContainer));
    return {"in " + in.english, "dans " + in.french};
  }
  const Expression& preposition = dice.pick(kPrepositions);
  const NounPhrase place = noun_phrase(Determiner::the, draw_noun(dice, kSurface));
  if (preposition.english == "next to") {
    return {"next to " + place.english, "à côté " + contract("de", place.french)};
  }
  return {std::string(preposition.english) + " " + place.english,
          std::string(preposition.french) + " " + place.french};
}

// My keys are on the table.
Phrase location(Dice& dice) {
  const Noun& noun = draw_noun(dice, kBelonging | kPet | kWorn);
  const NounPhrase thing = draw_thing(dice, noun);
  const Tense tense = dice.percent(70) ? Tense::present : Tense::imperfect;
  Clause clause{.subject = thing, .verb = &kBe, .tense = tense, .rest = draw_spot(dice)};
  if (clause.rest.english.ends_with(noun.english)) return {};
  if (dice.percent(20)) return ask(question(clause));
  if (dice.percent(20)) clause.polarity = Polarity::negative;
  return stop(statement(clause));
}

// There is a cat under the table. Il n'y a pas de lait dans la cuisine.
Phrase existence(Dice& dice) {
  constexpr std::array kOutdoors = {
      Expression{"in the garden", "dans le jardin"}, Expression{"in the park", "dans le parc"},
      Expression{"in the street", "dans la rue"}, Expression{"in the forest", "dans la forêt"}};
  constexpr std::array kLarder = {Expression{"on the table", "sur la table"},
                                  Expression{"in the kitchen", "dans la cuisine"}};
  const bool animal = dice.percent(25);
  const uint64_t others = dice.percent(40) ? kFood | kDrink : kBelonging | kPlant;
  const Noun& noun = draw_noun(dice, animal ? uint64_t{kAnimal} : others);
  const bool food = (noun.kinds & (kFood | kDrink)) != 0;
  const bool outdoors = animal || (noun.kinds & kPlant) != 0;
  Phrase spot = outdoors ? phrase(dice.pick(kOutdoors)) : draw_spot(dice);
  if (food) spot = phrase(dice.pick(kLarder));
  if (spot.english.ends_with(noun.english)) return {};
  const int64_t choice = dice.below(10);
  const bool plural = noun.counted() && (choice == 0 || choice == 1 || choice == 2);
  const Number number = plural ? Number::plural : Number::singular;
  if (choice == 9 || choice == 1) {
    const Phrase none = noun_phrase(Determiner::any, noun, number);
    return stop(Phrase{plural ? "there are not" : "there is not", "il n'y a pas"} + none + spot);
  }
  const Adjective* adjective = dice.percent(35) ? draw_attribute(dice, noun) : nullptr;
  const Phrase some = noun_phrase(Determiner::a, noun, number, adjective);
  if (choice == 8) return ask(Phrase{"is there", "est-ce qu'il y a"} + some + spot);
  if (choice == 2) {
    return stop(Phrase{"there are", "il y a"} + counted(dice.pick(kNumbers.first(5)), noun) + spot);
  }
  return stop(Phrase{plural ? "there are" : "there is", "il y a"} + some + spot);
}

// Where are my keys? Où est la gare ?
Phrase whereabouts(Dice& dice) {
  const NounPhrase thing =
      draw_thing(dice, draw_noun(dice, kBelonging | kAnimal | kGarment | kAt | kRole | kVehicle));
  const bool plural = thing.number == Number::plural;
  return ask(Phrase{plural ? "where are" : "where is", plural ? "où sont" : "où est"} + thing);
}

// It is cold in Paris today.
Phrase weather(Dice& dice) {
  Phrase where = phrase(dice.pick(kCities));
  if (dice.percent(30)) where = {};
  constexpr std::array kWhen = {Expression{"", ""}, Expression{"today", "aujourd'hui"},
                                Expression{"this morning", "ce matin"},
                                Expression{"at the moment", "en ce moment"}};
  const Phrase weather = phrase(dice.pick(kWeather));
  return stop(weather + where + phrase(dice.pick(kWhen)));
}

// They live in a small village. J'habite près du parc.
Phrase home(Dice& dice) {
  const Noun& noun = draw_noun(dice, kHome | kTown);
  const Adjective* adjective = dice.percent(80) ? draw_attribute(dice, noun) : nullptr;
  const NounPhrase in = noun_phrase(Determiner::a, noun, Number::singular, adjective);
  const NounPhrase near = noun_phrase(Determiner::the, draw_noun(dice, kAt));
  const int64_t choice = dice.below(10);
  Phrase where = {"in " + in.english, "dans " + in.french};
  if (choice < 4) where = {"near " + near.english, "près " + contract("de", near.french)};
  if (choice == 4) where = phrase(dice.pick(kCities));
  const bool asked = dice.percent(15);
  Clause clause{
      .subject = asked ? draw_asked(dice) : draw_subject(dice), .verb = &kLive, .rest = where};
  if (asked) return ask(question(clause));
  if (dice.percent(20)) {
    clause.tense = Tense::used_to;
  } else if (dice.percent(15)) {
    clause.polarity = Polarity::no_longer;
  }
  return stop(statement(clause));
}

constexpr Frame kFrames[] = {
    {"location", location, 250}, {"existence", existence, 300}, {"whereabouts", whereabouts, 90},
    {"weather", weather, 90},    {"home", home, 220},
};

}  // namespace

std::span<const Frame> place_frames() {
  return kFrames;
}

}  // namespace gloss::translate::demo
