#include "apps/translate/training/defaults.h"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "apps/translate/cli/progress.h"
#include "apps/translate/training/resume.h"
#include "core/target.h"
#include "models/architectures.h"

namespace gloss::translate {
namespace {

// From this many words of target text on a Transformer is chosen. 3,000 captions (38,000 words): a
// recurrent network is better by 2.7 BLEU; 10,000 (123,000): both are level.
constexpr int64_t kWordsForTransformer = 100'000;

// From this many on the weights are averaged.
constexpr int64_t kWordsForAverage = 40'000;

// Validations of small data are this many updates apart: an epoch of 20 pairs is one update, and a
// network needs some hundred updates before a validation tells anything.
constexpr int64_t kUpdatesBetweenValidations = 100;

// Validations of large data are at most this many updates apart: an epoch may take days.
constexpr int64_t kMostUpdatesBetweenValidations = 5000;

// Early stopping waits for this many updates, if --valid-freq says how far apart validations are.
constexpr int64_t kUpdatesWithoutImprovement = 1000;

// A validation (loss and greedy translation) takes about as long as training on this many times its
// words.
constexpr int64_t kValidationCost = 3;

// A training of fewer than models::kManyPairs ends after so many epochs, with a learning rate that
// falls to 0, and makes no fewer updates than that. With --distil an epoch has each source twice.
constexpr int64_t kEpochs = 40, kFewestUpdates = 2000;

// In less time it does not fall to 0: 29,000 captions reach BLEU 29 in two minutes, and 21 if it
// does.
constexpr double kSecondsForSmallSteps = 600;

constexpr const char* kFromData = "from the amount of data";

// Sets options that were not given, each once, and keeps a line for each value that has a reason.
class Resolver {
 public:
  Resolver(OptionTable& table, const Json& began) : table_(table), began_(began) {}

  void operator()(const std::string& name, const std::string& value,
                  const std::string& reason = "") {
    if (table_.given(name) || !resolved_.insert(name).second) return;
    const bool continued = !began_.members().empty();
    if (const auto before = continued ? setting(began_, name) : std::nullopt) {
      table_.resolve(name, *before);
      return;
    }
    table_.resolve(name, value);
    const std::string written = value == "true" ? "" : " " + value;
    if (!reason.empty()) lines.push_back("--" + name + written + ": " + reason);
  }

  std::vector<std::string> lines;

