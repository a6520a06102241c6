#include "core/ops.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <numbers>

#include "apps/bench/commands.h"
#include "apps/bench/measure.h"
#include "apps/translate/cli/program.h"
#include "core/autograd.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/gather.h"
#include "core/kernels/loop.h"
#include "core/kernels/norm.h"
#include "core/kernels/reduce.h"
#include "core/kernels/softmax.h"
#include "core/parallel.h"
#include "optim/adam.h"

namespace gloss::bench {
namespace {

using translate::CommonSettings;
using translate::OptionTable;

struct OpsSettings {
  int64_t elements = int64_t{1} << 20;
  int64_t width = 256;
  Sampling sampling;
  CommonSettings common;
};

OptionTable ops_options(OpsSettings& s) {
  OptionTable table(
      "gloss-bench ops",
      "Measures the time per element of each operation. Compares it with a plain copy "
      "and, for functions of one number, with a loop that calls the C library.");
  table.group("Size");
  table.add("elements", s.elements, "N", "elements of an array, rounded down to whole rows",
            {.at_least = 1, .at_most = 1e9});
  table.add("width", s.width, "N", "elements of a row", {.at_least = 1, .at_most = 65536});
  add_sampling_options(table, s.sampling);
  add_common_options(table, s.common);
  table.example("gloss-bench ops --elements 8192 --width 64",
                "arrays that fit into a core's cache");
  return table;
}

// An operation, and how many numbers it reads and writes for each element. A buffer that is
// accumulated into is both read and written.
struct Operation {
  std::string name;
  double moved;
  std::function<void()> run;
  std::function<void()> libm = nullptr;  // the same with one call of the C library per element
};

// y = f(x), one element at a time: the code without vectorisation.
template <class F>
std::function<void()> each(const Tensor& x, const Tensor& y, const F& f) {
  return [x, y, f] {
    parallel_for(x.size(), kernels::kGrain, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        y.data()[i] = f(x.data()[i]);
    });
  };
}

// The arrays of all operations: inputs a, b and result y, each [rows, width].
struct Arrays {
  Arrays(int64_t row_count, int64_t row_width, int64_t seed)
      : rng{.seed = static_cast<uint64_t>(seed)},
        rows(row_count),
        width(row_width),
        a(Tensor::uniform({rows, width}, -3, 3, rng)),
        b(Tensor::uniform({rows, width}, real(0.1), 3, rng)),
        y(Tensor::zeros({rows, width})),
        gain(Tensor::ones({width})),
        bias(Tensor::zeros({width})),
        column(Tensor::zeros({rows})) {
    for (int64_t i = 0; i < rows; ++i) {
      row_ids.push_back(static_cast<int32_t>(rng.below(static_cast<uint64_t>(rows))));
      targets.push_back(static_cast<int32_t>(rng.below(static_cast<uint64_t>(width))));
    }
  }

