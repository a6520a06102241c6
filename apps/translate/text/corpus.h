#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/text/line_reader.h"
#include "apps/translate/text/pair_reader.h"

// Reads sentences from files, cleans them and splits them for training. Files and errors are those
// of LineReader.

namespace gloss::translate {

// Is told from time to time which share of the work is done, from 0 to 1.
using OnShare = std::function<void(double)>;

std::vector<std::string> read_lines(const std::string& path, Bytes bytes = Bytes::kUtf8,
                                    const OnShare& on_share = nullptr);

// All pairs of two files, and of one file of tabbed lines (PairReader).
std::vector<SentencePair> read_parallel(const std::string& source_path,
                                        const std::string& target_path,
                                        const OnShare& on_share = nullptr);

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

// Measures a sentence in the tokens that --max-length counts, on all threads, so it must not throw.
using SentenceLength = std::function<int64_t(const std::string&)>;

// Counts the words of a line (tokenizer.h), in lower case if all text is.
SentenceLength word_counter(bool lower);
int64_t target_words(const std::vector<SentencePair>& pairs, const SentenceLength& words);

// Whether a pair can be learnt from.
enum class PairFault : uint8_t { kNone, kEmpty, kTooLong };
struct CheckedPair {
  PairFault fault = PairFault::kNone;
  int64_t target_tokens = 0;
};

// A pair is faulty if a side is blank, or longer than max_length; 0 sets no limit.
CheckedPair check_pair(const SentencePair& pair, int64_t max_length, const SentenceLength& length);

// Drops faulty pairs; the others keep their order.
std::vector<SentencePair> clean(std::vector<SentencePair> pairs, int64_t max_length,
                                const SentenceLength& length);

// FNV-1a: the hash of a text and of what was hashed before it. Of pairs: each side and a line feed,
// which no sentence holds.
inline constexpr uint64_t kNoPairsHash = 0xCBF29CE484222325;
uint64_t add_to_hash(uint64_t hash, std::string_view text);
uint64_t hash_of_pairs(uint64_t hash_before, const SentencePair& pair);

// A 64-bit hash, the same on every platform.
uint64_t text_hash(uint64_t seed, std::string_view text);

// The order in which pairs are held out for validation. Pairs with the same source (up to case and
// spacing) have the same key.
uint64_t held_out_key(uint64_t seed, const std::string& source);

// The keys of about `validation_pairs` of the pairs, in ascending order: pairs with the same key
// stay on one side. The choice depends on the keys alone, not on their order. Unless 0 are wanted,
// both sides get at least one pair. std::invalid_argument unless 0 <= validation_pairs < number of
// pairs, std::runtime_error if all pairs have the same key.
std::vector<uint64_t> choose_held_out(std::vector<uint64_t> keys, int64_t validation_pairs);

}  // namespace gloss::translate