 private:
  OptionTable& table_;
  const Json& began_;
  std::set<std::string> resolved_;
};

using Values = std::vector<std::pair<std::string, std::string>>;

// The options of one architecture, with the values that suit so many pairs.
template <class Options>
Values values_for(Options options, int64_t pairs) {
  options.scale_to(pairs);
  OptionTable table("", "");
  options.describe(table);
  return table.values();
}

// The names of the options that differ between architectures or between amounts of data.
std::set<std::string> varying_options() {
  std::map<std::string, std::string> first_values;
  std::set<std::string> varying;
  models::Architectures architectures;
  models::for_each_architecture(architectures, [&](const auto& options) {
    for (const int64_t pairs : {int64_t{0}, models::kManyPairs})
      for (const auto& [name, value] : values_for(options, pairs))
        if (first_values.emplace(name, value).first->second != value) varying.insert(name);
  });
  return varying;
}

bool is_brief(const TrainSettings& s) {
  return s.max_seconds > 0 && s.max_seconds < kSecondsForSmallSteps;
}

// When the training ends, and how the learning rate goes until then. An epoch has about so many
// updates.
void resolve_schedule(Resolver& resolve, const OptionTable& table, const TrainSettings& s,
                      const DataSize& data, int64_t epoch) {
  // Who limits the updates may go on with --resume, as if there had been no limit.
  const bool open = s.after_batches == 0 && s.after_epochs == 0;
  const bool may_end = s.rate_ends_with_run() ||
                       (!table.given("lr-schedule") && s.optimizer != OptimizerType::kScheduleFree);
  const int64_t epochs = std::max(kEpochs, kFewestUpdates / epoch);
  if (open && may_end && data.pairs < models::kManyPairs)
    resolve("after-epochs", std::to_string(s.distil.empty() ? epochs : epochs / 2),
            "more of them gain little");
  const bool ends = open && s.is_limited() && !is_brief(s);
  resolve("lr-schedule", ends ? "linear" : "inv-sqrt",
          ends ? "ends with small steps, since the end is known" : "");
  const int64_t updates = s.after_batches > 0 ? s.after_batches : s.after_epochs * epoch;
  int64_t warmup = s.network.type == "transformer" ? 600 : 400;
  std::string reason;
  const auto at_most = [&](int64_t most, const std::string& why) {
    if (most >= warmup) return;
    warmup = most;
    reason = why;
  };
  at_most(std::max<int64_t>(4 * epoch, 100),
          "an epoch has about " + format_quantity(epoch, "update"));
  if (!s.init.empty()) at_most(20, "the weights are trained already");
  if (s.rate_ends_with_run() && updates > 0) at_most(updates / 4, "a quarter of the training");
  resolve("lr-warmup", std::to_string(warmup), reason);
}

void resolve_model(Resolver& resolve, const ModelSettings& model, const DataSize& data) {
  const bool enough = data.target_words >= kWordsForTransformer;
  const std::string limit = std::to_string(kWordsForTransformer);
  if (data.built_in) resolve("type", "rnn", "learns short and regular sentences in half the time");
  resolve("type", enough ? "transformer" : "rnn",
          enough ? "there are at least " + limit + " words on the target side, enough for it"
                 : "under " + limit + " words on the target side, too few for a Transformer");

  // A merge that occurs rarely makes a token that is hardly learnt.
  if (data.built_in) {
    resolve("subwords", "1500", "few, so that new names are spelled in pieces that occur often");
    if (model.subwords > 0)
      resolve("case-marks", "true", "\"cat\", \"Cat\" and \"CAT\" are learnt together");
    resolve("dropout", "0.05", "most sentences are short and regular");
  } else {
    resolve("subwords", std::to_string(std::clamp<int64_t>(data.pairs / 2000 * 1000, 1000, 10'000)),
            "rare words are split into subwords, so that none is unknown");
  }
  resolve("tied-embeddings", model.subwords > 0 ? "all" : "target");

  // 5,000 captions: BLEU 24.4, with sinusoidal positions 21.0. The built-in corpus: 90.7 and 83.5.
  const auto& transformer =
      std::get<models::TransformerTranslatorOptions>((*model.networks).options);
  if (model.type == transformer.kName && transformer.embedding_dim % (2 * transformer.heads) == 0)
    resolve("positions", "rotary", "learns the order of words from fewer pairs");

  // 29,000 captions after 2,880 updates: BLEU 38.8, with one step 35.9, without both 35.2.
  // The built-in corpus: 97.6 and 94.9, but 94.6 and 94.4 with a convolutional encoder.
  if (model.type == models::RnnTranslatorOptions::kName && model.has_attention()) {
    resolve("dec-cell-base-depth", "2", "attention knows the word before");
    resolve("attention-values", "embeddings", "a word's own vector reaches the output");
  }

  const std::string many = std::to_string(models::kManyPairs) + " pairs";
  const std::string reason =
      "suits " + std::string(data.pairs >= models::kManyPairs ? "at least " : "under ") + many;
  models::Architectures architectures;
  models::with_architecture(architectures, model.type, [&](const auto& options) {
    const Values small = values_for(options, 0), large = values_for(options, models::kManyPairs);
    const Values chosen = values_for(options, data.pairs);
    for (size_t i = 0; i < chosen.size(); ++i) {
      const auto& [name, value] = chosen[i];
      resolve(name, value, small[i] != large[i] ? reason : "");
    }
  });
}

}  // namespace

void defer_model_defaults(OptionTable& table) {
  for (const std::string& name : varying_options())
    table.defer(name, kFromData);
  for (const char* name : {"type", "subwords", "tied-embeddings"})
    table.defer(name, kFromData);
  table.defer("positions", "rotary");
  table.defer("attention-values", "embeddings for rnn, outputs for conv");
  table.defer("dec-cell-base-depth", "2 for rnn, 1 for conv");
}

void defer_defaults(OptionTable& table) {
  defer_model_defaults(table);
  for (const char* name :
       {"learn-rate", "lr-warmup", "exponential-smoothing", "mini-batch-words", "optimizer-delay"})
    table.defer(name, kFromData);
  table.defer("precision", "bf16 on processors with AMX, otherwise fp32");
}

std::vector<std::string> resolve_model_defaults(OptionTable& table, const ModelSettings& model,
                                                const DataSize& data) {
  const Json fresh = Json::object();
  Resolver resolve(table, fresh);
  resolve_model(resolve, model, data);
  return resolve.lines;
}

UpdateSize default_update_size(const std::string& type, int64_t pairs, int64_t target_words,
                               double max_seconds) {
  constexpr int64_t kFewest = 500, kMost = 4000, kMostAtOnce = 500;
  // 29,000 captions, Transformer, half a million words: BLEU 15 after 900 updates of 500 words, 11
  // after 500 of 1000, 4 after 205 of 2400. A million and a half: 29 after 1500 of 1000.
  const int64_t in_time =
      max_seconds > 0 && max_seconds < kMost ? static_cast<int64_t>(8 * max_seconds) : kMost;
  const int64_t words = std::clamp(std::min(target_words / 150, in_time), kFewest, kMost);
  const bool large = type == "transformer" && pairs >= models::kManyPairs;
  const int64_t batches = large ? (words + kMostAtOnce - 1) / kMostAtOnce : 1;
  return {words / batches, batches};
}

Precision default_precision() {
  return bf16_is_fast() ? Precision::bf16 : Precision::fp32;
}

std::vector<std::string> resolve_defaults(OptionTable& table, const TrainSettings& s,
                                          const DataSize& data, const Json& began) {
  Resolver resolve(table, began);
  if (s.init.empty()) {
    // 29,000 captions in two minutes: BLEU 33.6, a Transformer 30.0; in ten they are level.
    if (is_brief(s) && data.pairs < models::kManyPairs)
      resolve("type", "rnn", "learns more in little time");
    resolve_model(resolve, s.network, data);
  }
  const bool rounds = default_precision() == Precision::bf16;
  resolve("precision", rounds ? "bf16" : "fp32",
          rounds ? "products of rounded numbers, which this processor computes faster" : "");
  if (s.optimizer == OptimizerType::kScheduleFree) {
    resolve("lr-schedule", "constant", "the optimizer averages the weights instead");
    resolve("exponential-smoothing", "0", "the optimizer averages the weights itself");
  }
  if (data.built_in && s.after_batches == 0) {
    resolve("after-epochs", "12", "two minutes on two cores");
    resolve("valid-freq", "1000", "seldom, since this schedule ends with its best weights");
    resolve("lr-schedule", "cosine", "ends with small steps, since the number of epochs is known");
    resolve("learn-rate", "0.0045", "higher than usual, since few updates follow");
    resolve("lr-warmup", "200", "less than an epoch");
  }
  if (data.built_in) resolve("mini-batch-words", "500", "many updates in little time");
  if (!s.init.empty()) {
    // 428 new and as many replayed pairs after the built-in corpus: twice the rate or twice the
    // epochs forgets more old sentences and translates no new ones better.
    resolve("learn-rate", "0.0005", "small steps, so that little of what was learnt is lost");
    resolve("lr-schedule", "cosine", "ends with small steps, since the end is known");
  }
  // Loss with 0.005 and 0.003: a Transformer after 9 epochs of 29,000 captions 1.92 and 2.01, a GRU
  // after 12 of 3,000 captions 2.78 and 2.86.
  const bool many = data.pairs >= models::kManyPairs;
  resolve("learn-rate", many ? "0.003" : "0.005",
          many ? "" : "suits under " + std::to_string(models::kManyPairs) + " pairs");
  // The schedule of the built-in corpus ends with its best weights.
  const bool average = data.target_words >= kWordsForAverage && !data.built_in;
  resolve("exponential-smoothing", average ? "0.001" : "0",
          average ? "about the last 1000 updates are averaged" : "too few updates for an average");
  const UpdateSize update =
      default_update_size(s.network.type, data.pairs, data.target_words, s.max_seconds);
  if (!table.given("mini-batch-words") && update.batches > 1)
    resolve("optimizer-delay", std::to_string(update.batches), "batches an update, to save memory");
  resolve("mini-batch-words", std::to_string(update.batch_words),
          is_brief(s) ? "many updates in little time"
                      : "about 150 updates an epoch, of 4000 words at most");

  using models::Consistency;
  if (const Consistency c = s.regularization.consistency; c != Consistency::kNone)
    resolve("consistency-weight", c == Consistency::kSimCut ? "3" : "5", "that of the paper");

  const int64_t epoch =  // in updates, about
      std::max<int64_t>(1, data.target_words / (s.mini_batch_words * s.optimizer_delay));
  if (!s.init.empty() && s.after_batches == 0)
    resolve("after-epochs", std::to_string(std::clamp<int64_t>(3000 / epoch, 3, 20)),
            "more of them would forget more");
  resolve_schedule(resolve, table, s, data, epoch);

  // A validation may take a fifth of the time: a quarter of the training between two of them.
  const int64_t affordable =
      4 * kValidationCost * data.validation_words * epoch / std::max<int64_t>(1, data.target_words);
  const int64_t interval = std::max(affordable, kUpdatesBetweenValidations);
  if (interval > epoch)
    resolve("valid-freq", std::to_string(interval),
            affordable < interval
                ? "updates, since an epoch has about " + format_quantity(epoch, "update")
                : "updates, so that validations take at most a fifth of the time");
  else if (epoch > kMostUpdatesBetweenValidations)
    resolve("valid-freq", std::to_string(std::max(interval, kMostUpdatesBetweenValidations)),
            "updates, since an epoch has about " + format_quantity(epoch, "update"));
  if (s.rate_ends_with_run())
    resolve("early-stopping", "0", "the smallest steps, at the end, gain most");
  const bool often = s.valid_freq > 0 && s.valid_freq < kUpdatesBetweenValidations;
  resolve("early-stopping", std::to_string(often ? kUpdatesWithoutImprovement / s.valid_freq : 10),
          often ? std::to_string(kUpdatesWithoutImprovement) + " updates without improvement" : "");
  return resolve.lines;
}

}  // namespace gloss::translate
