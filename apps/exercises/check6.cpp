#include "check.h"
#include "exercise6.h"
#include "solutions.h"

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto learn_merges) {
    struct Case {
      std::vector<std::pair<std::string, int>> words;
      size_t merges;
    };
    for (const Case& c : {Case{{{"low", 5}, {"lower", 2}}, 2},
                          {{{"low", 5}, {"lower", 2}, {"newest", 6}, {"widest", 3}}, 10},
                          {{{"aaaa", 3}, {"aaa", 1}}, 5},
                          {{{"xy", 3}, {"ab", 3}}, 1},
                          {{{"ab", 1}}, 5},
                          {{}, 5}}) {
      exercise::Words words;
      std::string input;
      for (const auto& [word, count] : c.words) {
        plain::Symbols letters;
        for (const char letter : word)
          letters.push_back({letter});
        words[letters] += count;
        input += word + " " + std::to_string(count) + " times, ";
      }
      check.equal(input + std::to_string(c.merges) + " merges",
                  solution::learn_merges(words, c.merges), learn_merges(words, c.merges));
    }
  };
  return exercise::run(arguments, test, exercise::learn_merges, solution::learn_merges);
}
