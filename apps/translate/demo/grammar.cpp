#include "apps/translate/demo/grammar.h"

#include <algorithm>
#include <initializer_list>

namespace gloss::translate::demo {
namespace {

std::string join(std::initializer_list<std::string_view> words) {
  std::string text;
  for (std::string_view word : words) {
    if (word.empty()) continue;
    if (!text.empty()) text += ' ';
    text += word;
  }
  return text;
}

bool is_one_of(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

bool starts_with_any(std::string_view word, std::initializer_list<std::string_view> prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [word](std::string_view prefix) { return word.starts_with(prefix); });
}

// Replaces every word by rewrite(word, the text after it), which includes the space between them.
template <typename Rewrite>
std::string rewrite_words(std::string_view text, Rewrite rewrite) {
  std::string out;
  while (!text.empty()) {
    const size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    out += rewrite(word, text);
  }
  return out;
}

std::string_view by_person(std::string_view forms, Person person) {
  return part(forms, static_cast<int64_t>(person));
}

// The French determiner before word, which is the noun or an adjective before the noun.
std::string french_determiner(Determiner determiner, Gender gender, Number number,
                              std::string_view word, bool counted, bool adjective_first) {
  const bool feminine = gender == Gender::feminine;
  const bool plural = number == Number::plural;
  const bool vowel = starts_with_vowel(word);
  // mon, ton and son also stand before a feminine word that starts with a vowel: mon amie.
  const auto own = [&](std::string_view initial) {
    return std::string(initial) + (plural ? "es" : feminine && !vowel ? "a" : "on");
  };
  const std::string definite = plural ? "les" : vowel ? "l'" : feminine ? "la" : "le";
  switch (determiner) {
    case Determiner::the:
    case Determiner::every:
      return definite;
    case Determiner::a:
    case Determiner::none:
      if (plural) return adjective_first ? "de" : "des";  // de belles fleurs
      if (counted) return feminine ? "une" : "un";
      return vowel ? "de l'" : feminine ? "de la" : "du";
    case Determiner::any:
    case Determiner::none_at_all:
      return "de";
    case Determiner::this_:
      return plural ? "ces" : feminine ? "cette" : vowel ? "cet" : "ce";
    case Determiner::my:
      return own("m");
    case Determiner::your:
      return own("t");
    case Determiner::his:
    case Determiner::her:
      return own("s");
    case Determiner::our:
      return plural ? "nos" : "notre";
    case Determiner::their:
      return plural ? "leurs" : "leur";
  }
  return {};
}

std::string_view english_determiner(Determiner determiner, Number number, bool counted) {
  const bool plural = number == Number::plural;
  switch (determiner) {
    case Determiner::the:
      return "the";
    case Determiner::a:
      return plural || !counted ? "some" : "a";
    case Determiner::any:
      return plural || !counted ? "any" : "a";
    case Determiner::this_:
      return plural ? "these" : "this";
    case Determiner::my:
      return "my";
    case Determiner::your:
      return "your";
    case Determiner::his:
      return "his";
    case Determiner::her:
      return "her";
    case Determiner::our:
      return "our";
    case Determiner::their:
      return "their";
    case Determiner::none:
    case Determiner::none_at_all:
    case Determiner::every:
      return "";
  }
  return {};
}

// un bel arbre, un nouvel hôtel: some adjectives have a form for the singular before a vowel.
std::string agree_before(const Adjective& adjective, const Noun& noun, Number number) {
  const std::string_view before_vowel = part(adjective.french, 3);
  const bool applies = noun.gender == Gender::masculine && number == Number::singular &&
                       starts_with_vowel(noun.french);
  if (applies && !before_vowel.empty()) return std::string(before_vowel);
  return agree(adjective, noun.gender, number);
}

}  // namespace

Phrase operator+(const Phrase& left, const Phrase& right) {
  return {join({left.english, right.english}), join({left.french, right.french})};
}

Phrase phrase(const Expression& expression) {
  return {std::string(expression.english), std::string(expression.french)};
}

Determiner possessive(const NounPhrase& owner) {
  switch (owner.person) {
    case Person::i:
      return Determiner::my;
    case Person::you:
      return Determiner::your;
    case Person::we:
      return Determiner::our;
    case Person::they:
      return Determiner::their;
    case Person::he:
      break;
  }
  return owner.gender == Gender::feminine ? Determiner::her : Determiner::his;
}

NounPhrase noun_phrase(Determiner determiner, const Noun& noun, Number number,
                       const Adjective* adjective) {
  const bool plural = number == Number::plural;
  const std::string_view english = plural ? noun.english_plural : noun.english;
  const std::string_view french = plural ? noun.french_plural : noun.french;

  const bool before = adjective != nullptr && adjective->before_noun;
  std::string form;
  if (before) {
    form = agree_before(*adjective, noun, number);
  } else if (adjective != nullptr) {
    form = agree(*adjective, noun.gender, number);
  }
  const std::string words = before ? join({form, french}) : join({french, form});
  const std::string article =
      french_determiner(determiner, noun.gender, number, words, noun.counted(), before);

  NounPhrase result;
  result.english = join({english_determiner(determiner, number, noun.counted()),
                         adjective != nullptr ? adjective->english : "", english});
  result.french = article.ends_with('\'') ? article + words : join({article, words});
  result.gender = noun.gender;
  result.number = number;
  result.person = plural ? Person::they : Person::he;
  return result;
}

NounPhrase pronoun(Person person, Gender gender) {
  const bool she = person == Person::he && gender == Gender::feminine;
  NounPhrase result;
  result.english = she ? "she" : by_person("I/you/he/we/they", person);
  result.french = she ? "elle" : by_person("je/tu/il/nous/ils", person);
  result.gender = gender;
  result.person = person;
  const bool plural = person == Person::we || person == Person::they;
  result.number = plural ? Number::plural : Number::singular;
  return result;
}

NounPhrase named(const Name& name) {
  NounPhrase result;
  result.english = result.french = name.name;
  result.gender = name.gender;
  return result;
}

NounPhrase counted(const Expression& number, const Noun& noun, const Adjective* adjective) {
  NounPhrase result = noun_phrase(Determiner::none, noun, Number::plural, adjective);
  const size_t article = result.french.find(' ');  // des or de: the number takes its place
  result.english = join({number.english, result.english});
  result.french = join({number.french, result.french.substr(article + 1)});
  return result;
}

std::string agree(const Adjective& adjective, Gender gender, Number number) {
  const bool plural = number == Number::plural;
  if (gender == Gender::masculine) return std::string(part(adjective.french, plural ? 2 : 0));
  return std::string(part(adjective.french, 1)) + (plural ? "s" : "");
}

std::string agree(std::string_view participle, Gender gender, Number number) {
  std::string form(participle);
  if (gender == Gender::feminine) form += 'e';
  if (number == Number::plural && !form.ends_with('s')) form += 's';
  return form;
}

std::string contract(std::string_view preposition, std::string_view noun_phrase) {
  const bool of = preposition == "de";
  if (noun_phrase.starts_with("le ")) {
    return join({of ? "du" : "au", noun_phrase.substr(3)});
  }
  if (noun_phrase.starts_with("les ")) {
    return join({of ? "des" : "aux", noun_phrase.substr(4)});
  }
  return join({preposition, noun_phrase});
}

bool starts_with_vowel(std::string_view french) {
  // An aspirate h, a spoken y and onze behave like consonants.
  if (starts_with_any(french, {"hamster", "haut", "huit", "onze", "oui", "yaourt"})) return false;
  return starts_with_any(french, {"a", "e", "i", "o", "u", "y", "h", "à", "â", "é", "è",
                                  "ê", "î", "ô", "œ", "A", "E", "I", "O", "U", "É"});
}

std::string elide(std::string_view french) {
  return rewrite_words(french, [](std::string_view word, std::string_view next) {
    std::string out(word);
    if (next.empty()) return out;
    const bool drops = (is_one_of(word, {"le", "la", "je", "me", "te", "se", "ne", "de", "que"}) &&
                        starts_with_vowel(next)) ||
                       (word == "si" && (next.starts_with("il ") || next.starts_with("ils ")));
    if (!drops) return out + ' ';
    out.pop_back();
    return out + '\'';
  });
}

std::string choose_article(std::string_view english) {
  return rewrite_words(english, [](std::string_view word, std::string_view next) {
    std::string out(word);
    if (next.empty()) return out;
    const bool vowel = starts_with_any(next, {"a", "e", "i", "o", "u", "hour"}) &&
                       !starts_with_any(next, {"uni", "one "});
    if (word == "a" && vowel) out += 'n';
    return out + ' ';
  });
}

}  // namespace gloss::translate::demo
