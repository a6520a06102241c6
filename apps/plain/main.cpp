// A translator in its plainest form: it learns from the sentence pairs of its input up to an empty
// line, and translates the sentences behind it. It needs this folder and nothing else:
//
//   g++ -O2 -std=c++20 apps/plain/main.cpp -o plain && ./plain < apps/plain/sentences.tsv
//
// It is slow: every number is an object, every sentence is alone, every loop is the textbook's.
// TO_FAST.md says how the library computes the same numbers forty times as fast and more.
#include <iomanip>
#include <iostream>
#include <iterator>
#include <sstream>

#include "bleu.h"
#include "bpe.h"
#include "translator.h"

using namespace plain;

namespace {

Sentence words_of(const std::string& line) {
  std::istringstream in(line);
  return {std::istream_iterator<std::string>(in), {}};
}

// The letters of a word, with '_' in front, so that its symbols need no other mark.
Symbols letters(const std::string& word) {
  Symbols symbols = {"_"};
  for (const char c : word)
    symbols.push_back({c});
  return symbols;
}

// Text to token ids and back.
struct Codec {
  std::vector<Merge> merges;
  Symbols symbols = {"", "", "end", "?"};  // by id
  std::map<std::string, int> ids;

  explicit Codec(const std::vector<std::string>& lines) {
    Words words;
    for (const std::string& line : lines)
      for (const std::string& word : words_of(line))
        ++words[letters(word)];
    merges = learn_merges(words, 200);
    for (const auto& [word, count] : words)
      for (const Symbols& found : {word, split(merges, word)})
        for (const std::string& symbol : found)
          if (ids.insert({symbol, symbols.size()}).second) symbols.push_back(symbol);
  }

  Ids encode(const std::string& line) const {
    Ids tokens;
    for (const std::string& word : words_of(line))
      for (const std::string& symbol : split(merges, letters(word)))
        tokens.push_back(ids.count(symbol) ? ids.at(symbol) : kUnknown);
    tokens.push_back(kEnd);
    return tokens;
  }

  std::string decode(const Ids& tokens) const {
    std::string line;
    for (const int id : tokens)
      line += id == kEnd ? "" : symbols[id];
    std::ranges::replace(line, '_', ' ');
    return line;
  }
};

}  // namespace

int main() {
  std::vector<std::string> sources, targets;
  size_t lessons = 0;
  for (std::string line; std::getline(std::cin, line);) {
    const size_t tab = line.find('\t');
    if (tab == std::string::npos) lessons = sources.size();
    if (tab == std::string::npos) continue;
    sources.push_back(line.substr(0, tab));
    targets.push_back(line.substr(tab + 1));
  }
  const Codec source({sources.begin(), sources.begin() + lessons});
  const Codec target({targets.begin(), targets.begin() + lessons});
  std::vector<Pair> pairs;
  for (size_t i = 0; i < lessons; ++i)
    pairs.push_back({source.encode(sources[i]), target.encode(targets[i])});

  const Translator model{source.symbols.size(), target.symbols.size()};
  Adam adam{.lr = 0.01};
  std::cout << model.make.all.size() << " parameters\n" << std::fixed << std::setprecision(4);
  for (int epoch = 1; epoch <= 200; ++epoch) {
    std::shuffle(pairs.begin(), pairs.end(), std::mt19937(epoch));
    double loss = 0;
    for (size_t i = 0; i + 3 <= lessons; i += 3)  // batches of three; a remainder is left out
      loss += 3 * model.learn({pairs.begin() + i, pairs.begin() + i + 3}, adam) / lessons;
    if (epoch == 1 || epoch % 20 == 0)
      std::cout << "epoch " << std::setw(3) << epoch << ", mean loss of the batches " << loss
                << std::endl;
  }

  std::vector<Sentence> translations, references;
  for (size_t i = 0; i < sources.size(); ++i) {
    const Ids read = source.encode(sources[i]);
    const auto found = model.translate(read);
    translations.push_back(words_of(target.decode(found.tokens)));
    references.push_back(words_of(targets[i]));
    std::cout << '\n' << sources[i] << " ->" << target.decode(found.tokens);
    if (i < lessons) continue;
    std::cout << "   (new)\n\n" << std::setw(12) << "";
    for (const int id : read)
      std::cout << std::setw(8) << source.symbols[id];
    for (size_t t = 0; t < found.tokens.size(); ++t) {
      std::cout << '\n' << std::setw(12) << target.symbols[found.tokens[t]];
      for (const Value& weight : found.state.weights[t])
        std::cout << std::setw(8) << std::lround(100 * weight.value());
    }
    std::cout << '\n';
  }
  const auto t = translations.begin() + lessons, r = references.begin() + lessons;
  std::cout << "\nBLEU of the sentences that it learnt "
            << bleu({translations.begin(), t}, {references.begin(), r}) << ", of the new ones "
            << bleu({t, translations.end()}, {r, references.end()}) << '\n';
}