  Rng rng;
  int64_t rows, width;
  Tensor a, b, y;
  Tensor gain, bias;  // [width]
  Tensor column;      // [rows]
  std::vector<int32_t> row_ids, targets;
};

// A gradient that is added to.
GradientBuffer sum_in(const Tensor& x) {
  return {x.data(), x.size(), true};
}

void copy(const Tensor& from, const Tensor& to) {
  parallel_for(from.size(), kernels::kGrain, [&](int64_t begin, int64_t end) {
    std::copy(from.data() + begin, from.data() + end, to.data() + begin);
  });
}

// The closures below refer to `arrays`, which must outlive them.
std::vector<Operation> functions(const Arrays& arrays) {
  const Tensor &x = arrays.a, &positive = arrays.b, &y = arrays.y;
  const int64_t n = x.size();
  const auto unary = [](Tensor (*function)(const Tensor&), const Tensor& from) {
    return [function, &from] { function(from); };
  };
  const auto gelu = [](real v) {
    return v * real(0.5) * (1 + std::erf(v / std::numbers::sqrt2_v<real>));
  };
  return {
      {"exp", 2, unary(exp, x), each(x, y, [](real v) { return std::exp(v); })},
      {"tanh", 2, unary(tanh, x), each(x, y, [](real v) { return std::tanh(v); })},
      {"sigmoid", 2, unary(sigmoid, x), each(x, y, [](real v) { return 1 / (1 + std::exp(-v)); })},
      {"gelu", 2, unary(gloss::gelu, x), each(x, y, gelu)},
      {"log", 2, unary(log, positive), each(positive, y, [](real v) { return std::log(v); })},
      {"relu", 2, unary(relu, x)},
      {"sqrt", 2, unary(sqrt, positive)},
      {"tanh backward", 4,
       [&] {
         sum_in(y).add_each(
             [v = x.data(), dy = positive.data()](int64_t i) { return (1 - v[i] * v[i]) * dy[i]; });
       }},
      {"accumulate", 3, [&] { kernels::add_scaled(x.data(), 1, sum_in(y)); }},
      {"dropout", 2,
       [&, n, mask = std::make_shared<std::vector<uint8_t>>(static_cast<size_t>(n))] {
         kernels::dropout_forward(nullptr, x.data(), {real(0.1), 1, 0, 0}, y.data(), mask->data(),
                                  n);
       }},
  };
}

std::vector<Operation> broadcasts(const Arrays& arrays) {
  const Tensor &a = arrays.a, &b = arrays.b, &bias = arrays.bias;
  return {{"add", 3, [&] { return a + b; }},
          {"mul", 3, [&] { return a * b; }},
          {"add a row", 2, [&] { return a + bias; }}};
}

std::vector<Operation> rows(Arrays& arrays) {
  Arrays& s = arrays;
  const kernels::Rows shape{s.rows, s.width};
  const kernels::CrossEntropy loss{.rows = s.rows,
                                   .n = s.width,
                                   .targets = s.targets.data(),
                                   .ignored = -1,
                                   .smoothing = real(0.1)};
  const Tensor mean = Tensor::zeros({s.rows}), inverse = Tensor::ones({s.rows});
  const kernels::LayerNorm norm{.rows = s.rows,
                                .n = s.width,
                                .x = s.a.data(),
                                .gain = s.gain.data(),
                                .mean = mean.data(),
                                .inverse = inverse.data()};
  const Tensor dgain = Tensor::zeros({s.width}), dbias = Tensor::zeros({s.width});
  return {
      {"softmax", 2, [&s, shape] { kernels::softmax_forward(shape, s.a.data(), s.y.data()); }},
      {"softmax backward", 4,
       [&s, shape] { kernels::softmax_backward(shape, s.a.data(), s.b.data(), sum_in(s.y)); }},
      {"log_softmax", 2,
       [&s, shape] { kernels::log_softmax_forward(shape, s.a.data(), s.y.data()); }},
      {"cross_entropy", 2,
       [&s, loss] { kernels::cross_entropy(loss, s.y.data(), s.column.data()); }},
      {"layer_norm", 2,
       [&s, norm, mean, inverse] {
         kernels::layer_norm_forward(norm, s.bias.data(), real(1e-5), s.y.data());
       }},
      {"layer_norm backward", 4,
       [&s, norm, mean, inverse, dgain, dbias] {
         kernels::layer_norm_backward(norm, s.b.data(), sum_in(s.y), sum_in(dgain), sum_in(dbias));
       }},
      {"sum of rows", 1,
       [&s] {
         kernels::sum_forward({s.rows, s.width, 1}, s.a.data(), s.column.data());
       }},
      {"sum of columns", 1,
       [&s, dbias] {
         kernels::sum_forward({1, s.rows, s.width}, s.a.data(), dbias.data());
       }},
      {"squared_norm", 1, [&s] { kernels::squared_norm(s.a.data(), s.a.size()); }},
      {"gather", 2,
       [&s] {
         kernels::gather_forward(s.a.data(), s.row_ids.data(), s.rows, s.width, s.y.data());
       }},
      {"gather backward", 3,
       [&s] {
         kernels::gather_backward(s.a.data(), s.row_ids.data(), s.rows, s.width, s.y.data());
       }},
      {"transpose", 2,
       [&s] {
         kernels::permute_forward(s.a.data(), {{1, 1, s.width, s.rows}, {0, 0, 1, s.width}},
                                  s.y.data());
       }},
  };
}

std::vector<Operation> optimizers(Arrays& arrays) {
  Tensor weight = arrays.b.clone().set_requires_grad();
  const Tensor loss = sum(weight * arrays.a);
  loss.backward();  // every update below uses this gradient
  const auto adam = std::make_shared<optim::Adam>(std::vector<Tensor>{weight});
  return {
      {"adam", 7, [adam] { adam->step(); }},
  };
}

Json result(const Operation& op, const Arrays& arrays, const Sampling& sampling) {
  std::vector<std::function<void()>> timed = {op.run, [&] { copy(arrays.a, arrays.y); }};
  if (op.libm) timed.push_back(op.libm);
  const std::vector<double> times = seconds_per_call(timed, sampling);
  const auto elements = static_cast<double>(arrays.a.size());
  const double rate = op.moved * sizeof(real) * elements / times[0];
  const double copy_rate = 2 * sizeof(real) * elements / times[1];
  Json line = Json::object({{"bench", "ops"},
                            {"op", op.name},
                            {"elements", arrays.a.size()},
                            {"width", arrays.width},
                            {"threads", threads()},
                            {"nanoseconds_per_element", shown(1e9 * times[0] / elements)},
                            {"gigabytes_per_second", shown(rate / 1e9)},
                            {"of_copy", shown(rate / copy_rate)}});
  if (op.libm) line["against_libm"] = shown(times[2] / times[0]);
  return line;
}

}  // namespace

int ops_command(const std::vector<std::string>& arguments) {
  OpsSettings settings;
  OptionTable options = ops_options(settings);
  if (!start(options, settings.common, arguments)) return 0;
  Arrays arrays(std::max<int64_t>(1, settings.elements / settings.width), settings.width,
                settings.common.seed);
  print_line(result({"copy", 2, [&] { copy(arrays.b, arrays.y); }}, arrays, settings.sampling));
  for (const auto& family :
       {functions(arrays), broadcasts(arrays), rows(arrays), optimizers(arrays)})
    for (const Operation& op : family)
      print_line(result(op, arrays, settings.sampling));
  return 0;
}

}  // namespace gloss::bench
