#include "apps/translate/model/settings.h"

#include <algorithm>

#include "models/architectures.h"

namespace gloss::translate {

NetworkOptions::NetworkOptions() : all_(std::make_unique<models::Architectures>()) {}
NetworkOptions::NetworkOptions(const NetworkOptions& other)
    : all_(std::make_unique<models::Architectures>(*other)) {}
NetworkOptions& NetworkOptions::operator=(NetworkOptions other) {
  all_.swap(other.all_);
  return *this;
}
NetworkOptions::~NetworkOptions() = default;

bool ModelSettings::has_attention() const {
  bool attention = false;
  models::with_architecture(*networks, type, [&](const auto& o) { attention = o.has_attention(); });
  return attention;
}

bool ModelSettings::has_joint_vocabulary() const {
  bool joint = false;
  models::with_architecture(*networks, type,
                            [&](const auto& o) { joint = o.tied == models::TiedEmbeddings::kAll; });
  return joint;
}

void ModelSettings::check_network() const {
  models::with_architecture(*networks, type, [](const auto& options) { options.check(); });
}

double ModelSettings::least_weights(int64_t target_vocabulary) const {
  double weights = 0;
  models::with_architecture(*networks, type, [&](auto options) {
    options.target_vocabulary = target_vocabulary;
    weights = options.least_weights();
  });
  return weights;
}

void add_model_options(OptionTable& table, ModelSettings& s) {
  table.group("Model");
  std::vector<std::string> types;
  models::for_each_architecture(*s.networks,
                                [&](const auto& options) { types.push_back(options.kName); });
  table.add("type", s.type, "TYPE", "architecture of the network").one_of(types).selects_variant();
  models::for_each_architecture(*s.networks, [&](auto& options) {
    table.variant(options.kName);
    options.describe(table);
  });
  table.variant("");
  table.add("subwords", s.subwords, "N",
            "merges of byte-pair encoding, learnt from both languages, for example 10000; 0: whole "
            "words",
            {.at_least = 0, .at_most = 1000000});
  table.add("vocab-min-freq", s.vocab_min_freq, "N",
            "words that occur less often in training are unknown; subwords are split further",
            {.at_least = 1});
  table.flag("lowercase", s.lowercase, "convert all text to lower case first");
  table.flag("case-marks", s.case_marks,
             "subwords in small letters, and capitals as tokens of their own, so that \"Cat\" and "
             "\"CAT\" share the subword of \"cat\"; no effect on whole words");
}

OptionTable model_options(ModelSettings& settings) {
  OptionTable table("model", "");
  add_model_options(table, settings);
  table.parse({});
  return table;
}

std::vector<std::pair<std::string, std::string>> values_of(ModelSettings settings) {
  return model_options(settings).values();
}

bool applies_to(std::string_view type, std::string_view name) {
  ModelSettings settings;
  settings.type = type;
  const OptionTable table = model_options(settings);
  const auto option = std::ranges::find(table.options(), name, &Option::name);
  return option == table.options().end() || table.is_active(*option);
}

std::unique_ptr<models::Translator> make_model(const ModelSettings& settings,
                                               int64_t source_vocabulary, int64_t target_vocabulary,
                                               uint64_t seed) {
  std::unique_ptr<models::Translator> model;
  models::with_architecture(*settings.networks, settings.type, [&](auto options) {
    options.source_vocabulary = source_vocabulary;
    options.target_vocabulary = target_vocabulary;
    Rng rng{.seed = seed};
    model = std::make_unique<typename decltype(options)::Model>(options, rng);
  });
  return model;
}

}  // namespace gloss::translate
