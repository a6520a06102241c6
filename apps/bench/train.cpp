#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/bench/commands.h"
#include "apps/bench/matmul.h"
#include "apps/bench/workload.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/training/settings.h"
#include "core/allocator.h"
#include "core/kernels/matmul.h"
#include "core/ops.h"
#include "core/parallel.h"
#include "models/data_parallel.h"
#include "optim/adam.h"
#include "optim/clip.h"

namespace gloss::bench {
namespace {

using translate::CommonSettings;
using translate::EncodedPairs;
using translate::Indices;
using translate::ModelSettings;
using translate::OptionTable;

struct TrainBenchSettings {
  ModelSettings network;
  Workload workload;
  int64_t mini_batch_words = 2000;
  int64_t batches = 8;
  int64_t samples = 5;
  Precision precision = Precision::fp32;
  CommonSettings common;
};

OptionTable train_bench_options(TrainBenchSettings& s) {
  OptionTable table(
      "gloss-bench train",
      "Measures target tokens trained per second, for a model with random weights on random "
      "sentences: batching, loss, gradients, clipping and Adam's update. Also prints the number of "
      "floating-point operations and the rate of a large matrix product in the same run. The "
      "model's options are those of gloss train; those about text have no effect here.");
  add_model_options(table, s.network);
  add_workload_options(table, s.workload);
  table.add("mini-batch-words", s.mini_batch_words, "N",
            "tokens in a batch on the side that has more of them, padding and end marks counted",
            {.at_least = 1, .at_most = 10'000'000});
  translate::add_precision(table, s.precision);
  table.group("Measuring");
  table.add("batches", s.batches, "N", "different batches; a pass is one step on each",
            {.at_least = 1, .at_most = 10'000});
  table.add("samples", s.samples, "N",
            "passes, after one for warm-up; the median of their times is reported",
            {.at_least = 1, .at_most = 10'000});
  add_common_options(table, s.common);
  table.example("gloss-bench train", "an RNN of the usual size");
  table.example("gloss-bench train --cell lstm --attention general --threads 2", "another model");
  return table;
}

// Some of the batches of a corpus of usual size, so that the share of padding is as in training.
std::vector<Indices> choose_batches(const EncodedPairs& corpus, const TrainBenchSettings& s) {
  auto batches = make_batches(corpus, s.mini_batch_words, static_cast<uint64_t>(s.common.seed));
  batches.resize(std::min(batches.size(), static_cast<size_t>(s.batches)));
  return batches;
}

int64_t corpus_size(const TrainBenchSettings& s) {
  constexpr int64_t kUsual = 30'000;  // sentences
  return std::max(kUsual, 2 * s.batches * s.mini_batch_words / s.workload.length);
}

// Seconds of a pass.
struct Pass {
  double batching = 0, gradients = 0, update = 0;

  double total() const { return batching + gradients + update; }
};

class TrainingLoop {
 public:
  explicit TrainingLoop(const TrainBenchSettings& s)
      : corpus_(random_pairs(corpus_size(s), s.workload, s.common.seed)),
        batches_(choose_batches(corpus_, s)),
        model_(random_model(s.network, s.workload.vocabulary, s.common.seed)),
        parameters_(model_->parameters()),
        adam_(parameters_, {.lr = 1e-4, .beta2 = 0.98, .eps = 1e-9}) {}

  // One training step on each batch.
  Pass pass() {
    Pass p;
    for (const Indices& indices : batches_) {
      const double began = seconds();
      const models::Batch batch = assemble(corpus_, indices);
      const double assembled = seconds();
      models::add_gradients(*model_, {batch}, real(0.1), static_cast<uint64_t>(adam_.steps));
      const double gradients_done = seconds();
      const double norm = optim::clip_grad_norm(parameters_, 1);
      adam_.step();
      adam_.zero_grad();
      p.batching += assembled - began;
      p.gradients += gradients_done - assembled;
      p.update += seconds() - gradients_done;
      if (!std::isfinite(norm)) throw std::runtime_error("train: the gradient is not finite");
    }
    return p;
  }

  // Target tokens, end marks included, and the share of both sides' id tables that is padding.
  struct Tokens {
    double target, padding;
  };
  Tokens tokens() const {
    double source = 0, target = 0, cells = 0;
    for (const Indices& indices : batches_) {
      const models::Batch batch = assemble(corpus_, indices);
      source += static_cast<double>(token_count(batch.source));
      target += static_cast<double>(token_count(batch.target));
      cells += static_cast<double>(batch.source.ids.size() + batch.target.ids.size());
    }
    return {target, 1 - (source + target) / cells};
  }

  int64_t batches() const { return static_cast<int64_t>(batches_.size()); }

  int64_t parameter_count() { return model_->parameter_count(); }

 private:
  const EncodedPairs corpus_;
  const std::vector<Indices> batches_;
  const std::unique_ptr<models::Translator> model_;
  const std::vector<Tensor> parameters_;
  optim::Adam adam_;
};

Json measure(const TrainBenchSettings& s) {
  const PrecisionGuard precision(s.precision);
  TrainingLoop loop(s);
  const TrainingLoop::Tokens tokens = loop.tokens();

  // The machine's rate is measured before each pass and after the last one; the best is reported.
  const Product large{.m = 1024, .n = 1024, .k = 1024};
  const Sampling once{.samples = 1};
  const int64_t adds_before = kernels::multiply_adds();
  loop.pass();
  const auto adds = static_cast<double>(kernels::multiply_adds() - adds_before);
  const double flops = 2 * adds / tokens.target;  // per token; a multiply-add is two operations
  double rate = gigaflops(large, once, s.common.seed);
  std::vector<Pass> passes;
  int64_t tensor_peak = 0, page_faults = 0;
  for (int64_t i = 0; i < s.samples; ++i) {
    allocator::reset_peak();
    const int64_t faults_before = process_usage().page_faults;
    passes.push_back(loop.pass());
    page_faults += process_usage().page_faults - faults_before;
    tensor_peak = std::max(tensor_peak, allocator::peak());
    rate = std::max(rate, gigaflops(large, once, s.common.seed));
  }
  std::ranges::sort(passes, {}, &Pass::total);
  const Pass& middle = passes[passes.size() / 2];

  const auto steps = static_cast<double>(loop.batches());
  const double tokens_per_second = tokens.target / middle.total();
  const auto per_step = [&](double total) { return shown(1000 * total / steps); };
  return Json::object({{"bench", "train"},
                       {"type", s.network.type},
                       {"threads", threads()},
                       {"tokens_per_second", shown(tokens_per_second)},
                       {"flops_per_token", std::round(flops)},
                       {"matmul_gflops", shown(rate)},
                       {"fraction_of_matmul_rate", shown(tokens_per_second * flops / (rate * 1e9))},
                       {"peak_bytes", process_usage().peak_bytes},
                       {"tensor_peak_bytes", tensor_peak},
                       {"page_faults_per_step", shown(static_cast<double>(page_faults) /
                                                      (steps * static_cast<double>(s.samples)))},
                       {"step_ms", per_step(middle.total())},
                       {"batching_ms", per_step(middle.batching)},
                       {"gradients_ms", per_step(middle.gradients)},
                       {"update_ms", per_step(middle.update)},
                       {"vocabulary", s.workload.vocabulary},
                       {"length", s.workload.length},
                       {"mini_batch_words", s.mini_batch_words},
                       {"precision", s.precision == Precision::bf16 ? "bf16" : "fp32"},
                       {"batches", loop.batches()},
                       {"padding", shown(tokens.padding)},
                       {"parameters", loop.parameter_count()},
                       {"settings", to_json(s.network)}});
}

}  // namespace

int train_command(const std::vector<std::string>& arguments) {
  TrainBenchSettings settings;
  OptionTable options = train_bench_options(settings);
  if (!start(options, settings.common, arguments)) return 0;
  print_line(measure(settings));
  return 0;
}

}  // namespace gloss::bench
