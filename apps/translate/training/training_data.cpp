#include "apps/translate/training/training_data.h"

#include <algorithm>
#include <functional>
#include <future>
#include <span>
#include <stdexcept>
#include <unistd.h>

#include "apps/translate/decoding/translation.h"
#include "apps/translate/text/held_out.h"
#include "apps/translate/text/unicode.h"
#include "apps/translate/training/defaults.h"
#include "core/container.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

// Subwords are learnt from a sample of more pairs than that. Its two sides have millions of words.
constexpr int64_t kMostForSubwords = 200'000, kSampleForSubwords = 100'000;
constexpr int64_t kEarlierSample = 200'000;  // of versions that did not save the vocabulary

// Calls visit(pairs, index of the first) for all pairs of the reader, block by block. The pairs may
// be changed. The next block is read meanwhile.
void for_each_block(PairReader& reader, const OnShare& on_share,
                    const std::function<void(std::span<SentencePair>, size_t)>& visit) {
  struct Block {
    std::vector<SentencePair> pairs = std::vector<SentencePair>(1 << 14);
    size_t count = 0;
    double share = 0;  // that is read with it
  };
  const auto read = [&reader](Block& block) {
    block.count = 0;
    while (block.count < block.pairs.size() && reader.next(block.pairs[block.count]))
      ++block.count;
    block.share = reader.share();
  };
  const auto policy = threads() > 1 ? std::launch::async : std::launch::deferred;
  Block block, next;
  read(block);
  for (size_t first = 0; block.count > 0; first += next.count) {
    std::future<void> reading = std::async(policy, read, std::ref(next));
    visit({block.pairs.data(), block.count}, first);
    on_share(block.share);
    reading.get();
    std::swap(block, next);
  }
  on_share(1);
}

// The same from the beginning.
void for_each_block_again(Corpus& corpus, const OnShare& on_share,
                          const std::function<void(std::span<SentencePair>, size_t)>& visit) {
  size_t pairs = 0;
  const auto check_size = [&](bool same) {
    if (!same) throw std::runtime_error("corpus: the training data changed while it was read");
  };
  corpus.reader.rewind();
  for_each_block(corpus.reader, on_share, [&](std::span<SentencePair> block, size_t first) {
    pairs += block.size();
    check_size(pairs <= corpus.uses.size());
    visit(block, first);
  });
  check_size(pairs == corpus.uses.size());
}

// Moves the pairs for which wanted(index) is true to the front, in their order.
std::span<const SentencePair> pick(std::span<SentencePair> block, size_t first,
                                   const std::function<bool(size_t)>& wanted) {
  size_t picked = 0;
  for (size_t i = 0; i < block.size(); ++i)
    if (wanted(first + i)) std::swap(block[picked++], block[i]);
  return block.first(picked);
}

// For the pairs to train on.
CorpusEncoder training_encoder(const TrainSettings& s, const Checkpoint& checkpoint,
                               const Corpus& corpus, Reporter& reporter, int64_t memory) {
  const bool keep_text = !s.augment.empty() || !corpus.held_out;
  const int64_t bytes = 5 * corpus.training_words;  // of two sides, two bytes a token
  std::shared_ptr<TemporaryFile> file;
  if (bytes > memory / 4) {
    reporter.print("the encoded pairs (" + format_count(static_cast<double>(bytes)) +
                   "B) are kept in a temporary file beside the model");
    file = std::make_shared<TemporaryFile>(s.model, "the encoded pairs");
  }
  return CorpusEncoder(checkpoint, s.max_length, keep_text, std::move(file));
}

}  // namespace

CorpusFiles training_files(const TrainSettings& s) {
  return s.tsv.empty() ? s.train_sets : CorpusFiles{s.tsv};
}

CorpusFiles replay_files(const TrainSettings& s) {
  return s.replay == CorpusFiles{"built-in"} ? CorpusFiles{} : s.replay;
}

