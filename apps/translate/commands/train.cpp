#include <algorithm>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <optional>
#include <tuple>

#include "apps/translate/cli/interrupt.h"
#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/cli/terminal.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/decoding/shown_translation.h"
#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/augmentation.h"
#include "apps/translate/training/defaults.h"
#include "apps/translate/training/fine_tuning.h"
#include "apps/translate/training/learn_lexicon.h"
#include "apps/translate/training/resume.h"
#include "apps/translate/training/trainer.h"
#include "apps/translate/training/training_data.h"
#include "core/allocator.h"
#include "core/io/file.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

void check_usage(const TrainSettings& s) {
  parse_augmentation(s.augment);
  if (!s.init.empty() && s.train_sets.empty() && s.tsv.empty())
    throw UsageError("--init needs new sentences: --train-sets or --tsv");
  if (s.init.empty() && !s.replay.empty())
    throw UsageError("--replay needs the model that learnt those sentences: --init");
  if (!s.distil.empty() && !s.replay.empty())
    throw UsageError("--distil and --replay both add pairs to each epoch (give one of them)");
  if (s.replay.size() > 2) throw UsageError("--replay takes SRC TRG, one file, or built-in");
  if (!s.train_sets.empty() && !s.tsv.empty())
    throw UsageError("--train-sets and --tsv both name training data (give one of them)");
}

void check_network(const ModelSettings& s) {
  try {
    s.check_network();
  } catch (const std::invalid_argument& error) {
    throw UsageError(error.what());
  }
}

// No file of the data may be replaced by the model or the log, and an older log only if told so.
void check_files(const TrainSettings& s) {
  std::vector<std::string> inputs = s.train_sets;
  inputs.insert(inputs.end(), s.valid_sets.begin(), s.valid_sets.end());
  inputs.insert(inputs.end(), s.replay.begin(), s.replay.end());
  inputs.insert(inputs.end(), s.distil.begin(), s.distil.end());
  inputs.insert(inputs.end(), {s.tsv, s.init, s.common.config});
  check_outputs({s.model, training_path(s.model), s.log}, inputs);
  std::error_code ignored;  // the log cannot be opened then, and that says why
  if (s.resume || s.overwrite || !std::filesystem::is_regular_file(s.log, ignored)) return;
  if (std::filesystem::file_size(s.log) > 0)
    throw std::runtime_error("'" + s.log +
                             "' exists (--resume appends to it, --overwrite replaces it)");
}

// Finds out now, not after hours, that the model cannot be written, or that it would replace work.
void check_model_path(const TrainSettings& s) {
  if (s.model == "-")
    throw std::runtime_error("cannot write '-': a model is a file, not standard output");
  const std::string state = training_path(s.model);
  std::error_code ignored;  // NewFile says why a path is of no use
  const bool model_exists = std::filesystem::exists(s.model, ignored);
  const bool state_exists = std::filesystem::exists(state, ignored);
  if (model_exists && !std::filesystem::is_regular_file(s.model, ignored))
    throw std::runtime_error("cannot write '" + s.model + "': not a regular file");
  if (s.resume && model_exists && !state_exists && !s.overwrite)
    throw std::runtime_error("'" + s.model + "' exists, but not '" + state +
                             "', from which --resume would go on (--overwrite begins again)");
  if (!s.resume && !s.overwrite && (model_exists || state_exists))
    throw std::runtime_error("'" + (model_exists ? s.model : state) + "' exists (" +
                             (state_exists ? "--resume goes on with it, " : "") +
                             "--overwrite replaces it)");
  NewFile{s.model};  // creates a file beside the model and removes it
  NewFile{state};
}

// Resolves the defaults that depend on the data and the processor, or are those that the training
// began with, and prints them.
void resolve_and_print_defaults(OptionTable& options, TrainSettings& s, const Corpus& corpus,
                                const Corpus& old, const Json& began, Reporter& reporter) {
  DataSize size{.pairs = corpus.training,
                .target_words = corpus.training_words,
                .validation_words = corpus.validation_words,
                .built_in = corpus.built_in};
  if (old.training > 0)  // in each epoch as many as there are new ones
    size.target_words +=
        old.training_words * std::min(corpus.training, old.training) / old.training;
  const std::vector<std::string> lines = resolve_defaults(options, s, size, began);
  check_network(s.network);
  if (s.rate_ends_with_run() && !s.is_limited())
    throw UsageError(
        "--lr-schedule linear and cosine need an end: --after-epochs, --after-batches or "
        "--max-seconds");
  if (s.optimizer == OptimizerType::kScheduleFree &&
      (s.lr_schedule != LrSchedule::kConstant || s.exponential_smoothing > 0))
    throw UsageError(
        "--optimizer schedule-free needs --lr-schedule constant and --exponential-smoothing 0: it "
        "averages the weights itself");
  if (s.bpe_dropout > 0 && s.network.subwords == 0)
    throw UsageError("--bpe-dropout changes subwords, but --subwords 0 learns whole words");
  if (!lines.empty()) reporter.print("defaults for " + format_quantity(size.pairs, "pair") + ":");
  for (const std::string& line : lines)
    reporter.print("  " + line);
  for (const std::string& name : options.given_without_effect())
    reporter.print("--" + name + " has no effect: --type " + s.network.type + " does not use it");
  const models::Consistency consistency = s.regularization.consistency;
  if (options.given("cutoff") && consistency != models::Consistency::kSimCut)
    reporter.print("--cutoff has no effect without --consistency simcut");
  if (options.given("consistency-weight") && consistency == models::Consistency::kNone)
    reporter.print("--consistency-weight has no effect without --consistency");
}

