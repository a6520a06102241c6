#include "check.h"
#include "exercise8.h"
#include "solutions.h"

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto bleu) {
    using Sentences = std::vector<exercise::Sentence>;
    const exercise::Sentence cat = {"the", "cat", "is", "on", "the", "mat"};
    const exercise::Sentence near = {"the", "cat", "is", "on", "a", "mat"};
    const exercise::Sentence start = {"the", "cat", "is", "on"}, other = {"a", "dog"};
    const exercise::Sentence the = {"the", "the", "the", "the", "the"};
    const exercise::Sentence longer = {"the", "cat", "is", "on", "the", "mat", "the", "mat"};
    for (const auto& [translations, references] : {std::pair<Sentences, Sentences>{{cat}, {cat}},
                                                   {{near}, {cat}},
                                                   {{start}, {cat}},
                                                   {{longer}, {cat}},
                                                   {{other}, {cat}},
                                                   {{start, the}, {cat, cat}},
                                                   {{near, start, other}, {cat, near, other}}})
      check.equal("translations " + exercise::show(translations) + ", references " +
                      exercise::show(references),
                  solution::bleu(translations, references), bleu(translations, references));
  };
  return exercise::run(arguments, test, exercise::bleu, solution::bleu);
}