Corpus read_corpus(const CorpusFiles& files, const CorpusFiles& validation_files,
                   const std::string& noun, const TrainSettings& s, Reporter& reporter) {
  const bool built_in = files.empty();
  BuiltInCorpus built_in_pairs;
  if (built_in) built_in_pairs = built_in_corpus();
  Corpus corpus{
      .noun = noun,
      .reader = built_in ? PairReader(std::move(built_in_pairs.training)) : PairReader(files),
      .validation = std::move(built_in_pairs.validation),
      .examples = std::move(built_in_pairs.held_out),
      .built_in = built_in};
  corpus.reader.keep_pipes(s.model);
  const bool choose = validation_files.empty() && !built_in;
  const auto seed = static_cast<uint64_t>(s.common.seed);
  struct Candidate {
    uint64_t key;
    int64_t words;
  };
  std::vector<Candidate> candidates;  // for validation: all pairs to train on
  std::vector<CheckedPair> checked;
  std::vector<uint64_t> keys;
  int64_t empty = 0;
  for_each_block(corpus.reader, reporter.stage("reading"),
                 [&](std::span<SentencePair> block, size_t) {
                   checked.resize(block.size());
                   keys.resize(block.size());
                   for_each_index(block.size(), [&](size_t i) {
                     checked[i] = check_pair(block[i], s.max_length);
                     if (choose) keys[i] = held_out_key(seed, block[i].source);
                   });
                   for (size_t i = 0; i < block.size(); ++i) {
                     const bool good = checked[i].fault == PairFault::kNone;
                     corpus.uses.push_back(good ? PairUse::kTraining : PairUse::kNone);
                     if (checked[i].fault == PairFault::kEmpty) ++empty;
                     if (checked[i].fault == PairFault::kTooLong) ++corpus.too_long;  // in words
                     if (!good) continue;
                     ++corpus.training;
                     corpus.training_words += checked[i].target_words;
                     if (choose) candidates.push_back({keys[i], checked[i].target_words});
                   }
                 });
  if (empty > 0) reporter.print("dropped " + format_quantity(empty, noun) + " with an empty side");
  const int64_t needed = validation_files.empty() ? 2 : 1;  // one to learn from, one to validate on
  if (corpus.training < needed)
    throw std::runtime_error(
        "corpus: there are too few sentence pairs to learn from: " +
        std::to_string(corpus.training) + " of " + std::to_string(corpus.uses.size()) + " (" +
        std::to_string(empty) + " have an empty side, " + std::to_string(corpus.too_long) +
        " more than " + std::to_string(s.max_length) + " words on a side, --max-length)");
  if (!validation_files.empty()) {
    corpus.validation = clean(read_parallel(validation_files[0], validation_files[1]), 0);
    if (corpus.validation.empty())
      throw std::runtime_error("corpus: the validation data holds no complete pair");
  }
  corpus.validation_words = target_words(corpus.validation);
  if (!choose) return corpus;
  corpus.held_out = corpus.training >= kPairsToHoldOut;
  if (!corpus.held_out) {
    corpus.validation_words = corpus.training_words;
    return corpus;
  }
  keys.clear();
  for (const Candidate& candidate : candidates)
    keys.push_back(candidate.key);
  const std::vector<uint64_t> chosen =
      choose_held_out(std::move(keys), std::clamp<int64_t>(corpus.training / 20, 1, 1000));
  auto candidate = candidates.begin();
  for (PairUse& use : corpus.uses) {
    if (use != PairUse::kTraining) continue;
    if (std::ranges::binary_search(chosen, candidate->key)) {
      use = PairUse::kValidation;
      --corpus.training;
      corpus.validation_words += candidate->words;
    }
    ++candidate;
  }
  corpus.training_words -= corpus.validation_words;
  return corpus;
}

bool learn_codecs(Corpus& corpus, const TrainSettings& s, const std::optional<SavedTraining>& saved,
                  Checkpoint& checkpoint, Reporter& reporter) {
  bool sampled = s.network.subwords > 0 && corpus.training > kMostForSubwords;
  int64_t sample = kSampleForSubwords;
  if (saved) {
    sampled = saved->data.ends_with(kSampledSubwords);
    sample = kEarlierSample;
    if (!saved->codecs.empty()) {
      set_codecs(checkpoint, saved->codecs);
      return sampled;
    }
  }
  const int64_t wanted = sampled ? sample : corpus.training;
  if (sampled)
    reporter.print("learning subwords from " + std::to_string(wanted) + " of " +
                   format_quantity(corpus.training, corpus.noun));
  const OnShare on_share = reporter.stage("learning the vocabulary");
  const auto blocks = [&](const auto& visit) {
    int64_t seen = 0;  // pairs to train on
    const auto is_wanted = [&](size_t i) {
      if (corpus.uses[i] != PairUse::kTraining) return false;
      const int64_t before = seen * wanted / corpus.training;
      return ++seen * wanted / corpus.training > before;
    };
    for_each_block_again(
        corpus, [&](double share) { on_share(0.6 * share); },
        [&](std::span<SentencePair> block, size_t first) { visit(pick(block, first, is_wanted)); });
  };
  learn_codecs(blocks, checkpoint, on_share);
  return sampled;
}

