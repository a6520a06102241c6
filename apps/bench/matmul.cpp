#include "apps/bench/matmul.h"

#include <optional>

#include "apps/bench/commands.h"
#include "apps/bench/matmul_steps.h"
#include "apps/translate/cli/program.h"
#include "core/kernels/matmul.h"
#include "core/parallel.h"
#include "core/tensor.h"

namespace gloss::bench {
namespace {

using translate::CommonSettings;
using translate::OptionTable;
using translate::UsageError;

// The largest M, N, K and batch: the product of three of them does not overflow.
constexpr double kLargest = 1e6;

struct MatmulSettings {
  Product product;
  bool steps = false;
  Sampling sampling;
  CommonSettings common;
};

OptionTable matmul_options(MatmulSettings& s) {
  OptionTable table(
      "gloss-bench matmul",
      "Measures the rate of C[M, N] = A[M, K] B[K, N]; without sizes, of each product that the "
      "models consist of, forward and backward.");
  table.positional("M", s.product.m, "rows of C", {.at_least = 1, .at_most = kLargest}).optional();
  table.positional("N", s.product.n, "columns of C", {.at_least = 1, .at_most = kLargest})
      .optional();
  table
      .positional("K", s.product.k, "columns of A and rows of B",
                  {.at_least = 1, .at_most = kLargest})
      .optional();
  table.group("Product");
  table.flag("transpose-a", s.product.transpose_a, "A is stored as [K, M]");
  table.flag("transpose-b", s.product.transpose_b, "B is stored as [N, K]");
  table.flag("accumulate", s.product.accumulate, "add to C, as gradients do");
  table.flag("packed", s.product.packed, "B is packed beforehand, as weights are for decoding");
  table.flag(
      "steps", s.steps,
      "the plain product by each step of apps/plain/TO_FAST.md, from three loops to the library");
  table.add("batch", s.product.batch, "B", "products of this shape in one call",
            {.at_least = 1, .at_most = kLargest});
  add_sampling_options(table, s.sampling);
  add_common_options(table, s.common);
  table.example("gloss-bench matmul 1024 128 128 --transpose-b", "a linear layer, forward");
  table.example("gloss-bench matmul", "one line for each product of the models");
  return table;
}

Json result(const Product& p, const MatmulSettings& s) {
  Json line = Json::object({{"bench", "matmul"}});
  if (!p.name.empty()) line["product"] = p.name;
  line["m"] = p.m;
  line["n"] = p.n;
  line["k"] = p.k;
  line["transpose_a"] = p.transpose_a;
  line["transpose_b"] = p.transpose_b;
  line["accumulate"] = p.accumulate;
  line["packed"] = p.packed;
  line["batch"] = p.batch;
  line["threads"] = threads();
  line["gflops"] = shown(gigaflops(p, s.sampling, s.common.seed));
  return line;
}

// The products of a GRU translator (embeddings of 128, 256 units) and of a Transformer (width 128,
// inner width 256) with a vocabulary of 10,000, as their layers call them forward and backward.
std::vector<Product> model_products() {
  // y = x W^T with x [rows, in] and W [out, in]. With one row: decoding one sentence, which packs
  // its weights.
  struct Layer {
    std::string name;
    int64_t rows, in, out;
    bool trained = true;
  };
  std::vector<Layer> layers = {
      {"encoder step", 64, 128, 384},       {"decoder step", 64, 256, 768},
      {"decoder step", 1, 256, 768, false}, {"attention query", 64, 256, 256},
      {"logits", 1, 128, 10000, false},     {"logits", 64, 128, 10000, false},
  };
  for (const int64_t rows : {600, 1024, 4096}) {
    layers.push_back({"encoder input", rows, 128, 384});
    layers.push_back({"decoder input", rows, 128, 768});
    layers.push_back({"attention keys", rows, 256, 256});
    layers.push_back({"readout", rows, 640, 128});
    layers.push_back({"attention projection", rows, 128, 128});
    layers.push_back({"inner layer, in", rows, 128, 256});
    layers.push_back({"inner layer, out", rows, 256, 128});
    layers.push_back({"logits", rows, 128, 10000});
  }
  std::vector<Product> products;
  for (const Layer& l : layers) {
    products.push_back({.name = l.name + " forward",
                        .m = l.rows,
                        .n = l.out,
                        .k = l.in,
                        .transpose_b = true,
                        .packed = !l.trained});
    if (!l.trained) continue;
    products.push_back({.name = l.name + " dx", .m = l.rows, .n = l.in, .k = l.out});
    products.back().accumulate = true;  // dx += dy W
    products.push_back({.name = l.name + " dW", .m = l.out, .n = l.in, .k = l.rows});
    products.back().transpose_a = true;  // dW += dy^T x
    products.back().accumulate = true;
  }
  // 64 sentences of 20 tokens: one query of a recurrent decoder each; 8 heads of width 16.
  const Product context{.name = "context", .m = 1, .n = 256, .k = 20, .batch = 64};
  const Product scores{
      .name = "heads' scores", .m = 20, .n = 20, .k = 16, .transpose_b = true, .batch = 512};
  const Product values{.name = "heads' values", .m = 20, .n = 16, .k = 20, .batch = 512};
  products.insert(products.end(), {context, scores, values});
  return products;
}

// A line for each step. The steps take turns, so that all of them meet the same machine.
void print_steps(const MatmulSettings& s) {
  const auto m = static_cast<size_t>(s.product.m), n = static_cast<size_t>(s.product.n);
  const auto k = static_cast<size_t>(s.product.k);
  Rng rng{.seed = static_cast<uint64_t>(s.common.seed)};
  MatmulStep::Numbers a(m * k), b(k * n);
  fill_uniform(a.data(), s.product.m * s.product.k, -1, 1, rng);
  fill_uniform(b.data(), s.product.k * s.product.n, -1, 1, rng);
  const std::vector<MatmulStep> steps = matmul_steps();
  std::vector<std::function<void()>> functions;
  for (const MatmulStep& step : steps)
    functions.push_back([&, multiply = step.multiply] { multiply(a, b, m, n, k); });
  const std::vector<double> times = seconds_per_call(functions, s.sampling);
  for (size_t i = 0; i < steps.size(); ++i)
    print_line(Json::object({{"bench", "matmul"},
                             {"step", steps[i].name},
                             {"m", s.product.m},
                             {"n", s.product.n},
                             {"k", s.product.k},
                             {"threads", threads()},
                             {"gflops", shown(s.product.flops() / times[i] / 1e9)}}));
}

}  // namespace

double gigaflops(const Product& p, const Sampling& sampling, int64_t seed) {
  Rng rng{.seed = static_cast<uint64_t>(seed)};
  const Tensor a = Tensor::uniform({p.batch, p.m, p.k}, -1, 1, rng);
  const Tensor b = Tensor::uniform({p.batch, p.k, p.n}, -1, 1, rng);
  const Tensor c = Tensor::zeros({p.batch, p.m, p.n});
  const kernels::Matrix left{a.data(), p.transpose_a ? p.m : p.k, p.transpose_a};
  const kernels::Matrix right{b.data(), p.transpose_b ? p.k : p.n, p.transpose_b};
  std::optional<const kernels::PackedMatrix> packed;
  if (p.packed) packed.emplace(right, p.k, p.n);
  const auto multiply = [&] {
    if (packed)
      kernels::matmul_packed(
          {.a = left, .b = *packed, .c = {c.data(), p.n}, .m = p.m, .accumulate = p.accumulate});
    else
      kernels::matmul({.a = left,
                       .b = right,
                       .c = {c.data(), p.n},
                       .m = p.m,
                       .n = p.n,
                       .k = p.k,
                       .accumulate = p.accumulate,
                       .batch = {p.batch, p.m * p.k, p.k * p.n, p.m * p.n}});
  };
  return p.flops() / seconds_per_call({multiply}, sampling)[0] / 1e9;
}

int matmul_command(const std::vector<std::string>& arguments) {
  MatmulSettings settings;
  OptionTable options = matmul_options(settings);
  if (!start(options, settings.common, arguments)) return 0;
  if (settings.product.packed && settings.product.batch > 1)
    throw UsageError("--packed is for a single product, not for a --batch of them");
  if (settings.steps) {
    for (const char* name : {"transpose-a", "transpose-b", "accumulate", "packed", "batch"})
      if (options.given(name)) throw UsageError("--steps measures the plain product of M N K");
    if (!options.given("K")) throw UsageError("--steps needs the sizes M N K");
    print_steps(settings);
    return 0;
  }
  if (options.given("K")) {
    print_line(result(settings.product, settings));
    return 0;
  }
  for (const char* name : {"M", "transpose-a", "transpose-b", "accumulate", "packed", "batch"})
    if (options.given(name))
      throw UsageError("give all three sizes, M N K, or no size and no option of a product");
  for (const Product& product : model_products())
    print_line(result(product, settings));
  return 0;
}

}  // namespace gloss::bench
