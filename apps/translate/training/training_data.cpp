#include "apps/translate/training/training_data.h"

#include <algorithm>
#include <stdexcept>

#include "apps/translate/text/codec.h"
#include "apps/translate/training/defaults.h"

namespace gloss::translate {

CorpusFiles training_files(const TrainSettings& s) {
  return s.tsv.empty() ? s.train_sets : CorpusFiles{s.tsv};
}

CorpusFiles replay_files(const TrainSettings& s) {
  return s.replay == CorpusFiles{"built-in"} ? CorpusFiles{} : s.replay;
}

Corpus read_corpus(const CorpusFiles& files, const CorpusFiles& validation_files,
                   const std::string& noun, const TrainSettings& s, Reporter& reporter) {
  Corpus corpus;
  corpus.noun = noun;
  if (files.size() == 1) {
    corpus.training = read_tsv(files[0], Bytes::kUtf8, reporter.stage("reading"));
  } else if (files.size() == 2) {
    corpus.training = read_parallel(files[0], files[1], reporter.stage("reading"));
  } else {
    BuiltInCorpus built_in = built_in_corpus();
    corpus.training = std::move(built_in.training);
    corpus.validation = std::move(built_in.validation);
    corpus.examples = std::move(built_in.held_out);
    corpus.built_in = true;
  }
  const OnShare on_share = reporter.stage("cleaning");
  const auto words = [&](const std::string& line) {
    return std::ssize(tokens_of(line, s.network.lowercase));
  };
  CleanedPairs kept = clean(std::move(corpus.training), s.max_length, words, on_share);
  if (kept.empty > 0)
    reporter.print("dropped " + format_quantity(kept.empty, noun) + " with an empty side");
  on_share(1);
  corpus.too_long = kept.too_long;  // counted in words: subwords are not learnt yet
  const size_t needed = validation_files.empty() ? 2 : 1;  // one to learn from, one to validate on
  if (kept.pairs.size() < needed)
    throw std::runtime_error("corpus: there are too few sentence pairs to learn from: " +
                             std::to_string(kept.pairs.size()));
  corpus.training = std::move(kept.pairs);
  corpus.training_words = kept.target_tokens;
  if (!validation_files.empty()) {
    corpus.validation =
        clean(read_parallel(validation_files[0], validation_files[1]), 0, nullptr).pairs;
    if (corpus.validation.empty())
      throw std::runtime_error("corpus: the validation data holds no complete pair");
  } else if (corpus.validation.empty()) {
    const auto pairs = static_cast<int64_t>(corpus.training.size());
    corpus.held_out = pairs >= kPairsToHoldOut;
    if (!corpus.held_out) {
      corpus.validation = corpus.training;
      return corpus;
    }
    HeldOut split = hold_out(std::move(corpus.training), std::clamp<int64_t>(pairs / 20, 1, 1000),
                             static_cast<uint64_t>(s.common.seed));
    corpus.training = std::move(split.training);
    corpus.validation = std::move(split.validation);
    for (const SentencePair& pair : corpus.validation)
      corpus.training_words -= words(pair.target);
  }
  return corpus;
}

std::pair<EncodedCorpus, EncodedCorpus> encode_corpus(const TrainSettings& s,
                                                      const Checkpoint& checkpoint, Corpus& corpus,
                                                      Reporter& reporter) {
  const auto encoded = [&](std::vector<SentencePair>& pairs, int64_t dropped,
                           const std::string& noun) {
    const size_t before = pairs.size();
    EncodedCorpus kept =
        encode(checkpoint, std::move(pairs), s.max_length, reporter.stage("encoding"));
    dropped += static_cast<int64_t>(before - kept.pairs.size());
    if (dropped > 0)
      reporter.print("dropped " + format_quantity(dropped, noun) + " with more than " +
                     std::to_string(s.max_length) + " tokens on a side");
    if (kept.pairs.empty())
      throw std::runtime_error("corpus: no " + noun + " has at most " +
                               std::to_string(s.max_length) +
                               " tokens on each side (a higher --max-length keeps longer ones)");
    return kept;
  };
  EncodedCorpus training = encoded(corpus.training, corpus.too_long, corpus.noun);
  if (!corpus.held_out) {
    reporter.print(format_quantity(std::ssize(training.pairs), corpus.noun) +
                   " are too few to hold some out: validations show whether they are learnt, not "
                   "how well new sentences are translated");
    return {training, training};
  }
  return {std::move(training), encoded(corpus.validation, 0, "validation " + corpus.noun)};
}

}  // namespace gloss::translate
