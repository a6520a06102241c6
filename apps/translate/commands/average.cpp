#include <algorithm>
#include <filesystem>
#include <stdexcept>

#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/model/checkpoint.h"

namespace gloss::translate {
namespace {

// What models must have in common to be averaged.
Description description(const Checkpoint& checkpoint) {
  Description parts = values_of(checkpoint.settings);
  std::ranges::copy(describe_text(checkpoint), std::back_inserter(parts));
  return parts;
}

void check_same(const std::string& path, const Checkpoint& checkpoint,
                const std::string& other_path, const Checkpoint& other) {
  const std::string differ = difference(description(checkpoint), description(other));
  if (!differ.empty())
    throw std::runtime_error("average: '" + path + "' and '" + other_path + "' " + differ +
                             " (only models trained with the same settings on the same data have "
                             "a mean)");
}

// The last model with the mean of all models' weights. The sums are in double precision, so that
// the mean of equal weights is exactly that weight.
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

int average_command(const Arguments& arguments) {
  std::vector<std::string> paths;
  std::string output;
  bool overwrite = false;
  CommonSettings common;
  OptionTable options("gloss average",
                      "Writes a model whose weights are the mean of several models' weights. "
                      "Everything else, such as the training history, is the last model's.");
  options.positional("MODEL...", paths, "models with the same settings and vocabularies");
  options.add("output,o", output, "FILE", "the model file to write").required();
  options.flag("overwrite", overwrite, "replace an existing file");
  add_common_options(options, common);
  options.example("gloss average -o mean.safetensors early.safetensors late.safetensors",
                  "two checkpoints of one training");
  if (!start(options, common, arguments)) return 0;
  std::error_code ignored;
  if (std::filesystem::is_regular_file(output, ignored) && !overwrite)
    throw std::runtime_error("'" + output + "' exists (--overwrite replaces it)");
  save_checkpoint(output, mean_of(paths));
  return 0;
}

}  // namespace gloss::translate
