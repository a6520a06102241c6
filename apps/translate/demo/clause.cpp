#include "apps/translate/demo/grammar.h"

// Conjugation and word order of the clause, in both languages.
namespace gloss::translate::demo {
namespace {

std::string_view by_person(std::string_view forms, Person person) {
  return part(forms, static_cast<int64_t>(person));
}

Phrase english_only(std::string_view words) {
  return {std::string(words), {}};
}
Phrase french_only(std::string_view words) {
  return {{}, std::string(words)};
}

// English builds negations and questions on the auxiliary; where the plain statement has none,
// auxiliary is do and plain says it without: does eat, eats.
struct EnglishVerb {
  std::string auxiliary, main, plain;
};

EnglishVerb english_verb(const Verb& verb, Person person, Tense tense) {
  const auto form = [&](int64_t i) { return std::string(part(verb.english, i)); };
  const std::string base = form(0), third = form(1), past = form(2), participle = form(3),
                    ing = form(4);
  const std::string is(by_person("am/are/is/are/are", person));
  const std::string was(by_person("was/were/was/were/were", person));
  const bool he = person == Person::he;
  const std::string does = he ? "does" : "do";
  const std::string s = he ? "s" : "";

  if (&verb == &kBe) {
    if (tense == Tense::present) return {is, "", ""};
    if (tense == Tense::imperfect || tense == Tense::past) return {was, "", ""};
  }
  switch (tense) {
    case Tense::present:
      return {does, base, he ? third : base};
    case Tense::progressive:
      return {is, ing, ""};
    case Tense::past:
      return {"did", base, past};
    case Tense::imperfect:
      return {was, ing, ""};
    case Tense::used_to:
      return {"did", "use to " + base, "used to " + base};
    case Tense::future:
      return {"will", base, ""};
    case Tense::going_to:
      return {is, "going to " + base, ""};
    case Tense::just:
      return {he ? "has" : "have", "just " + participle, ""};
    case Tense::want:
      return {does, "want to " + base, "want" + s + " to " + base};
    case Tense::would_like:
      return {"would", "like to " + base, ""};
    case Tense::can:
      return {"can", base, ""};
    case Tense::must:
      return {"must", base, ""};
    case Tense::like:
      return {does, "like " + ing, "like" + s + " " + ing};
    case Tense::hate:
      return {does, "hate " + ing, "hate" + s + " " + ing};
  }
  return {};
}

// The finite verb carries person and negation. What follows it is a participle or an infinitive,
// and object pronouns stand before the infinitive: je le vois, je l'ai vu, je veux le voir.
struct FrenchVerb {
  std::string finite, link, main;
  bool pronoun_before_main = false;
};

// The governing verb of "il va manger", with de where it asks for it; empty for simple tenses.
struct Governing {
  std::string_view forms, link;
};

Governing governing(Tense tense) {
  switch (tense) {
    case Tense::going_to:
      return {"vais/vas/va/allons/vont", ""};
    case Tense::just:
      return {"viens/viens/vient/venons/viennent", "de"};
    case Tense::want:
      return {"veux/veux/veut/voulons/veulent", ""};
    case Tense::would_like:
      return {"aimerais/aimerais/aimerait/aimerions/aimeraient", ""};
    case Tense::can:
      return {"peux/peux/peut/pouvons/peuvent", ""};
    case Tense::must:
      return {"dois/dois/doit/devons/doivent", ""};
    case Tense::like:
      return {"aime/aimes/aime/aimons/aiment", ""};
    case Tense::hate:
      return {"déteste/détestes/déteste/détestons/détestent", ""};
    default:
      return {};
  }
}

// The stem is that of nous without -ons, except ét- of être: nous buvons, je buvais. The e that
// keeps the g of mangeons soft is not needed before i: nous mangions.
std::string imperfect(const Verb& verb, Person person) {
  std::string stem(part(verb.french, 4));
  stem = &verb == &kBe ? "ét" : stem.substr(0, stem.size() - 3);
  if (person == Person::we && stem.ends_with("ge")) stem.pop_back();
  return stem + std::string(by_person("ais/ais/ait/ions/aient", person));
}

// The infinitive without a final e, or the irregular stem, and the endings of avoir.
std::string future(const Verb& verb, Person person) {
  std::string stem(part(verb.french, 7));
  if (stem.empty()) stem = part(verb.french, 0);
  if (stem.ends_with('e')) stem.pop_back();
  return stem + std::string(by_person("ai/as/a/ons/ont", person));
}

std::string past_participle(const Clause& clause) {
  const std::string_view participle = part(clause.verb->french, 6);
  // With être it agrees with the subject, with avoir only with a direct object before it.
  if (clause.verb->with_etre) {
    return agree(participle, clause.subject.gender, clause.subject.number);
  }
  if (clause.object != nullptr && clause.object->direct) {
    return agree(participle, clause.object->gender, clause.object->number);
  }
  if (clause.antecedent != nullptr) {
    return agree(participle, clause.antecedent->gender, clause.antecedent->number);
  }
  return std::string(participle);
}

FrenchVerb french_verb(const Clause& clause) {
  const Verb& verb = *clause.verb;
  const Person person = clause.subject.person;
  const auto present = [person](const Verb& v) {
    return std::string(part(v.french, 1 + static_cast<int64_t>(person)));
  };
  if (clause.tense == Tense::present || clause.tense == Tense::progressive) {
    return {present(verb), "", ""};
  }
  if (clause.tense == Tense::past) {
    return {present(verb.with_etre ? kBe : kHave), "", past_participle(clause)};
  }
  if (clause.tense == Tense::imperfect || clause.tense == Tense::used_to) {
    return {imperfect(verb, person), "", ""};
  }
  if (clause.tense == Tense::future) return {future(verb, person), "", ""};
  const Governing head = governing(clause.tense);
  return {std::string(by_person(head.forms, person)), std::string(head.link),
          std::string(part(verb.french, 0)), true};
}

std::string_view second_negation(Polarity polarity) {
  switch (polarity) {
    case Polarity::positive:
      return "";
    case Polarity::negative:
      return "pas";
    case Polarity::never:
      return "jamais";
    case Polarity::no_longer:
      return "plus";
  }
  return "";
}

// The predicate in French: everything after the subject.
Phrase french_predicate(const Clause& clause) {
  const FrenchVerb verb = french_verb(clause);
  Phrase pronoun;
  if (clause.verb->reflexive) {
    pronoun = french_only(by_person("me/te/se/nous/se", clause.subject.person));
  } else if (clause.object != nullptr) {
    pronoun = french_only(clause.object->french);
  }
  const bool negative = clause.polarity != Polarity::positive;
  const Phrase none;
  return french_only(negative ? "ne" : "") + (verb.pronoun_before_main ? none : pronoun) +
         french_only(verb.finite) + french_only(second_negation(clause.polarity)) +
         french_only(clause.often ? "souvent" : "") + french_only(verb.link) +
         (verb.pronoun_before_main ? pronoun : none) + french_only(verb.main) +
         french_only(clause.rest.french);
}

Phrase english_object(const Clause& clause) {
  return english_only(clause.object != nullptr ? clause.object->english : "");
}

std::string english_statement(const Clause& clause) {
  const EnglishVerb verb = english_verb(*clause.verb, clause.subject.person, clause.tense);
  const Phrase subject = english_only(clause.subject.english);
  const Phrase often = english_only(clause.often ? "often" : "");
  const Phrase rest = english_object(clause) + english_only(clause.rest.english);

  std::string_view adverb;
  if (clause.polarity == Polarity::never) adverb = "never";
  if (clause.polarity == Polarity::no_longer) adverb = "no longer";
  if (clause.polarity == Polarity::negative) {
    const std::string_view not_joined = verb.auxiliary == "can" ? "cannot" : "";
    const Phrase negated = not_joined.empty() ? english_only(verb.auxiliary) + english_only("not")
                                              : english_only(not_joined);
    return (subject + negated + often + english_only(verb.main) + rest).english;
  }
  const Phrase middle = english_only(adverb) + often;
  if (!verb.plain.empty()) return (subject + middle + english_only(verb.plain) + rest).english;
  return (subject + english_only(verb.auxiliary) + middle + english_only(verb.main) + rest).english;
}

}  // namespace

Phrase statement(const Clause& clause) {
  return {english_statement(clause),
          (french_only(clause.subject.french) + french_predicate(clause)).french};
}

Phrase question(const Clause& clause, const Phrase& asking) {
  const EnglishVerb verb = english_verb(*clause.verb, clause.subject.person, clause.tense);
  const Phrase english = english_only(asking.english) + english_only(verb.auxiliary) +
                         english_only(clause.subject.english) +
                         english_only(clause.often ? "often" : "") + english_only(verb.main) +
                         english_object(clause) + english_only(clause.rest.english);
  const Phrase french = french_only(asking.french) + french_only("est-ce que") +
                        french_only(clause.subject.french) + french_predicate(clause);
  return {english.english, french.french};
}

Phrase imperative(const Verb& verb, const Phrase& rest, Polarity polarity) {
  const bool negative = polarity != Polarity::positive;
  const std::string_view form = &verb == &kGo ? "va" : part(verb.french, 1);
  return Phrase{negative ? "do not" : "", negative ? "ne" : ""} +
         Phrase{std::string(part(verb.english, 0)), std::string(form)} +
         Phrase{"", negative ? "pas" : ""} + rest;
}

}  // namespace gloss::translate::demo
