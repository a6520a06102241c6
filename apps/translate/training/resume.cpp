#include "apps/translate/training/resume.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <filesystem>
#include <string_view>
#include <utility>

#include "apps/translate/cli/option.h"
#include "apps/translate/text/held_out.h"

namespace gloss::translate {
namespace {

constexpr std::array<std::string_view, 12> kNotKept = {
    "train-sets", "tsv",       "valid-sets", "distil",  "init",  "replay",
    "overwrite",  "disp-freq", "save-freq",  "threads", "quiet", "shortlist"};
constexpr std::array<std::string_view, 7> kChangeable = {
    "after-epochs", "after-batches", "max-seconds", "early-stopping",
    "valid-freq",   "learn-rate",    "clip-norm"};

// Options that earlier versions lacked, and the value that gives the training of then.
constexpr std::pair<std::string_view, const char*> kAddedLater[] = {{"bpe-dropout", "0"},
                                                                    {"consistency", "none"},
                                                                    {"cutoff", "0.05"},
                                                                    {"word-dropout", "0"},
                                                                    {"layer-dropout", "0"},
                                                                    {"precision", "fp32"},
                                                                    {"attention-values", "outputs"},
                                                                    {"dec-cell-base-depth", "1"}};

bool among(std::string_view name, const auto& names) {
  return std::ranges::find(names, name) != names.end();
}

std::string quoted(const std::string& word) {
  constexpr std::string_view kPlain =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./=:,+-@%";
  if (!word.empty() && word.find_first_not_of(kPlain) == std::string::npos) return word;
  std::string text = "'";
  for (const char c : word)
    text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

}  // namespace

std::optional<std::string> setting(const Json& settings, std::string_view name) {
  if (const Json* const value = settings.find(name)) return value->as_string();
  const auto later = std::ranges::find(kAddedLater, name, [](const auto& o) { return o.first; });
  if (later == std::end(kAddedLater)) return std::nullopt;
  return later->second;
}

Json kept_settings(const Json& settings) {
  Json kept = Json::object();
  for (const auto& [name, value] : settings.members())
    if (!among(name, kNotKept)) kept[name] = value;
  return kept;
}

std::optional<SavedTraining> saved_training(const TrainSettings& s) {
  const std::string path = training_path(s.model);
  if (!s.resume || !std::filesystem::exists(path)) return std::nullopt;
  return load_training(path);
}

std::vector<std::string> changed_settings(const Json& before, const Json& now) {
  std::vector<std::string> names;  // in the table's order, then those that are gone
  for (const Json& settings : {now, before})
    for (const auto& [name, value] : settings.members())
      if (!among(name, names)) names.push_back(name);
  std::vector<std::string> changes;
  for (const std::string& name : names) {
    const std::string was = setting(before, name).value_or("not set"),
                      is = setting(now, name).value_or("not set");
    if (was == is) continue;
    if (!among(name, kChangeable))
      throw UsageError("--resume: --" + name + " is " + is + ", the training began with " + was +
                       " (--resume needs the same)");
    changes.push_back("--" + name + " " + is + " (before: " + was + ")");
  }
  return changes;
}

std::string checksum(const EncodedCorpus& training, const EncodedCorpus& validation) {
  uint64_t hash = add_to_hash(training.text_hash, "\n");
  for (size_t i = 0; i < validation.size(); ++i)
    hash = hash_of_pairs(hash, validation.pairs[i]);
  hash = add_to_hash(hash, "\n");
  std::string digits;
  for (int shift = 60; shift >= 0; shift -= 4)
    digits += "0123456789abcdef"[(hash >> shift) & 15];
  return digits;
}

std::string resume_command(const std::vector<std::string>& arguments) {
  std::string command = "gloss train";
  if (!among("--resume", arguments)) command += " --resume";
  for (const std::string& argument : arguments)
    command += " " + quoted(argument);
  return command;
}

}  // namespace gloss::translate
