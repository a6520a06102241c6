#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/line_reader.h"

// Reads sentences from files, cleans them and splits them for training. Files and errors are those
// of LineReader.

namespace gloss::translate {

struct SentencePair {
  std::string source;
  std::string target;

  bool operator==(const SentencePair&) const = default;
};

// Is told from time to time which share of the work is done, from 0 to 1.
using OnShare = std::function<void(double)>;

std::vector<std::string> read_lines(const std::string& path, Bytes bytes = Bytes::kUtf8,
                                    const OnShare& on_share = nullptr);

// Line N of one file belongs to line N of the other. Neither may be empty.
std::vector<SentencePair> read_parallel(const std::string& source_path,
                                        const std::string& target_path,
                                        const OnShare& on_share = nullptr);

// Source TAB target; further columns are ignored, and so are empty lines at the very end.
std::vector<SentencePair> read_tsv(const std::string& path, Bytes bytes = Bytes::kUtf8,
                                   const OnShare& on_share = nullptr);

// The built-in English-French corpus, so that the program can be tried without any data. It is the
// text of the three files english-french*.tsv beside this one, which the build compiles into the
// program. `apps/README.md` says how to change it.
//
// It is small: what people say to each other every day, single words, names, and sentences composed
// from a few hundred words that teach articles, agreement, elision, negation, questions and tenses.
// A high score on its held-out sentences says that learning works, not that the model translates all
// of English.
struct BuiltInCorpus {
  std::vector<SentencePair> training;
  std::vector<SentencePair> validation;
  std::vector<SentencePair> held_out;
};

BuiltInCorpus built_in_corpus();

// Calls f(i) for each i in [0, n), on all threads, and tells which share is done. f must not throw.
void for_each_index(size_t n, const OnShare& on_share, const std::function<void(size_t)>& f);

struct CleanedPairs {
  std::vector<SentencePair> pairs;
  int64_t target_tokens = 0;  // of these pairs, by `length`
  int64_t empty = 0;          // dropped because a side is blank
  int64_t too_long = 0;       // dropped because a side exceeds the maximum
};

// Drops pairs that cannot be learnt from; the others keep their order. `length` measures a sentence
// in the tokens that `max_length` counts, on all threads, so it must not throw; max_length 0 sets no
// limit.
CleanedPairs clean(std::vector<SentencePair> pairs, int64_t max_length,
                   const std::function<int64_t(const std::string&)>& length,
                   const OnShare& on_share = nullptr);

// A 64-bit hash, the same on every platform.
uint64_t text_hash(uint64_t seed, std::string_view text);

struct HeldOut {
  std::vector<SentencePair> training;
  std::vector<SentencePair> validation;
};

// Sets aside about `validation_pairs` of the pairs. Pairs with the same source (up to case and
// spacing) stay on one side. The choice depends on the seed and the sources alone: not on the
// platform, nor on the order of the pairs, which both sides keep. Unless 0 are wanted, both sides
// get at least one pair. std::invalid_argument unless 0 <= validation_pairs < number of pairs,
// std::runtime_error if all pairs share one source.
HeldOut hold_out(std::vector<SentencePair> pairs, int64_t validation_pairs, uint64_t seed);

}  // namespace gloss::translate
