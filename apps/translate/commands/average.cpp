#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/model/checkpoint.h"

namespace gloss::translate {
namespace {

// A model's settings, vocabularies and subwords, each under its name.
std::vector<std::pair<std::string, std::string>> description(Checkpoint& checkpoint) {
  auto parts = values_of(checkpoint.settings);
  for (const auto& [side, codec] :
       {std::pair("source", &checkpoint.source), std::pair("target", &checkpoint.target)}) {
    const Vocabulary& vocabulary = codec->vocabulary();
    const std::string name = side + std::string(" vocabulary");
    parts.emplace_back("size of the " + name, std::to_string(vocabulary.size()));
    for (int32_t id = 0; id < vocabulary.size(); ++id)
      parts.emplace_back("token " + std::to_string(id) + " of the " + name, vocabulary.token(id));
  }
  const SubwordRules* const rules = checkpoint.source.subword_rules();
  parts.emplace_back("subword rules", rules ? rules->to_text() : "");
  return parts;
}

void check_same(const std::string& path, Checkpoint& checkpoint, const std::string& other_path,
                Checkpoint& other) {
  const auto a = description(checkpoint), b = description(other);
  for (size_t i = 0; i < std::min(a.size(), b.size()); ++i) {
    if (a[i] == b[i]) continue;
    const std::string what =
        "average: '" + path + "' and '" + other_path + "' differ in the " + a[i].first;
    const bool brief = a[i].second.size() + b[i].second.size() < 100;
    throw std::runtime_error(
        what + (brief ? ": '" + a[i].second + "' and '" + b[i].second + "'" : "") +
        " (only models trained with the same settings on the same data have a mean)");
  }
}

// The last model, with the mean of all models' weights. Sums are taken in double precision, so that
// the mean of equal weights is that weight.
Checkpoint mean_of(const std::vector<std::string>& paths) {
  Checkpoint mean = load_checkpoint(paths.back());
  std::vector<Tensor> weights = mean.model->parameters();
  std::vector<std::vector<double>> sums;
  for (const Tensor& x : weights)
    sums.emplace_back(x.size());
  for (const std::string& path : paths) {
    Checkpoint one = load_checkpoint(path);
    check_same(path, one, paths.back(), mean);
    const std::vector<Tensor> added = one.model->parameters();
    for (size_t i = 0; i < sums.size(); ++i)
      for (size_t j = 0; j < sums[i].size(); ++j)
        sums[i][j] += static_cast<double>(added[i].data()[j]);
  }
  for (size_t i = 0; i < sums.size(); ++i)
    for (size_t j = 0; j < sums[i].size(); ++j)
      weights[i].data()[j] = static_cast<real>(sums[i][j] / static_cast<double>(paths.size()));
  return mean;
}

}  // namespace

int average_command(const std::vector<std::string>& arguments) {
  std::vector<std::string> paths;
  std::string output;
  bool overwrite = false;
  CommonSettings common;
  OptionTable options("gloss average",
                      "Writes a model whose weights are the mean of several models' weights. The "
                      "rest, the training history among it, is the last model's.");
  options.positional("MODEL...", paths, "models with the same settings and vocabularies");
  options.add("output,o", output, "FILE", "where the mean goes").required();
  options.flag("overwrite", overwrite, "replace an existing file");
  add_common_options(options, common);
  options.example("gloss average -o mean.safetensors early.safetensors late.safetensors",
                  "two states of one training");
  if (!start(options, common, arguments)) return 0;
  if (std::filesystem::exists(output) && !overwrite)
    throw std::runtime_error("'" + output + "' exists (--overwrite replaces it)");
  save_checkpoint(output, mean_of(paths));
  return 0;
}

}  // namespace gloss::translate
