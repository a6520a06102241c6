#include "apps/translate/model/checkpoint.h"

#include <filesystem>
#include <map>
#include <numeric>
#include <optional>
#include <stdexcept>

#include "core/io/safetensors.h"
#include "models/rnn_translator.h"
#include "models/transformer_translator.h"

namespace gloss::translate {
namespace {

// Raised whenever a file written before can no longer be read as it was meant.
constexpr const char* kFormat = "gloss 1";

template <class T>
T named(const std::map<std::string, T>& values, const std::string& name) {
  return values.at(name);  // the option table has checked the name
}

models::TiedEmbeddings tied(const ModelSettings& s) {
  const std::map<std::string, models::TiedEmbeddings> ties = {
      {"none", models::TiedEmbeddings::kNone},
      {"target", models::TiedEmbeddings::kTarget},
      {"all", models::TiedEmbeddings::kAll}};
  return named(ties, s.tied_embeddings);
}

models::TransformerTranslatorOptions transformer_options(const ModelSettings& s) {
  return {.embedding_dim = s.dim_emb,
          .heads = s.transformer_heads,
          .ffn_dim = s.transformer_dim_ffn,
          .encoder_layers = s.enc_depth,
          .decoder_layers = s.dec_depth,
          .tied = tied(s),
          .dropout = static_cast<real>(s.dropout)};
}

models::RnnTranslatorOptions rnn_options(const ModelSettings& s) {
  const std::map<std::string, nn::CellType> cells = {
      {"tanh", nn::CellType::kTanh}, {"gru", nn::CellType::kGru}, {"lstm", nn::CellType::kLstm}};
  const std::map<std::string, std::optional<nn::Score>> scores = {
      {"none", std::nullopt},
      {"dot", nn::Score::kDot},
      {"scaled-dot", nn::Score::kScaledDot},
      {"general", nn::Score::kGeneral},
      {"additive", nn::Score::kAdditive}};
  return {.embedding_dim = s.dim_emb,
          .hidden_size = s.dim_rnn,
          .cell = named(cells, s.cell),
          .encoder_layers = s.enc_depth,
          .decoder_layers = s.dec_depth,
          .attention = named(scores, s.attention),
          .tied = tied(s),
          .dropout = static_cast<real>(s.dropout)};
}

template <class Model, class Options>
std::unique_ptr<models::Translator> sized(Options options, int64_t source_vocabulary,
                                          int64_t target_vocabulary, uint64_t seed) {
  Rng rng{.seed = seed};
  options.source_vocabulary = source_vocabulary;
  options.target_vocabulary = target_vocabulary;
  return std::make_unique<Model>(options, rng);
}

// Not more than the network has: settings that ask for a much larger one than the file holds are
// refused before memory is taken for it.
double least_weights(const ModelSettings& s, double vocabulary) {
  const auto e = static_cast<double>(s.dim_emb), h = static_cast<double>(s.dim_rnn);
  const auto layers = static_cast<double>(s.enc_depth) + static_cast<double>(s.dec_depth);
  if (s.type == "transformer")
    return vocabulary * e + layers * e * (e + static_cast<double>(s.transformer_dim_ffn));
  return vocabulary * e + h * e + layers * h * h / 2;
}

const std::string& metadata(const SafeTensors& file, const std::string& path, const char* key) {
  const std::string* const value = file.find_metadata(key);
  if (value == nullptr)
    throw std::runtime_error("load: '" + path + "' is not a model of this program: it has no '" +
                             key + "'");
  return *value;
}

}  // namespace

std::unique_ptr<models::Translator> make_model(const ModelSettings& settings,
                                               int64_t source_vocabulary, int64_t target_vocabulary,
                                               uint64_t seed) {
  if (settings.type == "transformer")
    return sized<models::TransformerTranslator>(transformer_options(settings), source_vocabulary,
                                                target_vocabulary, seed);
  return sized<models::RnnTranslator>(rnn_options(settings), source_vocabulary, target_vocabulary,
                                      seed);
}

void save_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  save_checkpoint(path, checkpoint, checkpoint.model->named_parameters());
}

void save_checkpoint(const std::string& path, const Checkpoint& checkpoint,
                     const std::vector<std::pair<std::string, Tensor>>& weights) {
  SafeTensors file;
  ModelSettings settings = checkpoint.settings;
  Json stored = Json::object();
  for (const auto& [name, value] : model_options(settings).values())
    stored[name] = value;
  file.metadata = {{"format", kFormat},
                   {"settings", stored.dump()},
                   {"source_vocabulary", checkpoint.source.vocabulary().to_text()},
                   {"target_vocabulary", checkpoint.target.vocabulary().to_text()},
                   {"history", Json(checkpoint.history).dump()}};
  if (const SubwordRules* rules = checkpoint.source.subword_rules())
    file.metadata.emplace_back("subwords", rules->to_text());
  file.tensors = weights;
  write_safetensors(path, file);
}

Checkpoint load_checkpoint(const std::string& path) {
  if (!std::filesystem::exists(path))
    throw std::runtime_error("cannot open '" + path +
                             "': there is no such file (train one first: gloss train --help)");
  const SafeTensors file = read_safetensors(path);
  if (const std::string& format = metadata(file, path, "format"); format != kFormat)
    throw std::runtime_error("load: '" + path + "' has format '" + format +
                             "', this program reads '" + kFormat + "'");
  const std::string& settings = metadata(file, path, "settings");
  const std::string& source = metadata(file, path, "source_vocabulary");
  const std::string& target = metadata(file, path, "target_vocabulary");
  const std::string& history = metadata(file, path, "history");
  Checkpoint checkpoint;
  try {
    OptionTable table = model_options(checkpoint.settings);
    const Json stored = Json::parse(settings);
    for (const auto& [name, value] : stored.members())
      table.set(name, value.as_string());
    checkpoint.history = Json::parse(history).items();
    const bool lower = checkpoint.settings.lowercase;
    if (checkpoint.settings.subwords > 0) {
      const auto rules = std::make_shared<const SubwordRules>(
          SubwordRules::from_text(metadata(file, path, "subwords")));
      checkpoint.source = Codec(rules, Vocabulary::from_text(source), lower);
      checkpoint.target = Codec(rules, Vocabulary::from_text(target), lower);
    } else {
      checkpoint.source = Codec(Vocabulary::from_text(source), lower);
      checkpoint.target = Codec(Vocabulary::from_text(target), lower);
    }
    const int64_t weights =
        std::accumulate(file.tensors.begin(), file.tensors.end(), int64_t{0},
                        [](int64_t sum, const auto& tensor) { return sum + tensor.second.size(); });
    const auto vocabulary = static_cast<double>(checkpoint.target.vocabulary().size());
    if (least_weights(checkpoint.settings, vocabulary) > static_cast<double>(weights))
      throw std::runtime_error("its settings ask for more than the " + std::to_string(weights) +
                               " weights that it holds");
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

}  // namespace gloss::translate
