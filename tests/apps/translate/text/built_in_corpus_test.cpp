#include <algorithm>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

#include "apps/translate/text/corpus.h"
#include "apps/translate/text/unicode.h"
#include "tests/support/catch.h"
#include "tests/support/readme.h"

using gloss::read_source;
using gloss::translate::built_in_corpus;
using gloss::translate::BuiltInCorpus;
using gloss::translate::lowercase;
using gloss::translate::SentencePair;

namespace {

const BuiltInCorpus& corpus() {
  static const BuiltInCorpus pairs = built_in_corpus();
  return pairs;
}

std::vector<SentencePair> unseen_pairs() {
  std::vector<SentencePair> pairs = corpus().validation;
  pairs.insert(pairs.end(), corpus().held_out.begin(), corpus().held_out.end());
  return pairs;
}

std::vector<SentencePair> all_pairs() {
  std::vector<SentencePair> pairs = unseen_pairs();
  pairs.insert(pairs.end(), corpus().training.begin(), corpus().training.end());
  return pairs;
}

// Words without the punctuation after them.
std::vector<std::string> words_of(const std::string& sentence) {
  std::vector<std::string> words;
  std::istringstream stream(sentence);
  for (std::string word; stream >> word;) {
    while (!word.empty() && std::string_view(".,?!").find(word.back()) != std::string_view::npos) {
      word.pop_back();
    }
    if (!word.empty()) words.push_back(word);
  }
  return words;
}

bool begins_with_capital(const std::string& text) {
  const std::string first = text.substr(0, text[0] == '\xC3' || text[0] == '\xC5' ? 2 : 1);
  return lowercase(first) != first;
}

bool in_capitals(const std::string& text) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] >= 'a' && text[i] <= 'z') return false;
    if (text[i] == '\xC3' && static_cast<unsigned char>(text[i + 1]) >= 0xA0) return false;  // é
    if (text[i] == '\xC5' && text[i + 1] == '\x93') return false;                            // œ
  }
  return true;
}

bool starts_with_any(std::string_view word, const std::vector<std::string>& prefixes) {
  return std::any_of(prefixes.begin(), prefixes.end(),
                     [word](const std::string& prefix) { return word.starts_with(prefix); });
}

// A mute h is one of the words listed here. A y before a vowel is a consonant: le yaourt.
bool sounds_like_vowel(const std::string& text) {
  const std::string word = lowercase(text);
  if (starts_with_any(word, {"onz", "oui", "ya", "ye", "yo", "yu"})) return false;
  return starts_with_any(
      word,
      {"a",        "e",     "i",     "o",       "u",    "y",       "à",     "â",     "é",    "è",
       "ê",        "î",     "ô",     "œ",       "habi", "hébreu",  "hélic", "herbe", "heur", "hier",
       "histoire", "hiver", "homme", "honnête", "hôpi", "horloge", "hôte",  "huil"});
}

bool is_one_of(const std::string& word, const std::set<std::string>& words) {
  return words.count(word) > 0;
}

// What is wrong between two neighbouring French words, or an empty string.
std::string fault_between(const std::string& left, const std::string& right) {
  const bool vowel = sounds_like_vowel(right);
  if (vowel && is_one_of(left, {"le", "la", "je", "me", "te", "se", "ne", "de", "que"})) {
    return "not elided";
  }
  if (vowel && is_one_of(left, {"ma", "ta", "sa", "ce"})) {
    return "consonant form before a vowel";
  }
  if (is_one_of(left, {"cet", "bel", "nouvel", "vieil"}) && !vowel) {
    return "vowel form before a consonant";
  }
  if (is_one_of(left, {"de", "à"}) && is_one_of(right, {"le", "les"})) return "not contracted";
  if (left == "si" && is_one_of(right, {"il", "ils"})) return "si not elided";
  if (is_one_of(left, {"du", "au"}) && vowel) return "contraction before a vowel";
  return {};
}

// What is wrong among three neighbouring French words: "un beau arbre" lacks "bel". Only after an
// article, because "il est beau et fort" is right.
std::string fault_among(const std::string& article, const std::string& adjective,
                        const std::string& noun) {
  const bool before_noun =
      is_one_of(article, {"un", "le", "ce", "mon", "ton", "son", "notre", "votre", "leur"});
  const bool full_form = is_one_of(adjective, {"beau", "nouveau", "vieux"});
  return before_noun && full_form && sounds_like_vowel(noun) ? "consonant form before a vowel" : "";
}

// What is wrong within a word: "l'hamster" elides before a consonant sound.
std::string fault_within(const std::string& word) {
  for (const std::string prefix : {"l'", "d'", "j'", "m'", "t'", "s'", "n'", "c'", "qu'"}) {
    if (word.starts_with(prefix) && !sounds_like_vowel(word.substr(prefix.size()))) {
      return "elision before a consonant";
    }
  }
  return {};
}

}  // namespace

