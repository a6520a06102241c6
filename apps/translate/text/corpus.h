#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/line_reader.h"
#include "apps/translate/text/pair_reader.h"

// Reads sentences from files and cleans them for training. Files and errors are those
// of LineReader.

namespace gloss::translate {

std::vector<std::string> read_lines(const std::string& path, Bytes bytes = Bytes::kUtf8);

// All pairs of two files, and of one file of tabbed lines (PairReader).
std::vector<SentencePair> read_parallel(const std::string& source_path,
                                        const std::string& target_path);
std::vector<SentencePair> read_tsv(const std::string& path, Bytes bytes = Bytes::kUtf8);

// The built-in English-French corpus, so that the program can be tried without any data. It is the
// text of the three files english-french*.tsv beside this one, which the build compiles into the
// program. `apps/README.md` says how to change it.
//
// It is small: what people say to each other every day, single words, names, and sentences composed
// from a few hundred words that teach articles, agreement, elision, negation, questions and tenses.
// A high score on its held-out sentences says that learning works, not that the model translates
// all of English.
struct BuiltInCorpus {
  std::vector<SentencePair> training;
  std::vector<SentencePair> validation;
  std::vector<SentencePair> held_out;
};

BuiltInCorpus built_in_corpus();

// Calls f(i) for each i in [0, n), on all threads. f must not throw.
void for_each_index(size_t n, const std::function<void(size_t)>& f);

// Words (tokenizer.h) of the target sides.
int64_t target_words(const std::vector<SentencePair>& pairs);

// Whether a pair can be learnt from.
enum class PairFault : uint8_t { kNone, kEmpty, kTooLong };
struct CheckedPair {
  PairFault fault = PairFault::kNone;
  int64_t target_words = 0;
};

// A pair is faulty if a side is blank, or has more than max_length words; 0 sets no limit.
CheckedPair check_pair(const SentencePair& pair, int64_t max_length);

// Drops faulty pairs; the others keep their order.
std::vector<SentencePair> clean(std::vector<SentencePair> pairs, int64_t max_length);

}  // namespace gloss::translate