// Loads the teacher, which must not write what the new model cannot tell from its own text.
Checkpoint load_teacher(const TrainSettings& s) {
  Checkpoint teacher = load_checkpoints(s.distil);
  if (teacher.settings.lowercase && !s.network.lowercase)
    throw UsageError("--distil: '" + s.distil[0] +
                     "' writes small letters only, and the new model would learn them, too "
                     "(--lowercase if it should)");
  return teacher;
}

// The pairs that are translated at the end. With --max-seconds there is no time for all of them.
std::vector<SentencePair> to_translate(const TrainSettings& s, std::vector<SentencePair> pairs,
                                       size_t validated) {
  if (s.max_seconds == 0) return pairs;
  std::vector<SentencePair> few;
  for (const size_t i : spread(pairs.size(), std::min<size_t>(100, validated)))
    few.push_back(std::move(pairs[i]));
  return few;
}

// What the saved model makes of the examples: its score, a few translations, and where it looked
// for one of them.
void show(const TrainSettings& s, const std::string& title,
          const std::vector<SentencePair>& examples, Reporter& reporter) {
  // With --max-seconds there is no time for beam search, nor to search once more for translations
  // that cycle.
  const bool brief = s.max_seconds > 0;
  const Checkpoint best = load_checkpoint(s.model);
  const auto [sources, references, found, translations] =
      translate_pairs(best, examples,
                      {.search = {.beam_size = brief ? 1 : 4, .repetition_guard = !brief},
                       .on_share = reporter.stage("translating")});
  std::cout << '\n'
            << title << " sentences: BLEU "
            << fixed(corpus_score(Bleu(), found, {&references, 1}), 1) << " over " << found.size()
            << (brief ? " (greedy)\n" : " (beam search)\n");
  constexpr size_t kShown = 5;                           // sentences
  constexpr size_t kColumns = 14, kRows = 3 * kColumns;  // tokens of a map that fits a screen
  // An untrained model repeats words without end.
  const auto shown = [](const std::string& text) { return clip(visible(text), 400); };
  AttentionMap drawn;
  for (size_t i = 0; i < std::min(kShown, found.size()); ++i) {
    const size_t at = i * found.size() / kShown;
    std::cout << "\n  source     " << shown(sources[at]) << "\n  translated " << shown(found[at])
              << "\n  reference  " << shown(references[at]) << '\n';
    if (!s.network.has_attention()) continue;
    AttentionMap map = attention_map(best, translations[at], 0);
    if (map.source.size() <= kColumns && map.target.size() <= kRows &&
        map.source.size() > drawn.source.size())
      drawn = std::move(map);
  }
  if (!drawn.source.empty())
    std::cout << "\nWhere it looked (a row for each word it wrote):\n\n"
              << attention_heatmap(drawn, colour_allowed(stdout), terminal_width(stdout));
}

}  // namespace

