#include "apps/translate/model/checkpoint.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "core/io/safetensors.h"
#include "models/ensemble.h"
#include "nn/init.h"

namespace gloss::translate {
namespace {

// Raised whenever a file written before can no longer be read as it was meant.
constexpr const char* kFormat = "gloss 1";
constexpr const char* kLexicon = "shortlist";  // the tensor's name

}  // namespace

void save_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  save_checkpoint(path, checkpoint, checkpoint.model->named_parameters());
}

void save_checkpoint(const std::string& path, const Checkpoint& checkpoint,
                     const std::vector<std::pair<std::string, Tensor>>& weights) {
  SafeTensors file;
  Json stored = Json::object();
  for (const auto& [name, value] : values_of(checkpoint.settings))
    stored[name] = value;
  file.metadata = {{"format", kFormat},
                   {"settings", stored.dump()},
                   {"history", Json(checkpoint.history).dump()},
                   {"max_length", std::to_string(checkpoint.max_length)}};
  const Metadata texts = codec_texts(checkpoint);  // the first two are the vocabularies
  file.metadata.insert(file.metadata.begin() + 2, texts.begin(), texts.begin() + 2);
  file.metadata.insert(file.metadata.end(), texts.begin() + 2, texts.end());
  file.tensors = weights;
  if (checkpoint.lexicon) file.tensors.emplace_back(kLexicon, checkpoint.lexicon);
  write_safetensors(path, file);
}

Checkpoint load_checkpoint(const std::string& path) {
  std::error_code unusable;  // such as a name that is too long: the next function says so
  if (!std::filesystem::exists(path, unusable) && !unusable)
    throw std::runtime_error("cannot open '" + path +
                             "': there is no such file (train one first: gloss train --help)");
  SafeTensors file = read_safetensors(path);
  const auto metadata = [&](const char* key) {
    if (const std::string* const value = file.find_metadata(key)) return *value;
    throw std::runtime_error("load: '" + path + "' is not a model of this program: it has no '" +
                             key + "'");
  };
  if (const std::string format = metadata("format"); format != kFormat)
    throw std::runtime_error("load: '" + path + "' has format '" + format +
                             "', this program reads '" + kFormat + "'");
  const std::string settings = metadata("settings"), history = metadata("history");
  for (const char* const key : {"source_vocabulary", "target_vocabulary"})
    metadata(key);
  Checkpoint checkpoint;
  try {
    OptionTable table = model_options(checkpoint.settings);
    const Json stored = Json::parse(settings);
    for (const auto& [name, value] : stored.members())
      table.set(name, value.as_string());
    checkpoint.history = Json::parse(history).items();
    if (const std::string* const length = file.find_metadata("max_length"))
      checkpoint.max_length = std::max<int64_t>(1, Json::parse(*length).as_int());
    set_codecs(checkpoint, file.metadata);
    if (const Tensor* const lexicon = file.find(kLexicon)) {
      check_lexicon(*lexicon, checkpoint.source.vocabulary().size(),
                    checkpoint.target.vocabulary().size());
      checkpoint.lexicon = *lexicon;
      std::erase_if(file.tensors, [](const auto& named) { return named.first == kLexicon; });
    }
    int64_t weights = 0;
    for (const auto& [name, tensor] : file.tensors)
      weights += tensor.size();
    // Before memory is allocated for a network much larger than the file.
    if (checkpoint.settings.least_weights(checkpoint.target.vocabulary().size()) >
        static_cast<double>(weights))
      throw std::runtime_error("its settings ask for more than the " + std::to_string(weights) +
                               " weights that it holds");
    const nn::UninitializedGuard uninitialized;
    checkpoint.model = make_model(checkpoint.settings, checkpoint.source.vocabulary().size(),
                                  checkpoint.target.vocabulary().size(), 0);
  } catch (const std::invalid_argument& error) {
    throw std::runtime_error("load: '" + path + "' holds impossible settings: " + error.what());
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("load: '" + path + "' is damaged: " + error.what());
  }
  checkpoint.model->load(file.tensors, "load: '" + path + "'");
  checkpoint.model->eval();
  return checkpoint;
}

Metadata codec_texts(const Checkpoint& checkpoint) {
  Metadata texts = {{"source_vocabulary", checkpoint.source.vocabulary().to_text()},
                    {"target_vocabulary", checkpoint.target.vocabulary().to_text()}};
  if (const SubwordRules* rules = checkpoint.source.subword_rules())
    texts.emplace_back("subwords", rules->to_text());
  return texts;
}

void set_codecs(Checkpoint& checkpoint, const Metadata& metadata) {
  const auto text = [&](std::string_view key) {
    for (const auto& [name, value] : metadata)
      if (name == key) return value;
    throw std::runtime_error("it has no '" + std::string(key) + "'");
  };
  const ModelSettings& s = checkpoint.settings;
  std::shared_ptr<const SubwordRules> rules;
  if (s.subwords > 0)
    rules = std::make_shared<SubwordRules>(SubwordRules::from_text(text("subwords")));
  const auto codec = [&](const char* key) {
    return Codec(Vocabulary::from_text(text(key)), s.lowercase, rules);
  };
  checkpoint.source = codec("source_vocabulary");
  checkpoint.target = codec("target_vocabulary");
}

Checkpoint load_checkpoints(const std::vector<std::string>& paths) {
  Checkpoint all = load_checkpoint(paths[0]);
  if (paths.size() == 1) return all;
  const Description first = describe_text(all);
  std::vector<std::unique_ptr<models::Translator>> models;
  models.push_back(std::move(all.model));
  for (size_t i = 1; i < paths.size(); ++i) {
    Checkpoint next = load_checkpoint(paths[i]);
    if (const std::string differ = difference(first, describe_text(next)); !differ.empty())
      throw std::runtime_error("'" + paths[0] + "' and '" + paths[i] + "' " + differ +
                               " (models are averaged only if they have the same tokens)");
    if (!all.settings.has_attention()) all.settings = next.settings;
    all.max_length = std::min(all.max_length, next.max_length);
    models.push_back(std::move(next.model));
  }
  all.model = std::make_unique<models::Ensemble>(std::move(models));
  return all;
}

Description describe_text(const Checkpoint& checkpoint) {
  const SubwordRules* const rules = checkpoint.source.subword_rules();
  return {{"lowercase", checkpoint.settings.lowercase ? "true" : "false"},
          {"source vocabulary", checkpoint.source.vocabulary().to_text()},
          {"target vocabulary", checkpoint.target.vocabulary().to_text()},
          {"subword rules", rules ? rules->to_text() : ""}};
}

std::string difference(const Description& a, const Description& b) {
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i]) continue;
    const auto& [name, text] = a[i];
    const bool brief = text.size() + b[i].second.size() < 100;
    return "differ in the " + name + (brief ? ": '" + text + "' and '" + b[i].second + "'" : "");
  }
  return "";
}

}  // namespace gloss::translate
