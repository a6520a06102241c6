#include "apps/translate/model/settings.h"

namespace gloss::translate {

void add_model_options(OptionTable& table, ModelSettings& s) {
  table.group("Model");
  table.add("type", s.type, "TYPE", "the architecture").one_of({"rnn", "transformer"});
  table.add("dim-emb", s.dim_emb, "N", "width of the token embeddings").at_least(1).at_most(65536);
  table
      .add("dim-rnn", s.dim_rnn, "N",
           "units of the decoder; each direction of the encoder has half")
      .at_least(2)
      .at_most(65536);
  table.add("cell", s.cell, "CELL", "recurrent cell").one_of({"tanh", "gru", "lstm"});
  table.add("enc-depth", s.enc_depth, "N", "layers of the encoder; a Transformer has 4 unless told")
      .at_least(1)
      .at_most(64);
  table.add("dec-depth", s.dec_depth, "N", "layers of the decoder, likewise")
      .at_least(1)
      .at_most(64);
  table.add("attention", s.attention, "SCORE", "how a recurrent decoder looks at the source")
      .one_of({"none", "dot", "scaled-dot", "general", "additive"});
  table
      .add("transformer-heads", s.transformer_heads, "N",
           "attentions side by side; they share the embeddings' width")
      .at_least(1)
      .at_most(1024);
  table
      .add("transformer-dim-ffn", s.transformer_dim_ffn, "N",
           "width of a Transformer's feed-forward layers")
      .at_least(1)
      .at_most(65536);
  table
      .add("tied-embeddings", s.tied_embeddings, "WHICH",
           "embeddings that share one table: none, those of the target and the output, or all "
           "(with one vocabulary for both languages)")
      .one_of({"none", "target", "all"});
  table.add("dropout", s.dropout, "P", "probability of dropping a value in training")
      .at_least(0)
      .less_than(1);
  table
      .add("subwords", s.subwords, "N",
           "merges of byte-pair encoding, learnt from both languages, for example 10000; 0: whole "
           "words")
      .at_least(0)
      .at_most(1000000);
  table
      .add("vocab-min-freq", s.vocab_min_freq, "N",
           "words seen less often in training are unknown; subwords are split further")
      .at_least(1);
  table.flag("lowercase", s.lowercase, "turn all text into lower case first");
}

OptionTable model_options(ModelSettings& settings) {
  OptionTable table("model", "");
  add_model_options(table, settings);
  return table;
}

void choose_depths(const OptionTable& table, ModelSettings& s) {
  if (s.type != "transformer") return;
  if (!table.given("enc-depth")) s.enc_depth = 4;
  if (!table.given("dec-depth")) s.dec_depth = 4;
}

bool heeds(std::string_view type, std::string_view option) {
  const bool recurrent = option == "dim-rnn" || option == "cell" || option == "attention";
  return type == "transformer" ? !recurrent : !option.starts_with("transformer-");
}

bool has_attention(const ModelSettings& s) {
  return s.type == "transformer" || s.attention != "none";
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
  table.add("max-length", s.max_length, "N", "drop pairs with more tokens on a side").at_least(1);

  add_model_options(table, s.network);
  table.add("model,m", s.model, "FILE", "the model file to write").command_line_only();
  table.flag("overwrite", s.overwrite, "replace an existing model file");
  table
      .flag("resume", s.resume,
            "go on with the training that --model has so far, under the same settings (limits, "
            "--valid-freq, --learn-rate and --clip-norm may change), or begin it")
      .command_line_only();

  table.group("Learning");
  table.add("optimizer", s.optimizer, "NAME", "how gradients change weights")
      .one_of({"adam", "adamw", "sgd"});
  table.add("learn-rate,l", s.learn_rate, "RATE", "the highest learning rate").greater_than(0);
  table.add("lr-schedule", s.lr_schedule, "NAME", "how the rate changes")
      .one_of({"constant", "inv-sqrt", "cosine", "plateau"});
  table.add("lr-warmup", s.lr_warmup, "N", "updates over which the rate rises at first")
      .at_least(0);
  table.add("clip-norm", s.clip_norm, "NORM", "longest gradient; 0: no limit").at_least(0);
  table
      .add("label-smoothing", s.label_smoothing, "SHARE",
           "probability spread over all words of the vocabulary")
      .at_least(0)
      .less_than(1);
  table.add("weight-decay", s.weight_decay, "RATE", "pull of the weights towards 0").at_least(0);
  table
      .add("exponential-smoothing", s.exponential_smoothing, "SHARE",
           "validate and save a moving average of the weights that takes in this share of each "
           "update, for example 0.001; 0: the weights themselves")
      .at_least(0)
      .less_than(1);
  table.add("optimizer-delay", s.optimizer_delay, "N", "batches for each update").at_least(1);
  table
      .add("mini-batch-words", s.mini_batch_words, "N", "target tokens in a batch, padding counted")
      .at_least(1);

  table.group("When to stop, and what to report");
  table.add("after-epochs,e", s.after_epochs, "N", "passes over the data; 0: no limit").at_least(0);
  table.add("after-batches", s.after_batches, "N", "updates; 0: no limit").at_least(0);
  table
      .add("max-seconds", s.max_seconds, "S",
           "time of training, runs before --resume counted; 0: no limit")
      .at_least(0);
  table
      .add("early-stopping", s.early_stopping, "N",
           "validations in a row without improvement; 0: no limit")
      .at_least(0);
  table.add("disp-freq", s.disp_freq, "N", "updates from one progress line to the next")
      .at_least(1);
  table.add("valid-freq", s.valid_freq, "N", "updates from one validation to the next")
      .at_least(0)
      .default_text("once an epoch");
  table
      .add("save-freq", s.save_freq, "N",
           "updates from one save of what --resume needs, in MODEL.training, to the next")
      .at_least(0)
      .default_text("every two minutes, and at the end");
  table
      .add("valid-metrics", s.valid_metrics, "METRIC...",
           "what validations measure; the first decides which model is kept")
      .one_of({"loss", "bleu", "chrf"});
  table.add("log", s.log, "FILE", "write what happens as one JSON object a line")
      .command_line_only();
  add_common_options(table, s.common);

  table.example("gloss train", "the built-in corpus");
  table.example("gloss train -t train.en train.de --valid-sets val.en val.de -m en-de.safetensors",
                "your own text");
  return table;
}

}  // namespace gloss::translate