TEST_CASE("built-in corpus: it is large enough to learn from and small enough for two minutes",
          "[apps]") {
  int64_t words = 0;
  for (const SentencePair& pair : corpus().training)
    words += static_cast<int64_t>(words_of(pair.target).size());
  CHECK(words > 50'000);
  CHECK(words < 80'000);
  CHECK(corpus().validation.size() == 200);
  CHECK(corpus().held_out.size() == 500);
}

TEST_CASE("built-in corpus: one English sentence has one translation", "[apps]") {
  std::set<std::string> sources;
  for (const SentencePair& pair : all_pairs()) {
    INFO(pair.source);
    CHECK(sources.insert(pair.source).second);
  }
}

TEST_CASE("built-in corpus: validation and held-out sentences are new in both languages",
          "[apps]") {
  std::set<std::string> sources, targets;
  for (const SentencePair& pair : corpus().training) {
    sources.insert(pair.source);
    targets.insert(pair.target);
  }
  for (const SentencePair& pair : unseen_pairs()) {
    INFO(pair.source);
    CHECK(sources.count(pair.source) == 0);
    CHECK(targets.count(pair.target) == 0);
  }
}

TEST_CASE(
    "built-in corpus: a word of an unseen sentence occurs five times in training or is copied",
    "[apps]") {
  std::map<std::string, int64_t> english, french;
  for (const SentencePair& pair : corpus().training) {
    for (const std::string& word : words_of(pair.source))
      ++english[lowercase(word)];
    for (const std::string& word : words_of(pair.target))
      ++french[lowercase(word)];
  }
  for (const SentencePair& pair : unseen_pairs()) {
    const std::vector<std::string> sources = words_of(pair.source), targets = words_of(pair.target);
    for (const std::string& word : sources) {
      INFO(pair.source << ": " << word);
      CHECK((english[lowercase(word)] >= 5 || std::ranges::count(targets, word) > 0));
    }
    for (const std::string& word : targets) {
      INFO(pair.target << ": " << word);
      CHECK((french[lowercase(word)] >= 5 || std::ranges::count(sources, word) > 0));
    }
  }
}

// Otherwise a model learns the few names by heart and cannot copy another one.
TEST_CASE("built-in corpus: training introduces people of two hundred different names", "[apps]") {
  std::set<std::string> names;
  for (const SentencePair& pair : corpus().training)
    for (const std::string start : {"My name is ", "I am ", "I'm ", "This is "})
      if (pair.source.starts_with(start) && pair.source.size() > start.size()) {
        const std::string name = words_of(pair.source.substr(start.size()))[0];
        if (name[0] >= 'A' && name[0] <= 'Z' && pair.target.find(name) != std::string::npos)
          names.insert(name);
      }
  CHECK(names.size() > 200);
}

// A noun that rarely occurs with a colour can take the translation of another noun: a model once
// translated "the black cat" as "le bon noir".
TEST_CASE("built-in corpus: every animal occurs three times in either colour in training",
          "[apps]") {
  for (const std::string animal : {"dog", "cat", "horse", "bird", "mouse", "hamster"}) {
    const std::string plural = animal == "mouse" ? "mice" : animal + "s";
    for (const std::string colour : {"black ", "white "}) {
      const auto count = std::ranges::count_if(corpus().training, [&](const SentencePair& pair) {
        return pair.source.find(colour + animal) != std::string::npos ||
               pair.source.find(colour + plural) != std::string::npos;
      });
      INFO(colour << animal);
      CHECK(count >= 3);
    }
  }
}

TEST_CASE("built-in corpus: days, months, numbers and colours occur alone and in sentences",
          "[apps]") {
  std::map<std::string, int64_t> alone, within;
  for (const SentencePair& pair : corpus().training) {
    const std::vector<std::string> words = words_of(pair.source);
    for (const std::string& word : words)
      ++(words.size() == 1 ? alone : within)[lowercase(word)];
  }
  for (const std::string word :
       {"monday",  "tuesday",   "wednesday", "thursday", "friday",   "saturday", "sunday",
        "january", "february",  "march",     "april",    "may",      "june",     "july",
        "august",  "september", "october",   "november", "december", "one",      "two",
        "three",   "four",      "five",      "six",      "seven",    "eight",    "nine",
        "ten",     "twenty",    "red",       "blue",     "green",    "white",    "black",
        "yellow",  "brown",     "grey",      "pink"}) {
    INFO(word);
    CHECK(alone[word] >= 1);
    CHECK(within[word] >= 2);
  }
}

TEST_CASE("built-in corpus: the program holds the lines of the three files, in their order",
          "[apps]") {
  const auto text = [](const std::vector<SentencePair>& pairs) {
    std::string lines;
    for (const SentencePair& pair : pairs)
      lines += pair.source + '\t' + pair.target + '\n';
    return lines;
  };
  const std::string name = "apps/translate/text/english-french";
  CHECK(text(corpus().training) == read_source(name + ".tsv"));
  CHECK(text(corpus().validation) == read_source(name + ".validation.tsv"));
  CHECK(text(corpus().held_out) == read_source(name + ".held-out.tsv"));
}

TEST_CASE("built-in corpus: sentences hold no stray spaces", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    for (const std::string& text : {pair.source, pair.target}) {
      INFO(text);
      CHECK_FALSE(text.empty());
      CHECK(text.front() != ' ');
      CHECK(text.back() != ' ');
      for (const char* stray : {"  ", "\t", "\r", " ,", " ."})
        CHECK(text.find(stray) == std::string::npos);
    }
  }
}

TEST_CASE("built-in corpus: both languages begin with a capital or neither does", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    if (pair.source[0] >= '0' && pair.source[0] <= '9') continue;
    INFO(pair.source << " | " << pair.target);
    CHECK(begins_with_capital(pair.source) == begins_with_capital(pair.target));
  }
}

