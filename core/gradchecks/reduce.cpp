#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;

const Gradchecks reductions =
    operations({{"sum", [](const Inputs& x) { return sum(x[0]); }, {{2, 3, 5}}},
                {"sum 0", [](const Inputs& x) { return sum(x[0], 0); }, {{2, 3, 5}}},
                {"sum 1", [](const Inputs& x) { return sum(x[0], 1, true); }, {{2, 3, 5}}},
                {"sum -1", [](const Inputs& x) { return sum(x[0], -1); }, {{2, 3, 5}}},
                {"mean", [](const Inputs& x) { return mean(x[0]); }, {{2, 3, 5}}},
                {"mean 1", [](const Inputs& x) { return mean(x[0], 1); }, {{2, 3, 5}}},
                {"variance", [](const Inputs& x) { return variance(x[0]); }, {{2, 3, 5}}},
                {"variance 1", [](const Inputs& x) { return variance(x[0], 1); }, {{2, 3, 5}}},
                {"max", [](const Inputs& x) { return max(x[0]); }, {{2, 3, 5}}},
                {"max 1", [](const Inputs& x) { return max(x[0], 1); }, {{2, 3, 5}}}});

}  // namespace
}  // namespace gloss
