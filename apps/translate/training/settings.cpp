#include "apps/translate/training/settings.h"

#include <string_view>
#include <utility>

namespace gloss::translate {
namespace {

constexpr std::pair<std::string_view, OptimizerType> kOptimizers[] = {
    {"adam", OptimizerType::kAdam},
    {"adamw", OptimizerType::kAdamW},
    {"muon", OptimizerType::kMuon},
    {"schedule-free", OptimizerType::kScheduleFree},
    {"sgd", OptimizerType::kSgd}};

constexpr std::pair<std::string_view, LrSchedule> kSchedules[] = {
    {"constant", LrSchedule::kConstant},
    {"inv-sqrt", LrSchedule::kInverseSqrt},
    {"linear", LrSchedule::kLinear},
    {"cosine", LrSchedule::kCosine},
    {"plateau", LrSchedule::kPlateau}};

constexpr std::pair<std::string_view, ValidMetric> kMetrics[] = {
    {"loss", ValidMetric::kLoss}, {"bleu", ValidMetric::kBleu}, {"chrf", ValidMetric::kChrf}};

constexpr std::pair<std::string_view, Precision> kPrecisions[] = {{"fp32", Precision::fp32},
                                                                  {"bf16", Precision::bf16}};

void add_learning_options(OptionTable& table, TrainSettings& s) {
  table.group("Learning");
  table.add("optimizer", s.optimizer, kOptimizers, "the rule that updates the weights");
  table.add("learn-rate,l", s.learn_rate, "RATE", "the peak learning rate", {.greater_than = 0});
  table
      .add("lr-schedule", s.lr_schedule, kSchedules,
           "learning rate after the warm-up; linear and cosine reach 0 at the first limit of the "
           "run (by time if --max-seconds is given: the result depends on the machine's speed)")
      .default_text("linear if the training ends by time or by itself, otherwise inv-sqrt");
  table.add("lr-warmup", s.lr_warmup, "N", "updates of linear warm-up to the peak",
            {.at_least = 0, .at_most = 1e9});
  table.add("clip-norm", s.clip_norm, "NORM", "largest norm of the gradient; 0: no limit",
            {.at_least = 0});
  table.add("label-smoothing", s.label_smoothing, "SHARE",
            "probability spread over all tokens of the vocabulary",
            {.at_least = 0, .less_than = 1});
  table.add("bpe-dropout", s.bpe_dropout, "P",
            "skip each merge of subwords with this probability, in training only and anew in each "
            "epoch, for example 0.1",
            {.at_least = 0, .less_than = 1});
  models::Regularization& r = s.regularization;
  table.add("consistency", r.consistency, models::kConsistencies,
            "compute each batch twice and penalise unequal predictions; simcut hides tokens from "
            "the second pass");
  table
      .add("consistency-weight", r.consistency_weight, "ALPHA", "weight of that penalty",
           {.at_least = 0})
      .default_text("3 for simcut, 5 for r-drop");
  table.add("cutoff", r.cutoff, "P", "share of the tokens that simcut hides",
            {.at_least = 0, .less_than = 1});
  table.add("word-dropout", r.word_dropout, "P",
            "probability of hiding a token of the source or of the decoder's input",
            {.at_least = 0, .less_than = 1});
  table.add("weight-decay", s.weight_decay, "RATE", "decay of the weights (any optimizer but adam)",
            {.at_least = 0});
  table.add("exponential-smoothing", s.exponential_smoothing, "SHARE",
            "validate and save a moving average of the weights, updated with this weight, for "
            "example 0.001; 0: the weights themselves",
            {.at_least = 0, .less_than = 1});
  table.add("optimizer-delay", s.optimizer_delay, "N", "batches per update",
            {.at_least = 1, .at_most = 1e6});
  table.add("mini-batch-words", s.mini_batch_words, "N",
            "tokens in a batch on the side that has more of them, padding and end marks counted",
            {.at_least = 1, .at_most = 1e9});
  add_precision(table, s.precision);
}

void add_limits(OptionTable& table, TrainSettings& s) {
  table.group("When to stop, and what to report");
  table
      .add("after-epochs,e", s.after_epochs, "N", "passes over the data; 0: no limit",
           {.at_least = 0, .at_most = 1e9})
      .default_text("40 or more below 200000 pairs, unless --after-batches is given");
  table.add("after-batches", s.after_batches, "N", "updates; 0: no limit",
            {.at_least = 0, .at_most = 1e12});
  table.add("max-seconds", s.max_seconds, "S",
            "seconds of training, earlier runs of a resumed training included; 0: no limit",
            {.at_least = 0});
  table
      .add("early-stopping", s.early_stopping, "N",
           "validations in a row without improvement; 0: no limit", {.at_least = 0})
      .default_text("10 or more, or none with linear and cosine");
  table.add("disp-freq", s.disp_freq, "N", "updates between two progress lines", {.at_least = 1});
  table.add("valid-freq", s.valid_freq, "N", "updates between two validations", {.at_least = 0})
      .default_text("once an epoch, but at least 100 updates apart");
  table
      .add("save-freq", s.save_freq, "N",
           "updates between two saves of MODEL.training, from which --resume continues",
           {.at_least = 0})
      .default_text("every two minutes, and at the end");
  table.add("valid-metrics", s.valid_metrics, kMetrics,
            "what validations measure; the first decides which model is kept");
  table.add("log", s.log, "FILE", "write events as one JSON object a line").command_line_only();
}

}  // namespace

void add_precision(OptionTable& table, Precision& precision) {
  table.add("precision", precision, kPrecisions,
            "what the linear layers multiply in an update: single precision, or numbers rounded to "
            "bf16, which is faster on processors with AMX");
}

OptionTable train_options(TrainSettings& s) {
  OptionTable table("gloss train",
                    "Learns to translate from pairs of sentences and writes one model file. "
                    "Without data it learns from a small built-in English-French corpus.");
  table.group("Data");
  table.add("train-sets,t", s.train_sets, "SRC TRG",
            "two text files; line N of one belongs to line N of the other");
  table.add("tsv", s.tsv, "FILE",
            "one file of lines: source, tab, target; further columns are ignored");
  table.add("valid-sets", s.valid_sets, "SRC TRG", "validation data")
      .default_text("a part of the training data is held out");
  table.add("max-length", s.max_length, "N", "drop pairs with more tokens on a side",
            {.at_least = 1});
  table.add(
      "augment", s.augment, "CHANGE[=SHARE]...",
      "in each epoch, change a random share of the pairs: upper (default share "
      "0.05), title (0.05), no-punctuation (0.1), typos (0.1, in the source), or all of these");
  table.add("distil", s.distil, "MODEL...",
            "learn this model's translations of the source sentences (beam of 5), too; with "
            "several models, those of their averaged probabilities");

  table.group("Fine-tuning");
  table.add("init", s.init, "MODEL",
            "start from this model, with its vocabulary and settings, and learn new sentences");
  table.add("replay", s.replay, "FILE...",
            "old pairs, so that the model does not forget them; each epoch draws as many as there "
            "are new pairs: SRC TRG, one file of tabbed lines, or built-in");

  add_model_options(table, s.network);
  table.add("model,m", s.model, "FILE", "the model file to write").command_line_only();
  table.flag("overwrite", s.overwrite, "replace an existing model file");
  table
      .flag("resume", s.resume,
            "continue the training of --model with the same settings (limits, --early-stopping, "
            "--valid-freq, --learn-rate and --clip-norm may change), or begin it")
      .command_line_only();

  table.add("shortlist", s.shortlist, "N",
            "store the N likeliest translations of each source token in the model file, for gloss "
            "translate --shortlist; 0: none",
            {.at_least = 0, .at_most = 1000});

  add_learning_options(table, s);
  add_limits(table, s);
  add_common_options(table, s.common);

  table.example("gloss train", "the built-in corpus");
  table.example("gloss train -t train.en train.de --valid-sets val.en val.de -m en-de.safetensors",
                "your own text");
  table.example(
      "gloss train --init model.safetensors --replay built-in --tsv own.tsv -m new.safetensors",
      "your own sentences, after the built-in corpus");
  return table;
}

}  // namespace gloss::translate