TEST_CASE("built-in corpus: both languages end with the same mark or with none", "[apps]") {
  const auto mark = [](const std::string& text) {
    return std::string_view(".?!").find(text.back()) == std::string_view::npos ? ' ' : text.back();
  };
  for (const SentencePair& pair : all_pairs()) {
    INFO(pair.source << " | " << pair.target);
    CHECK(mark(pair.source) == mark(pair.target));
  }
}

TEST_CASE("built-in corpus: French puts a space before ? and !, English does not", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    INFO(pair.source << " | " << pair.target);
    for (size_t i = 1; i < pair.source.size(); ++i)
      if (pair.source[i] == '?' || pair.source[i] == '!') CHECK(pair.source[i - 1] != ' ');
    for (size_t i = 1; i < pair.target.size(); ++i)
      if (pair.target[i] == '?' || pair.target[i] == '!') CHECK(pair.target[i - 1] == ' ');
  }
}

TEST_CASE("built-in corpus: English in capitals becomes French in capitals", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    if (words_of(pair.source).size() < 2 || lowercase(pair.source) == pair.source) continue;
    INFO(pair.source << " | " << pair.target);
    if (in_capitals(pair.source)) CHECK(in_capitals(pair.target));
  }
}

TEST_CASE("built-in corpus: you is always tu", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    INFO(pair.target);
    for (const std::string& word : words_of(pair.target))
      for (const char* formal : {"vous", "votre", "vos"})
        CHECK(lowercase(word) != formal);
  }
}

TEST_CASE("built-in corpus: a question for yes or no begins with est-ce que", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    if (pair.source.back() != '?') continue;
    INFO(pair.source << " | " << pair.target);
    const std::string english = lowercase(pair.source), french = lowercase(pair.target);
    for (const std::string first : {"do ", "does ", "did ", "is ", "are ", "have ", "can "})
      if (english.starts_with(first)) CHECK(french.starts_with("est-ce qu"));
  }
}

TEST_CASE("built-in corpus: no French sentence lacks an elision or a contraction", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    std::vector<std::string> words = words_of(pair.target);
    for (std::string& word : words)
      word = lowercase(word);
    for (size_t i = 0; i < words.size(); ++i) {
      INFO(pair.target << ": " << words[i]);
      CHECK(fault_within(words[i]) == "");
      if (i + 1 < words.size()) CHECK(fault_between(words[i], words[i + 1]) == "");
      if (i + 2 < words.size()) CHECK(fault_among(words[i], words[i + 1], words[i + 2]) == "");
    }
  }
}

TEST_CASE("built-in corpus: English has a and an where they belong", "[apps]") {
  for (const SentencePair& pair : all_pairs()) {
    const std::vector<std::string> words = words_of(pair.source);
    for (size_t i = 0; i + 1 < words.size(); ++i) {
      INFO(pair.source);
      const bool vowel =
          starts_with_any(lowercase(words[i + 1]), {"a", "e", "i", "o", "u", "hour"}) &&
          !starts_with_any(lowercase(words[i + 1]), {"uni", "one"});
      if (lowercase(words[i]) == "a") CHECK_FALSE(vowel);
      if (lowercase(words[i]) == "an") CHECK(vowel);
    }
  }
}

TEST_CASE("built-in corpus: the checks of French find faults", "[apps]") {
  CHECK(fault_between("le", "ami") == "not elided");
  CHECK(fault_between("le", "hamster") == "");
  CHECK(fault_between("les", "hommes") == "");
  CHECK(fault_between("ma", "amie") == "consonant form before a vowel");
  CHECK(fault_between("bel", "livre") == "vowel form before a consonant");
  CHECK(fault_between("de", "les") == "not contracted");
  CHECK(fault_between("du", "hôtel") == "contraction before a vowel");
  CHECK(fault_among("le", "vieux", "ami") == "consonant form before a vowel");
  CHECK(fault_among("les", "vieux", "amis") == "");
  CHECK(fault_within("l'hamster") == "elision before a consonant");
  CHECK(fault_within("l'hôtel") == "");
}
