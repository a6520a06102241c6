#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;

const Gradchecks arithmetic =
    operations({{"add", [](const Inputs& x) { return x[0] + x[1]; }, {{2, 3}, {2, 3}}},
                {"sub", [](const Inputs& x) { return x[0] - x[1]; }, {{2, 3}, {3}}},
                {"mul", [](const Inputs& x) { return x[0] * x[1]; }, {{2, 1, 7}, {3, 1}}},
                {"mul by itself", [](const Inputs& x) { return x[0] * x[0]; }, {{5}}},
                {"div", [](const Inputs& x) { return x[0] / x[1]; }, {{3, 1}, {1, 5}}, 0.5, 2},
                {"div, rank four",
                 [](const Inputs& x) { return x[0] / x[1]; },
                 {{2, 1, 5, 1}, {3, 1, 7}},
                 0.5,
                 2},
                {"neg", [](const Inputs& x) { return -x[0]; }, {{7}}},
                {"x + c", [](const Inputs& x) { return x[0] + 3; }, {{7}}},
                {"c + x", [](const Inputs& x) { return 3 + x[0]; }, {{7}}},
                {"x - c", [](const Inputs& x) { return x[0] - 3; }, {{7}}},
                {"c - x", [](const Inputs& x) { return 3 - x[0]; }, {{7}}},
                {"x * c", [](const Inputs& x) { return x[0] * 3; }, {{7}}},
                {"c * x", [](const Inputs& x) { return 3 * x[0]; }, {{7}}},
                {"x / c", [](const Inputs& x) { return x[0] / 3; }, {{7}}},
                {"c / x", [](const Inputs& x) { return 3 / x[0]; }, {{7}}, 0.5, 2},
                {"minimum", [](const Inputs& x) { return minimum(x[0], x[1]); }, {{5, 7}, {7}}},
                {"maximum", [](const Inputs& x) { return maximum(x[0], x[1]); }, {{5, 1}, {7}}},
                {"where",
                 [](const Inputs& x) {
                   return where(Tensor::from({3, 1}, {1, 0, 1}), x[0], x[1]);
                 },
                 {{3, 5}, {5}}}});

const Gradchecks functions = operations(
    {{"exp", [](const Inputs& x) { return exp(x[0]); }, {{17}}, -3, 3},
     {"log", [](const Inputs& x) { return log(x[0]); }, {{17}}, 0.2, 5},
     {"sqrt", [](const Inputs& x) { return sqrt(x[0]); }, {{17}}, 0.2, 5},
     {"pow 1.5", [](const Inputs& x) { return pow(x[0], 1.5); }, {{17}}, 0.2, 5},
     {"pow 3", [](const Inputs& x) { return pow(x[0], 3); }, {{17}}, -2, 2},
     {"pow -1", [](const Inputs& x) { return pow(x[0], -1); }, {{17}}, 0.5, 2},
     {"abs", [](const Inputs& x) { return abs(x[0]); }, {{7}}, 0.1, 3},
     {"abs below 0", [](const Inputs& x) { return abs(x[0]); }, {{7}}, -3, -0.1},
     {"clamp inside", [](const Inputs& x) { return clamp(x[0], -1.1, 1.1); }, {{7}}},
     {"clamp outside", [](const Inputs& x) { return clamp(x[0], 2, 3) * x[0]; }, {{7}}},
     {"tanh", [](const Inputs& x) { return tanh(x[0]); }, {{17}}, -3, 3},
     {"sigmoid", [](const Inputs& x) { return sigmoid(x[0]); }, {{17}}, -5, 5},
     {"relu above 0", [](const Inputs& x) { return relu(x[0]); }, {{7}}, 0.1, 3},
     {"relu below 0", [](const Inputs& x) { return relu(x[0]) + x[0]; }, {{7}}, -3, -0.1},
     {"gelu", [](const Inputs& x) { return gelu(x[0]); }, {{17}}, -3, 3},
     {"silu", [](const Inputs& x) { return silu(x[0]); }, {{17}}, -5, 5}});

}  // namespace
}  // namespace gloss
