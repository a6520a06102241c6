#include "apps/translate/demo/grammar.h"

#include <string>

#include "tests/support/catch.h"

using namespace gloss::translate::demo;

namespace {

const Adjective& adjective(std::string_view english) {
  for (const Adjective& a : kAdjectives) {
    if (a.english == english) return a;
  }
  throw std::invalid_argument("no such adjective");
}

NounPhrase noun(Determiner determiner, std::string_view english, Number number = Number::singular,
                std::string_view quality = "") {
  return noun_phrase(determiner, noun_named(english), number,
                     quality.empty() ? nullptr : &adjective(quality));
}

constexpr Number kOne = Number::singular;
constexpr Number kMany = Number::plural;
const NounPhrase kI = pronoun(Person::i);
const NounPhrase kShe = pronoun(Person::he, Gender::feminine);
const NounPhrase kThey = pronoun(Person::they);

std::string french(const Clause& clause) {
  return elide(statement(clause).french);
}
std::string english(const Clause& clause) {
  return choose_article(statement(clause).english);
}

}  // namespace

TEST_CASE("noun phrase: articles agree and elide, but not before an aspirate h", "[apps]") {
  CHECK(noun(Determiner::the, "dog").french == "le chien");
  CHECK(noun(Determiner::the, "apple").french == "la pomme");
  CHECK(noun(Determiner::the, "hotel").french == "l'hôtel");
  CHECK(noun(Determiner::the, "hamster").french == "le hamster");
  CHECK(noun(Determiner::the, "horse", kMany).french == "les chevaux");
  CHECK(noun(Determiner::a, "school").french == "une école");
}

TEST_CASE("noun phrase: what is not counted takes the partitive", "[apps]") {
  CHECK(noun(Determiner::a, "bread").french == "du pain");
  CHECK(noun(Determiner::a, "bread").english == "some bread");
  CHECK(noun(Determiner::a, "meat").french == "de la viande");
  CHECK(noun(Determiner::a, "water").french == "de l'eau");
  CHECK(noun(Determiner::any, "water").english == "any water");
  CHECK(elide(noun(Determiner::any, "water").french) == "d'eau");
  CHECK(noun(Determiner::every, "cheese").french == "le fromage");
}

TEST_CASE("noun phrase: possessives and demonstratives mind the next vowel", "[apps]") {
  CHECK(noun(Determiner::my, "school").french == "mon école");
  CHECK(noun(Determiner::my, "school", kOne, "new").french == "ma nouvelle école");
  CHECK(noun(Determiner::her, "scarf").french == "son écharpe");
  CHECK(noun(Determiner::his, "key").french == "sa clé");
  CHECK(noun(Determiner::their, "child", kMany).french == "leurs enfants");
  CHECK(noun(Determiner::this_, "man").french == "cet homme");
  CHECK(noun(Determiner::this_, "man", kOne, "young").french == "ce jeune homme");
  CHECK(noun(Determiner::this_, "woman").french == "cette femme");
  CHECK(noun(Determiner::this_, "tree", kMany).french == "ces arbres");
}

TEST_CASE("noun phrase: adjectives stand before or after the noun and agree", "[apps]") {
  CHECK(noun(Determiner::a, "car", kOne, "red").french == "une voiture rouge");
  CHECK(noun(Determiner::the, "dress", kMany, "white").french == "les robes blanches");
  CHECK(noun(Determiner::a, "house", kOne, "big").french == "une grande maison");
  CHECK(noun(Determiner::a, "flower", kMany, "beautiful").french == "de belles fleurs");
  CHECK(noun(Determiner::a, "flower", kMany, "red").french == "des fleurs rouges");
}

TEST_CASE("noun phrase: beau, nouveau and vieux change before a vowel", "[apps]") {
  CHECK(noun(Determiner::a, "tree", kOne, "beautiful").french == "un bel arbre");
  CHECK(noun(Determiner::the, "hotel", kOne, "new").french == "le nouvel hôtel");
  CHECK(noun(Determiner::my, "friend", kOne, "old").french == "mon vieil ami");
  CHECK(noun(Determiner::my, "friend", kMany, "old").french == "mes vieux amis");
  CHECK(noun(Determiner::a, "coat", kOne, "beautiful").french == "un beau manteau");
  CHECK(noun(Determiner::a, "cake", kOne, "good").french == "un bon gâteau");
}

