#include <algorithm>
#include <cmath>
#include <filesystem>
#include <iomanip>
#include <iostream>
#include <sstream>

#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/model/checkpoint.h"
#include "apps/translate/training/validation.h"
#include "core/io/safetensors.h"

namespace gloss::translate {
namespace {

void print_tensors(nn::Module& model) {
  const auto named = model.named_parameters();
  size_t widest = 7;  // "tensors"
  for (const auto& [name, x] : named)
    widest = std::max(widest, name.size());
  const auto row = [names = static_cast<int>(widest) + 2](const auto& name, const auto& shape,
                                                          const auto& numbers, const auto& sum,
                                                          const auto& deviation) {
    std::cout << std::left << std::setw(names) << name << std::setw(16) << shape << std::right
              << std::setw(12) << numbers << std::setw(15) << sum << std::setw(15) << deviation
              << '\n';
  };
  row("tensors", "shape", "numbers", "sum", "deviation");
  for (const auto& [name, x] : named) {
    std::ostringstream shape;
    shape << x.shape();
    double sum = 0, squares = 0;
    for (const real w : x.values())
      sum += static_cast<double>(w);
    const auto count = static_cast<double>(x.size());
    for (const real w : x.values())
      squares += std::pow(static_cast<double>(w) - sum / count, 2);
    row(name, shape.str(), x.size(), sum, std::sqrt(squares / count));
  }
  row("total", "", model.parameter_count(), "", "");
}

void print_history(const std::vector<Validation>& history) {
  const auto score = [](double s) { return std::isnan(s) ? "-" : fixed(s, 1); };
  const auto row = [](const auto& update, const auto& epoch, const auto& train_loss,
                      const auto& loss, const auto& perplexity, const auto& bleu, const auto& chrf,
                      const auto& distinct, const auto& best) {
    std::cout << std::right << std::setw(11) << update << std::setw(7) << epoch << std::setw(12)
              << train_loss << std::setw(8) << loss << std::setw(12) << perplexity << std::setw(7)
              << bleu << std::setw(7) << chrf << std::setw(10) << distinct << best << '\n';
  };
  row("validations", "epoch", "train loss", "loss", "perplexity", "BLEU", "chrF", "distinct", "");
  for (const Validation& v : history)
    row(v.update, v.epoch, fixed(v.train_loss, 3), fixed(v.loss, 3), fixed(std::exp(v.loss), 2),
        score(v.bleu), score(v.chrf), fixed(v.outputs.distinct, 2), v.best ? "  best so far" : "");
}

}  // namespace

int inspect_command(const Arguments& arguments) {
  std::string path;
  CommonSettings common;
  OptionTable options("gloss inspect",
                      "Shows a model's settings, vocabulary sizes, tensors and training history.");
  options.positional("MODEL", path, "the model file");
  add_common_options(options, common);
  if (!start(options, common, arguments)) return 0;
  Checkpoint checkpoint = load_checkpoint(path);

  const auto line = [](const auto& name, const auto& value) {
    std::cout << "  " << std::left << std::setw(20) << name << value << '\n';
  };
  std::cout << "file\n";
  line("format", *read_safetensors(path).find_metadata("format"));
  line("bytes", std::filesystem::file_size(path));
  std::cout << "\nsettings\n";
  for (const auto& [name, value] : values_of(checkpoint.settings))
    line(name, value);
  std::cout << "\nvocabulary\n";
  line("source", checkpoint.source.vocabulary().size());
  line("target", checkpoint.target.vocabulary().size());
  std::cout << '\n';
  print_tensors(*checkpoint.model);
  std::cout << '\n';
  print_history(History(checkpoint.history).records());
  return 0;
}

}  // namespace gloss::translate
