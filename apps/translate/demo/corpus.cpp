#include "apps/translate/demo/corpus.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "apps/translate/demo/frames.h"
#include "apps/translate/demo/sentences.h"

namespace gloss::translate {
namespace {

constexpr uint64_t kSeed = 1;
constexpr int64_t kHeldOut = 500;
constexpr int64_t kShortest = 3, kLongest = 14;  // words of a composed sentence
constexpr int64_t kEnoughOccurrences = 5;        // in training, of a word in a held-out sentence

// Words without the punctuation after them.
template <typename Visit>
void for_each_word(std::string_view sentence, Visit visit) {
  while (!sentence.empty()) {
    const size_t space = sentence.find(' ');
    const std::string_view word = sentence.substr(0, space);
    visit(word.substr(0, word.find_last_not_of(".,?!") + 1));
    sentence.remove_prefix(space == std::string_view::npos ? sentence.size() : space + 1);
  }
}

// The first letter of every sentence is ASCII or an accented letter of Latin-1, such as é.
std::string capitalise(std::string text) {
  if (text.empty()) return text;
  if (text[0] >= 'a' && text[0] <= 'z') {
    text[0] = static_cast<char>(text[0] - 'a' + 'A');
  } else if (text[0] == '\xC3') {
    text[1] = static_cast<char>(text[1] - 0x20);
  }
  return text;
}

// Spoken English: he is becomes he's in some of the sentences.
std::string shorten(std::string english) {
  static constexpr std::array<std::array<std::string_view, 2>, 16> kShort = {{
      {"do not ", "don't "},
      {"does not ", "doesn't "},
      {"did not ", "didn't "},
      {"is not ", "isn't "},
      {"are not ", "aren't "},
      {"was not ", "wasn't "},
      {"were not ", "weren't "},
      {"will not ", "won't "},
      {"cannot ", "can't "},
      {"I am ", "I'm "},
      {"you are ", "you're "},
      {"we are ", "we're "},
      {"they are ", "they're "},
      {"she is ", "she's "},
      {"he is ", "he's "},
      {"it is ", "it's "},
  }};
  for (const auto& [full, spoken] : kShort) {
    const size_t at = english.find(full);
    if (at == std::string::npos || (at > 0 && english[at - 1] != ' ')) continue;
    return english.replace(at, full.size(), spoken);
  }
  return english;
}

SentencePair finish(const demo::Phrase& words, bool spoken) {
  const std::string english = spoken ? shorten(words.english) : words.english;
  return {capitalise(demo::choose_article(english)), capitalise(demo::elide(words.french))};
}

bool has_good_length(const SentencePair& pair) {
  for (const std::string* text : {&pair.source, &pair.target}) {
    const int64_t words = 1 + std::count(text->begin(), text->end(), ' ');
    if (words < kShortest || words > kLongest) return false;
  }
  return true;
}

// Pairs in the order of their making; a source that has come before is not taken again.
class Collection {
 public:
  bool add(SentencePair pair) {
    if (!sources_.insert(pair.source).second) return false;
    pairs.push_back(std::move(pair));
    return true;
  }

  std::vector<SentencePair> pairs;

 private:
  std::unordered_set<std::string> sources_;
};

void add_written(Collection& collection) {
  std::string_view text = demo::written_sentences();
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    const size_t bar = line.find(" | ");
    if (bar == std::string_view::npos) continue;
    collection.add({std::string(line.substr(0, bar)), std::string(line.substr(bar + 3))});
  }
}

void add_composed(Collection& collection, const demo::Frame& frame, demo::Dice& dice) {
  constexpr int64_t kTries = 20;  // for each sentence; a narrow frame may have fewer than wanted
  int64_t wanted = frame.count;
  for (int64_t tries = frame.count * kTries; wanted > 0 && tries > 0; --tries) {
    const demo::Phrase words = frame.make(dice);
    if (words.english.empty()) continue;
    SentencePair pair = finish(words, dice.percent(40));
    if (has_good_length(pair) && collection.add(std::move(pair))) --wanted;
  }
}

// How often each word occurs; the words are views of the sentences.
class WordCounts {
 public:
  void add(std::string_view sentence, int64_t times) {
    for_each_word(sentence, [&](std::string_view word) { counts_[word] += times; });
  }

  bool all_frequent(std::string_view sentence) {
    bool frequent = true;
    for_each_word(sentence, [&](std::string_view word) {
      frequent = frequent && counts_[word] > kEnoughOccurrences;
    });
    return frequent;
  }

 private:
  std::unordered_map<std::string_view, int64_t> counts_;
};

// Holds out kHeldOut random pairs whose French is unique and whose words all stay frequent in
// training. The first `written` pairs stay in training.
DemoCorpus split(const std::vector<SentencePair>& pairs, size_t written, demo::Dice& dice) {
  WordCounts sources, targets;
  std::unordered_map<std::string_view, int64_t> translations;
  for (const SentencePair& pair : pairs) {
    sources.add(pair.source, 1);
    targets.add(pair.target, 1);
    ++translations[pair.target];
  }

  std::vector<bool> held(pairs.size());
  const auto composed = static_cast<int64_t>(pairs.size() - written);
  for (int64_t left = kHeldOut; left > 0;) {
    const size_t i = written + static_cast<size_t>(dice.below(composed));
    const SentencePair& pair = pairs[i];
    if (held[i] || translations[pair.target] > 1 || !sources.all_frequent(pair.source) ||
        !targets.all_frequent(pair.target)) {
      continue;
    }
    sources.add(pair.source, -1);
    targets.add(pair.target, -1);
    held[i] = true;
    --left;
  }

  DemoCorpus corpus;
  for (size_t i = 0; i < pairs.size(); ++i) {
    (held[i] ? corpus.held_out : corpus.training).push_back(pairs[i]);
  }
  return corpus;
}

}  // namespace

DemoCorpus demo_corpus() {
  Collection collection;
  add_written(collection);
  const size_t written = collection.pairs.size();
  demo::Dice dice(kSeed);
  for (const auto frames :
       {demo::action_frames(), demo::activity_frames(), demo::description_frames(),
        demo::place_frames(), demo::joined_frames()}) {
    for (const demo::Frame& frame : frames)
      add_composed(collection, frame, dice);
  }
  return split(collection.pairs, written, dice);
}

}  // namespace gloss::translate