TEST_CASE("noun phrase: a number takes the place of the article", "[apps]") {
  const NounPhrase cars = counted({"two", "deux"}, noun_named("car"), &adjective("beautiful"));
  CHECK(cars.english == "two beautiful cars");
  CHECK(cars.french == "deux belles voitures");
}

TEST_CASE("contract: de and à melt with le and les only", "[apps]") {
  CHECK(contract("de", noun(Determiner::the, "market").french) == "du marché");
  CHECK(contract("à", noun(Determiner::the, "market").french) == "au marché");
  CHECK(contract("de", noun(Determiner::the, "child", kMany).french) == "des enfants");
  CHECK(contract("à", noun(Determiner::the, "child", kMany).french) == "aux enfants");
  CHECK(contract("à", noun(Determiner::the, "station").french) == "à la gare");
  CHECK(contract("de", noun(Determiner::the, "hospital").french) == "de l'hôpital");
}

TEST_CASE("elide: little words lose their vowel before a vowel or a mute h", "[apps]") {
  CHECK(elide("je ai faim parce que il ne habite pas ici") ==
        "j'ai faim parce qu'il n'habite pas ici");
  CHECK(elide("si il pleut") == "s'il pleut");
  CHECK(elide("si elle part") == "si elle part");
  CHECK(elide("le onze, le oui, le hamster") == "le onze, le oui, le hamster");
}

TEST_CASE("choose_article: an stands before the sound of a vowel", "[apps]") {
  CHECK(choose_article("a apple, a university and a hour") == "an apple, a university and an hour");
}

TEST_CASE("statement: each tense has its form in both languages", "[apps]") {
  const Verb& eat = intransitive("eat");
  const auto check = [&](Tense tense, const std::string& source, const std::string& target) {
    CHECK(english({.subject = kShe, .verb = &eat, .tense = tense}) == source);
    CHECK(french({.subject = kShe, .verb = &eat, .tense = tense}) == target);
  };
  check(Tense::present, "she eats", "elle mange");
  check(Tense::progressive, "she is eating", "elle mange");
  check(Tense::past, "she ate", "elle a mangé");
  check(Tense::imperfect, "she was eating", "elle mangeait");
  check(Tense::used_to, "she used to eat", "elle mangeait");
  check(Tense::future, "she will eat", "elle mangera");
  check(Tense::going_to, "she is going to eat", "elle va manger");
  check(Tense::just, "she has just eaten", "elle vient de manger");
  check(Tense::want, "she wants to eat", "elle veut manger");
  check(Tense::would_like, "she would like to eat", "elle aimerait manger");
  check(Tense::can, "she can eat", "elle peut manger");
  check(Tense::must, "she must eat", "elle doit manger");
  check(Tense::like, "she likes eating", "elle aime manger");
  check(Tense::hate, "she hates eating", "elle déteste manger");
}

TEST_CASE("statement: the soft g of manger keeps its e before a and o only", "[apps]") {
  const Verb& eat = intransitive("eat");
  const NounPhrase we = pronoun(Person::we);
  CHECK(french({.subject = we, .verb = &eat}) == "nous mangeons");
  CHECK(french({.subject = we, .verb = &eat, .tense = Tense::imperfect}) == "nous mangions");
}

TEST_CASE("statement: ne stands before the verb, pas, jamais and plus after it", "[apps]") {
  const Verb& eat = intransitive("eat");
  const auto both = [&](Tense tense, Polarity polarity) {
    const Clause clause{.subject = kI, .verb = &eat, .tense = tense, .polarity = polarity};
    return english(clause) + " | " + french(clause);
  };
  CHECK(both(Tense::present, Polarity::negative) == "I do not eat | je ne mange pas");
  CHECK(both(Tense::past, Polarity::negative) == "I did not eat | je n'ai pas mangé");
  CHECK(both(Tense::can, Polarity::negative) == "I cannot eat | je ne peux pas manger");
  CHECK(both(Tense::present, Polarity::never) == "I never eat | je ne mange jamais");
  CHECK(both(Tense::present, Polarity::no_longer) == "I no longer eat | je ne mange plus");
}

