#include <algorithm>
#include <span>

#include "apps/bench/commands.h"
#include "apps/bench/measure.h"
#include "apps/bench/workload.h"
#include "apps/translate/cli/program.h"
#include "core/ops.h"
#include "core/parallel.h"
#include "models/search.h"

namespace gloss::bench {
namespace {

using translate::CommonSettings;
using translate::ModelSettings;
using translate::OptionTable;

struct DecodeSettings {
  ModelSettings network;
  Workload workload;
  int64_t sentences = 128;
  int64_t beam_size = 1;
  int64_t mini_batch = 32;
  int64_t samples = 5;
  CommonSettings common;
};

OptionTable decode_options(DecodeSettings& s) {
  OptionTable table(
      "gloss-bench decode",
      "Measures random sentences translated per second by a model with random weights. Such a "
      "model "
      "produces the end mark by chance or never, so the end mark is forbidden: each translation is "
      "10 tokens longer than its source with the end mark. The options are those of gloss train "
      "and "
      "gloss translate; those about text have no effect here.");
  add_model_options(table, s.network);
  add_workload_options(table, s.workload);
  table.add("sentences", s.sentences, "N", "sentences to translate",
            {.at_least = 1, .at_most = 1'000'000});
  table.group("Search");
  table.add("beam-size,b", s.beam_size, "N", "hypotheses kept for each sentence; 1 is greedy",
            {.at_least = 1});
  table.add("mini-batch", s.mini_batch, "N", "sentences translated together", {.at_least = 1});
  table.group("Measuring");
  table.add("samples", s.samples, "N",
            "times that all sentences are translated; the median time is reported",
            {.at_least = 1, .at_most = 10'000});
  add_common_options(table, s.common);
  table.example("gloss-bench decode --beam-size 4", "the search of gloss translate");
  return table;
}

// A translator that never produces the end mark, so that every run does the same work.
std::unique_ptr<models::Translator> endless_model(const DecodeSettings& s) {
  auto model = random_model(s.network, s.workload.vocabulary, s.common.seed);
  for (const auto& [name, parameter] : model->named_parameters())
    if (name == "output_bias") parameter.data()[models::kEos] = -1e9;
  model->eval();
  return model;
}

// Batches of sources of similar length, as in gloss translate.
std::vector<models::Sentences> source_batches(const DecodeSettings& s) {
  std::vector<std::vector<int32_t>> sources;
  for (const auto& pair : random_pairs(s.sentences, s.workload, s.common.seed))
    sources.push_back(pair.source);
  std::ranges::stable_sort(sources, {}, [](const auto& source) { return source.size(); });
  std::vector<models::Sentences> batches;
  const auto most = static_cast<size_t>(s.mini_batch);
  for (size_t first = 0; first < sources.size(); first += most) {
    const size_t count = std::min(most, sources.size() - first);
    const std::span part(sources.data() + first, count);
    batches.push_back(models::pad({part.begin(), part.end()}));
  }
  return batches;
}

Json measure(const DecodeSettings& s) {
  const auto model = endless_model(s);
  const std::vector<models::Sentences> batches = source_batches(s);
  const models::SearchOptions search{
      .beam_size = s.beam_size, .max_length_factor = 1, .repetition_guard = false};
  std::vector<double> times;
  size_t tokens = 0;  // of all batches, each on a thread of its own
  for (int64_t sample = -1; sample < s.samples; ++sample) {  // the first is the warm-up
    const double began = seconds();
    const ConstantWeightsGuard constant_weights;
    tokens = ordered_sum(std::ssize(batches), 1, [&](int64_t begin, int64_t end) {
      const ConstantWeightsGuard shared = constant_weights;
      size_t count = 0;
      for (int64_t i = begin; i < end; ++i)
        for (const auto& hypotheses :
             models::search(*model, batches[static_cast<size_t>(i)], search))
          count += hypotheses[0].tokens.size();
      return count;
    });
    if (sample >= 0) times.push_back(seconds() - began);
  }
  const double time = median(std::move(times));
  return Json::object({{"bench", "decode"},
                       {"type", s.network.type},
                       {"threads", threads()},
                       {"beam_size", s.beam_size},
                       {"mini_batch", s.mini_batch},
                       {"sentences_per_second", shown(static_cast<double>(s.sentences) / time)},
                       {"tokens_per_second", shown(static_cast<double>(tokens) / time)},
                       {"sentences", s.sentences},
                       {"tokens", tokens},
                       {"vocabulary", s.workload.vocabulary},
                       {"length", s.workload.length},
                       {"settings", to_json(s.network)}});
}

}  // namespace

int decode_command(const std::vector<std::string>& arguments) {
  DecodeSettings settings;
  OptionTable options = decode_options(settings);
  if (!start(options, settings.common, arguments)) return 0;
  print_line(measure(settings));
  return 0;
}

}  // namespace gloss::bench
