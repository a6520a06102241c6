#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/cli/options.h"
#include "models/architectures.h"

namespace gloss::translate {

// What a translator is: how text becomes tokens, and what the network looks like. A model file
// keeps these settings with the weights.
struct ModelSettings {
  std::string type = models::RnnTranslatorOptions::kName;
  models::Architectures networks;  // the options of every architecture; those of `type` count
  int64_t subwords = 0;            // merges; 0: whole words
  int64_t vocab_min_freq = 2;
  bool lowercase = false;
  bool case_marks = false;  // with subwords: capitals are tokens of their own

  // The options of one architecture: options<models::RnnTranslatorOptions>().cell
  template <class Options>
  Options& options() {
    return std::get<Options>(networks);
  }

  bool has_attention() const;
  bool has_joint_vocabulary() const;  // one for both languages, since all embeddings are tied
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
