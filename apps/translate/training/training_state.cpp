#include "apps/translate/training/training_state.h"

#include <algorithm>
#include <stdexcept>

namespace gloss::translate {
namespace {

// Changed whenever older files can no longer be continued.
constexpr const char* kFormat = "gloss training 1";

Json to_json(const Tally& tally) {
  return Json::object({{"loss", tally.loss}, {"tokens", tally.tokens}, {"seconds", tally.seconds}});
}

Tally tally_from(const Json& json) {
  return {json.at("loss").as_double(), json.at("tokens").as_int(), json.at("seconds").as_double()};
}

Json to_json(const TrainingState& s) {
  return Json::object({{"epoch", s.epoch},
                       {"batches", s.batches},
                       {"updates", s.updates},
                       {"seconds", s.seconds},
                       {"since_report", to_json(s.since_report)},
                       {"since_validation", to_json(s.since_validation)},
                       {"plateau_scale", s.plateau.scale},
                       {"plateau_best", s.plateau.best ? Json(*s.plateau.best) : Json()},
                       {"plateau_stalled", s.plateau.stalled},
                       {"learn_rate", s.learn_rate},
                       {"grad_norm", s.grad_norm},
                       {"update_ratio", s.update_ratio}});
}

TrainingState state_from(const Json& json) {
  TrainingState s;
  s.epoch = json.at("epoch").as_int();
  s.batches = json.at("batches").as_int();
  s.updates = json.at("updates").as_int();
  s.seconds = json.at("seconds").as_double();
  s.since_report = tally_from(json.at("since_report"));
  s.since_validation = tally_from(json.at("since_validation"));
  s.plateau.scale = json.at("plateau_scale").as_double();
  if (const Json& best = json.at("plateau_best"); !best.is_null())
    s.plateau.best = best.as_double();
  s.plateau.stalled = json.at("plateau_stalled").as_int();
  s.learn_rate = json.at("learn_rate").as_double();
  s.grad_norm = json.at("grad_norm").as_double();
  if (const Json& ratio = json.at("update_ratio"); !ratio.is_null())
    s.update_ratio = ratio.as_double();
  return s;
}

}  // namespace

std::string training_path(const std::string& model_path) {
  return model_path + ".training";
}

void save_training(const std::string& path, const SavedTraining& training) {
  SafeTensors file;
  file.metadata = {{"format", kFormat},
                   {"settings", training.settings.dump()},
                   {"data", training.data},
                   {"state", to_json(training.state).dump()},
                   {"history", Json(training.history).dump()}};
  file.metadata.insert(file.metadata.end(), training.codecs.begin(), training.codecs.end());
  file.tensors = training.tensors;
  write_safetensors(path, file);
}

SavedTraining load_training(const std::string& path) {
  const SafeTensors file = read_safetensors(path);
  const auto text = [&](const char* key) {
    const std::string* const value = file.find_metadata(key);
    if (value == nullptr)
      throw std::runtime_error("load: '" + path + "' is not a training: it has no '" + key + "'");
    return *value;
  };
  if (const std::string format = text("format"); format != kFormat)
    throw std::runtime_error("load: '" + path + "' has format '" + format +
                             "', this program reads '" + kFormat + "'");
  const std::string settings = text("settings"), state = text("state"), history = text("history");
  SavedTraining training;
  training.data = text("data");
  for (const auto& entry : file.metadata)
    if (entry.first == "subwords" || entry.first.ends_with("_vocabulary"))
      training.codecs.push_back(entry);
  training.tensors = file.tensors;
  try {
    training.settings = Json::parse(settings);
    training.state = state_from(Json::parse(state));
    training.history = Json::parse(history).items();
  } catch (const std::runtime_error& error) {
    throw std::runtime_error("load: '" + path + "' is damaged: " + error.what());
  }
  return training;
}

void add_prefixed(optim::NamedTensors& all, const std::string& prefix,
                  const optim::NamedTensors& tensors) {
  for (const auto& [name, tensor] : tensors)
    all.emplace_back(prefix + "." + name, tensor);
}

void copy_numbers(const optim::NamedTensors& from, const optim::NamedTensors& to) {
  const auto refuse = [] {
    throw std::runtime_error("load: the saved training's tensors are not those of this model");
  };
  if (from.size() != to.size()) refuse();
  for (const auto& [name, tensor] : to) {
    const auto found = std::ranges::find(from, name, [](const auto& f) { return f.first; });
    if (found == from.end() || found->second.shape() != tensor.shape()) refuse();
    std::ranges::copy(found->second.values(), tensor.data());
  }
}

}  // namespace gloss::translate
