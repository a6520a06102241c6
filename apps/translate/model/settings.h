#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

// What a translator is: how text becomes tokens and what the network looks like. It is stored with
// the weights.
struct ModelSettings {
  std::string type = "rnn";
  int64_t dim_emb = 128;
  int64_t dim_rnn = 256;
  std::string cell = "gru";
  int64_t enc_depth = 1;
  int64_t dec_depth = 1;
  std::string attention = "additive";
  int64_t transformer_heads = 4;
  int64_t transformer_dim_ffn = 256;
  std::string tied_embeddings = "target";
  double dropout = 0.3;
  int64_t subwords = 0;  // merges; 0: whole words
  int64_t vocab_min_freq = 2;
  bool lowercase = false;
};

void add_model_options(OptionTable& table, ModelSettings& settings);

// A table of these alone: settings as names and texts, which is how a model file keeps them.
OptionTable model_options(ModelSettings& settings);

// After parsing: the depths that were not given, by the type of network. A Transformer needs
// several layers to do what a recurrent network does with one.
void choose_depths(const OptionTable& table, ModelSettings& settings);

// Whether a network of this type heeds an option: a Transformer has no recurrent cell.
bool heeds(std::string_view type, std::string_view option);

// Whether the network says where it looked.
bool has_attention(const ModelSettings& settings);

// Everything that `gloss train` can be told.
struct TrainSettings {
  std::vector<std::string> train_sets, valid_sets;
  std::string tsv;
  int64_t max_length = 100;

  std::string model = "model.safetensors";
  bool overwrite = false;
  bool resume = false;
  ModelSettings network;

  std::string optimizer = "adam";
  double learn_rate = 0.003;
  std::string lr_schedule = "inv-sqrt";
  int64_t lr_warmup = 400;
  double clip_norm = 1;
  double label_smoothing = 0.1;
  double weight_decay = 0;
  double exponential_smoothing = 0;
  int64_t optimizer_delay = 1;
  int64_t mini_batch_words = 2000;

  int64_t after_epochs = 0;
  int64_t after_batches = 0;
  double max_seconds = 0;
  int64_t early_stopping = 10;
  int64_t disp_freq = 100;
  int64_t valid_freq = 0;  // 0: once an epoch
  int64_t save_freq = 0;   // 0: every two minutes
  std::vector<std::string> valid_metrics = {"bleu"};
  std::string log;

  CommonSettings common;
};

// The table of `gloss train`, bound to the settings.
OptionTable train_options(TrainSettings& settings);

}  // namespace gloss::translate
