#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "apps/translate/model/lexicon.h"
#include "apps/translate/model/settings.h"
#include "apps/translate/text/codec.h"
#include "core/io/json.h"
#include "models/translator.h"

namespace gloss::translate {

// A translator as it is used and stored: settings, both languages' text, the network, and what
// happened in training (one record for each validation). One safetensors file holds all of it.
struct Checkpoint {
  ModelSettings settings;
  Codec source, target;
  std::unique_ptr<models::Translator> model;
  std::vector<Json> history;
  int64_t max_length = 100;  // tokens of the longest sentences that it was trained with
  Lexicon lexicon = {};      // holds nothing unless it was trained with --shortlist
};

// The file holds no clock times, paths or host names: the same run gives the same bytes. With
// `weights`, those stand in for the network's own.
void save_checkpoint(const std::string& path, const Checkpoint& checkpoint);
void save_checkpoint(const std::string& path, const Checkpoint& checkpoint,
                     const std::vector<std::pair<std::string, Tensor>>& weights);

// Throws std::runtime_error if the file cannot be read, is not a model of this program, or does not
// fit its own settings, saying which tensor.
Checkpoint load_checkpoint(const std::string& path);

// Loads several models as one (models/ensemble.h), whose settings are those of the first model with
// attention, if there is one. A single model is loaded as it is. std::runtime_error also if text
// becomes other tokens in one model than in another.
Checkpoint load_checkpoints(const std::vector<std::string>& paths);

// How text becomes tokens, as metadata of a file; and back, with the checkpoint's settings:
// std::runtime_error if an entry is missing or damaged.
using Metadata = std::vector<std::pair<std::string, std::string>>;
Metadata codec_texts(const Checkpoint& checkpoint);
void set_codecs(Checkpoint& checkpoint, const Metadata& metadata);

// What decides how text becomes tokens, as names and texts.
using Description = std::vector<std::pair<std::string, std::string>>;
Description describe_text(const Checkpoint& checkpoint);

// The first difference: "differ in the cell: 'gru' and 'lstm'", without the texts if they are long;
// empty if there is none.
std::string difference(const Description& a, const Description& b);

}  // namespace gloss::translate