int train_command(const Arguments& arguments) {
  const auto began = std::chrono::steady_clock::now();
  const auto seconds = [began] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - began).count();
  };
  TrainSettings settings;
  OptionTable options = train_options(settings);
  defer_defaults(options);
  if (!start(options, settings.common, arguments)) return 0;
  std::signal(SIGPIPE, SIG_IGN);  // training goes on when the progress' reader, as `head`, ends
  check_usage(settings);
  check_files(settings);
  check_model_path(settings);
  Progress progress(std::cerr, Progress::on_standard_error(settings.common.quiet));
  Reporter reporter(settings, seconds, progress);

  const bool fine_tuning = !settings.init.empty(), replaying = !settings.replay.empty(),
             distilling = !settings.distil.empty();
  Checkpoint checkpoint, teacher;
  if (fine_tuning) checkpoint = load_initial_model(settings.init, options);
  if (distilling) teacher = load_teacher(settings);
  Corpus corpus =
      read_corpus(training_files(settings), settings.valid_sets, "pair", settings, reporter);
  Corpus old{.noun = "old pair", .reader = PairReader(std::vector<SentencePair>())};
  if (replaying) old = read_corpus(replay_files(settings), {}, "old pair", settings, reporter);
  std::optional<SavedTraining> saved = saved_training(settings);
  resolve_and_print_defaults(options, settings, corpus, old,
                             saved ? saved->settings : Json::object(), reporter);
  checkpoint.settings = settings.network;
  checkpoint.max_length = settings.max_length;
  const auto values = options.values();
  const Json in_force = Json::Object(values.begin(), values.end());
  if (saved)
    for (const std::string& change : changed_settings(saved->settings, kept_settings(in_force)))
      reporter.print("resuming with " + change);
  const bool sampled = !fine_tuning && learn_codecs(corpus, settings, saved, checkpoint, reporter);
  const auto [training, validation] = encode_corpus(settings, checkpoint, corpus, reporter);
  EncodedCorpus extra, old_validation;
  if (replaying)
    std::tie(extra, old_validation) = encode_corpus(settings, checkpoint, old, reporter);
  if (distilling)
    extra = distilled_corpus(settings, std::exchange(teacher, {}), checkpoint, corpus, reporter);
  if (fine_tuning)
    reporter.print(unknown_tokens_message(training));
  else
    checkpoint.model = make_model(settings.network, checkpoint.source.vocabulary().size(),
                                  checkpoint.target.vocabulary().size(),
                                  static_cast<uint64_t>(settings.common.seed));
  allocator::release_cache();  // 200 MB that reading a million pairs took and freed
  const int64_t words = checkpoint.target.vocabulary().size();
  checkpoint.lexicon = {};
  if (settings.shortlist > 0)
    checkpoint.lexicon =
        learn_lexicon({&training.encoded, &extra.encoded}, checkpoint, settings.shortlist);
  const int64_t parameters = checkpoint.model->parameter_count();
  reporter.log(Json::object({{"event", "start"},
                             {"settings", in_force},
                             {"parameters", parameters},
                             {"vocabulary", words},
                             {"train_pairs", training.size()},
                             {"valid_pairs", validation.size()}}));
  const auto extra_pairs = static_cast<int64_t>(extra.size());
  std::string with_extra;
  if (replaying)
    with_extra = " and " +
                 std::to_string(std::min(static_cast<int64_t>(training.size()), extra_pairs)) +
                 " of " + format_quantity(extra_pairs, "old pair") + " in each epoch";
  if (distilling)
    with_extra = " and " + format_quantity(extra_pairs, "translation") + " of the teacher";
  reporter.print("training on " + format_quantity(static_cast<int64_t>(training.size()), "pair") +
                 (corpus.built_in ? " of the built-in English-French corpus" : "") + with_extra +
                 ", validating on " +
                 (corpus.held_out ? std::to_string(validation.size()) : "the same") + "; " +
                 std::to_string(words) +
                 (settings.network.subwords > 0 ? " target subwords, " : " target words, ") +
                 format_count(static_cast<double>(parameters)) + " parameters, " +
                 format_quantity(threads(), "thread"));

  TrainingResult result;
  {
    const InterruptGuard guard;
    result = train({settings, in_force, checkpoint, training, validation, seconds, interrupted,
                    reporter, std::move(extra), fine_tuning ? checksum(checkpoint) : "", sampled,
                    std::move(saved)});
  }
  reporter.print("stopped after " + format_quantity(result.updates, "update") + ", " +
                 format_duration(seconds()) + " (" + result.reason + "); the model is in '" +
                 settings.model + "'");
  if (result.reason == "interrupted") {
    reporter.print("this goes on with it:\n  " + resume_command(arguments));
    return 1;
  }
  if (settings.common.quiet || interrupted()) return 0;
  const auto chosen = [&](std::vector<SentencePair> pairs) {
    return to_translate(settings, std::move(pairs), result.validation_pairs);
  };
  if (corpus.built_in)
    show(settings, "Held-out", chosen(corpus.examples), reporter);
  else
    show(settings, corpus.held_out ? "Validation" : "Training",
         chosen(validation.pairs.to_vector()), reporter);
  if (fine_tuning) {
    std::vector<TestSet> sets;
    if (replaying)
      sets.push_back({old.held_out ? "old validation" : "old training",
                      chosen(old_validation.pairs.to_vector())});
    sets.push_back({corpus.held_out ? "new validation" : "new training",
                    chosen(validation.pairs.to_vector())});
    std::cout << '\n'
              << scores_before_and_after(load_checkpoint(settings.init),
                                         load_checkpoint(settings.model), sets,
                                         reporter.stage("translating"));
  }
  return 0;
}

}  // namespace gloss::translate