int64_t physical_memory() {
  const int64_t bytes = int64_t{sysconf(_SC_PHYS_PAGES)} * sysconf(_SC_PAGESIZE);
  const int64_t granted = container_limits().memory;
  return granted > 0 ? std::min(bytes, granted) : bytes;
}

std::pair<EncodedCorpus, EncodedCorpus> encode_corpus(const TrainSettings& s,
                                                      const Checkpoint& checkpoint, Corpus& corpus,
                                                      Reporter& reporter, int64_t memory) {
  CorpusEncoder encoder = training_encoder(s, checkpoint, corpus, reporter, memory);
  for_each_block_again(
      corpus, reporter.stage("encoding"), [&](std::span<SentencePair> block, size_t first) {
        for (size_t i = 0; i < block.size(); ++i)
          if (corpus.uses[first + i] == PairUse::kValidation)
            corpus.validation.push_back(std::move(block[i]));
        const auto pairs =
            pick(block, first, [&](size_t i) { return corpus.uses[i] == PairUse::kTraining; });
        encoder.add(pairs);
      });
  EncodedCorpus training = encoder.take();
  const auto report = [&](const EncodedCorpus& kept, int64_t dropped, const std::string& noun) {
    if (dropped > 0)
      reporter.print("dropped " + format_quantity(dropped, noun) + " with more than " +
                     std::to_string(s.max_length) + " tokens on a side");
    if (kept.size() == 0)
      throw std::runtime_error("corpus: no " + noun + " has at most " +
                               std::to_string(s.max_length) +
                               " tokens on each side (a higher --max-length keeps longer ones)");
  };
  const auto size = static_cast<int64_t>(training.size());
  report(training, corpus.too_long + corpus.training - size, corpus.noun);
  if (!corpus.held_out) {
    reporter.print(format_quantity(size, corpus.noun) +
                   " are too few to hold some out: validations show whether they are learnt, not "
                   "how well new sentences are translated");
    return {training, training};
  }
  EncodedCorpus validation = encode(checkpoint, corpus.validation, s.max_length);
  report(validation, std::ssize(corpus.validation) - static_cast<int64_t>(validation.size()),
         "validation " + corpus.noun);
  return {std::move(training), std::move(validation)};
}

EncodedCorpus distilled_corpus(const TrainSettings& s, const Checkpoint& teacher,
                               const Checkpoint& checkpoint, Corpus& corpus, Reporter& reporter,
                               int64_t memory) {
  CorpusEncoder encoder = training_encoder(s, checkpoint, corpus, reporter, memory);
  const OnShare on_share = reporter.stage("translating with the teacher");
  double translated = 0;
  for_each_block_again(
      corpus, [](double) {},
      [&](std::span<SentencePair> block, size_t first) {
        const auto pairs =
            pick(block, first, [&](size_t i) { return corpus.uses[i] == PairUse::kTraining; });
        const auto size = static_cast<double>(pairs.size());
        TranslatedPairs taught = translate_pairs(
            teacher, pairs,
            {.search = {.beam_size = 5},
             .on_share =
                 [&](double share) {
                   on_share((translated + share * size) / static_cast<double>(corpus.training));
                 },
             .precision = s.precision});
        translated += size;
        std::vector<SentencePair> complete;
        for (size_t i = 0; i < pairs.size(); ++i)
          if (!is_blank(taught.texts[i]))
            complete.push_back({std::move(taught.sources[i]), std::move(taught.texts[i])});
        encoder.add(complete);
      });
  return encoder.take();
}

}  // namespace gloss::translate