TEST_CASE("statement: object pronouns stand before the verb or the infinitive", "[apps]") {
  const ObjectPronoun her{{"her", "la"}, Gender::feminine};
  const Verb& see = transitive("see");
  CHECK(french({.subject = kI, .verb = &see, .object = &her}) == "je la vois");
  CHECK(french({.subject = kI, .verb = &see, .tense = Tense::want, .object = &her}) ==
        "je veux la voir");
  const Verb& help = transitive("help");
  const Clause negative{
      .subject = kI, .verb = &help, .polarity = Polarity::negative, .object = &her};
  CHECK(french(negative) == "je ne l'aide pas");
  CHECK(english(negative) == "I do not help her");
}

TEST_CASE("statement: the participle agrees with the subject of être", "[apps]") {
  CHECK(french({.subject = kShe, .verb = &kGo, .tense = Tense::past}) == "elle est allée");
  CHECK(french({.subject = kThey, .verb = &kArrive, .tense = Tense::past}) == "ils sont arrivés");
  const NounPhrase girls = noun(Determiner::the, "girl", kMany);
  CHECK(french({.subject = girls, .verb = &kLeave, .tense = Tense::past}) ==
        "les filles sont parties");
  CHECK(french({.subject = kShe, .verb = &reflexive("get up"), .tense = Tense::past}) ==
        "elle s'est levée");
}

TEST_CASE("statement: the participle agrees with a direct object before avoir", "[apps]") {
  const ObjectPronoun them{{"them", "les"}, Gender::masculine, kMany};
  const ObjectPronoun to_them{{"them", "leur"}, Gender::masculine, kMany, false};
  CHECK(
      french({.subject = kI, .verb = &transitive("see"), .tense = Tense::past, .object = &them}) ==
      "je les ai vus");
  CHECK(french({.subject = kI,
                .verb = &kGiving[0],
                .tense = Tense::past,
                .rest = noun(Determiner::a, "key"),
                .object = &to_them}) == "je leur ai donné une clé");
  const NounPhrase letter = noun(Determiner::the, "letter");
  CHECK(french({.subject = kI,
                .verb = &transitive("write"),
                .tense = Tense::past,
                .antecedent = &letter}) == "j'ai écrite");
}

TEST_CASE("question: French asks with est-ce que, English with its auxiliary", "[apps]") {
  const Clause clause{.subject = kShe, .verb = &transitive("buy"), .tense = Tense::past};
  CHECK(question(clause).english == "did she buy");
  CHECK(elide(question(clause).french) == "est-ce qu'elle a acheté");
  CHECK(question(clause, {"what", "que"}).english == "what did she buy");
  CHECK(elide(question(clause, {"what", "que"}).french) == "qu'est-ce qu'elle a acheté");
  const Clause tired{.subject = kShe, .verb = &kBe, .rest = {"tired", "fatiguée"}};
  CHECK(question(tired).english == "is she tired");
}

TEST_CASE("imperative: it is the form of je, and va", "[apps]") {
  const Phrase door = noun(Determiner::the, "door");
  CHECK(imperative(transitive("close"), door, Polarity::positive).french == "ferme la porte");
  const Phrase negative = imperative(transitive("open"), door, Polarity::negative);
  CHECK(negative.english == "do not open the door");
  CHECK(elide(negative.french) == "n'ouvre pas la porte");
  CHECK(imperative(kGo, {}, Polarity::positive).french == "va");
}

TEST_CASE("noun_named: a word that is not in the lexicon is an error", "[apps]") {
  CHECK_THROWS_WITH(noun_named("unicorn"), "demo lexicon: no word: unicorn");
  CHECK_THROWS_WITH(transitive("sleep"), "demo lexicon: no word: sleep");
}
