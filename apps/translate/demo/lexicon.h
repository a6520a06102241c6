#pragma once

#include <cstdint>
#include <span>
#include <string_view>

// The words of the built-in corpus: what each is called in the two languages, how it is inflected,
// and what may sensibly be said of it. Forms that belong together are written in one string,
// separated by '/', as a grammar book lists principal parts.
namespace gloss::translate::demo {

enum class Gender { masculine, feminine };

// What a noun denotes or can be used for. A verb names the kinds it takes as object and an
// adjective the kinds it describes, so that doors are opened and soup is eaten, never the other way
// round.
enum Kind : uint64_t {
  kFamily = 1u << 0,      // comes with a possessive: my father
  kLittle = 1u << 1,      // a person who may be called little
  kAdult = 1u << 2,       // a man or a woman
  kChild = 1u << 3,       // a boy, a girl, a child
  kRole = 1u << 4,        // a profession, or another part somebody plays
  kJob = 1u << 5,         // a profession: my uncle is a doctor
  kAnimal = 1u << 6,      // any animal
  kFood = 1u << 7,        // is eaten
  kDrink = 1u << 8,       // is drunk
  kDish = 1u << 9,        // prepared in a kitchen
  kReading = 1u << 10,    // is read
  kWriting = 1u << 11,    // is written
  kShow = 1u << 12,       // is watched
  kSound = 1u << 13,      // is listened to
  kDoor = 1u << 14,       // opens and closes
  kBelonging = 1u << 15,  // is carried, lost and found
  kGarment = 1u << 16,    // is bought, washed and chosen
  kWorn = 1u << 17,       // a garment that anybody wears
  kTransport = 1u << 18,  // is waited for and taken
  kVehicle = 1u << 19,    // is bought and washed
  kFurniture = 1u << 20,  // stands in a room
  kSurface = 1u << 21,    // things lie on it, cats under it
  kContainer = 1u << 22,  // things lie in it
  kSight = 1u << 23,      // is visited
  kAt = 1u << 24,         // a place with "at" and "to": à
  kIn = 1u << 25,         // a place with "in": dans
  kHours = 1u << 26,      // a place that opens and closes
  kHome = 1u << 27,       // people live in it
  kPlant = 1u << 28,      // grows in a garden
  kColoured = 1u << 29,   // comes in any colour
  kHeavy = 1u << 30,      // may be too much to carry
  kHot = 1ull << 31,      // is served hot or cold
  kSoft = 1ull << 32,     // comfortable
  kQuiet = 1ull << 33,    // a place that may be quiet
  kLong = 1ull << 34,     // takes its time
  kFamous = 1ull << 35,   // may be known to everybody
  kTown = 1ull << 36,     // a village or a city
  kRoom = 1ull << 37,     // people eat and sleep in it
  kMine = 1ull << 38,     // a person who may be called mine: my doctor
  kFriend = 1ull << 39,   // a person who hardly comes without a possessive
  kPet = 1ull << 40,      // an animal of the house
  kSold = 1ull << 41,     // a belonging that shops sell
};
inline constexpr uint64_t kPerson = kFamily | kAdult | kChild | kRole;
inline constexpr uint64_t kWare = kFood | kSold | kGarment | kVehicle | kFurniture;

// english_plural is empty for what is not counted: some bread, du pain.
struct Noun {
  std::string_view english, english_plural, french, french_plural;
  Gender gender;
  uint64_t kinds;

  bool counted() const { return !english_plural.empty(); }
};

// lasting: tall, red. passing: tired, open; what one was yesterday. judged: good, famous; for "a
// good film" rather than "my good film".
enum class Quality { lasting, passing, judged };

// french: masculine/feminine/masculine plural, and for a few the form before a vowel (un bel
// arbre). The feminine plural is always the feminine with an s. comparative is empty where there is
// none.
struct Adjective {
  std::string_view english, comparative, french;
  bool before_noun;
  uint64_t attributive;  // kinds X for "the big X"
  uint64_t predicative;  // kinds X for "X is big"
  Quality quality = Quality::lasting;
};

// How a verb is used: the tenses that suit it, and what is done to the object.
enum Use : uint64_t {
  kDone = 1,     // past: he bought it
  kHabit = 2,    // present, with every day or often
  kNow = 4,      // at this moment: progressive
  kPlan = 8,     // going to, want to, can, must
  kFuture = 16,  // will
  kStory = 32,   // was ...ing, used to
  kState = 64,   // present without a time: I see, I know
  kMeets = 128,  // done to people: I see him
  kFresh = 256,  // the object is not yet one's own: buy, choose
  kOwn = 512,    // the object is one's own: lose, forget
};

// english: eat/eats/ate/eaten/eating.
// french: infinitive/je/tu/il/nous/ils/past participle, and the stem of the future if irregular.
struct Verb {
  std::string_view english, french;
  uint64_t objects;  // kinds of direct object; of an intransitive verb, the places where it is done
  uint64_t uses;
  bool with_etre = false;
  bool reflexive = false;
};

struct Expression {
  std::string_view english, french;
};

struct Name {
  std::string_view name;
  Gender gender;
};

extern const std::span<const Noun> kNouns;
extern const std::span<const Adjective> kAdjectives;
extern const std::span<const Verb> kTransitive;
extern const std::span<const Verb> kIntransitive;
extern const std::span<const Verb> kReflexive;
extern const std::span<const Verb> kGiving;
extern const Verb kBe, kHave, kGo, kComeBack, kArrive, kStay, kLeave, kComeHome, kLike, kLive,
    kWait, kSpeak, kCost;

extern const std::span<const Name> kNames;
extern const std::span<const Expression> kHabitTimes;   // every day
extern const std::span<const Expression> kNowTimes;     // at the moment
extern const std::span<const Expression> kPastTimes;    // yesterday
extern const std::span<const Expression> kFutureTimes;  // tomorrow; soon is the last
extern const std::span<const Expression> kCompany;      // with a friend
extern const std::span<const Expression> kGames;        // what one plays
extern const std::span<const Expression> kCities;       // with their preposition
extern const std::span<const Expression> kFeelings;     // be hungry: avoir faim
extern const std::span<const Expression> kNumbers;      // two to twenty
extern const std::span<const Expression> kWeather;      // it is cold
extern const std::span<const Expression> kLanguages;

// Words by their English name; std::invalid_argument if there is none.
const Noun& noun_named(std::string_view english);
const Verb& transitive(std::string_view base);
const Verb& intransitive(std::string_view base);
const Verb& reflexive(std::string_view base);

// Part number index of a string such as "beau/belle/beaux/bel"; empty if there is none.
std::string_view part(std::string_view parts, int64_t index);

}  // namespace gloss::translate::demo
