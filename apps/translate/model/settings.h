#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::models {
struct Architectures;
class Translator;
}  // namespace gloss::models

namespace gloss::translate {

// The options of every architecture, a value. They stand behind a pointer, so that files which
// include this one need not be compiled again when an architecture or a layer changes.
class NetworkOptions {
 public:
  NetworkOptions();
  NetworkOptions(const NetworkOptions& other);
  NetworkOptions& operator=(NetworkOptions other);
  ~NetworkOptions();

  models::Architectures& operator*() const { return *all_; }

 private:
  std::unique_ptr<models::Architectures> all_;
};

// What a translator is: how text becomes tokens, and what the network looks like. A model file
// keeps these settings with the weights.
struct ModelSettings {
  std::string type = "rnn";
  NetworkOptions networks;  // those of `type` count
  int64_t subwords = 0;     // merges; 0: whole words
  int64_t vocab_min_freq = 2;
  bool lowercase = false;
  bool case_marks = false;  // with subwords: capitals are tokens of their own

  bool has_attention() const;
  bool has_joint_vocabulary() const;  // one for both languages, since all embeddings are tied
  void check_network() const;         // std::invalid_argument for options that do not fit together

  // The network has at least this many weights.
  double least_weights(int64_t target_vocabulary) const;
};

// Adds the model's options, bound to the settings.
void add_model_options(OptionTable& table, ModelSettings& settings);

// A table of these alone, to set them by name or to write them down. It shows only options that the
// type of network has.
OptionTable model_options(ModelSettings& settings);

// The settings that count, by the names of their options.
std::vector<std::pair<std::string, std::string>> values_of(ModelSettings settings);

// Whether a setting of this name means something to a network of this type.
bool applies_to(std::string_view type, std::string_view option);

// The network that the settings describe, with fresh weights.
std::unique_ptr<models::Translator> make_model(const ModelSettings& settings,
                                               int64_t source_vocabulary, int64_t target_vocabulary,
                                               uint64_t seed);

}  // namespace gloss::translate
