#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

const Ids rows{2, 0, 2, 1};

const Gradchecks functions =
    operations({{"layer_norm",
                 [](const Inputs& x) { return layer_norm(x[0], x[1], x[2]); },
                 {{2, 3, 5}, {5}, {5}}},
                {"layer_norm, long rows",
                 [](const Inputs& x) { return layer_norm(x[0], x[1], x[2], 0.1); },
                 {{2, 37}, {37}, {37}}},
                {"dropout",
                 [](const Inputs& x) {
                   Rng rng;
                   return dropout(x[0], 0.3, rng);
                 },
                 {{5, 7}}},
                {"add_dropout",
                 [](const Inputs& x) {
                   Rng rng;
                   return add_dropout(x[0], x[1], 0.3, rng);
                 },
                 {{5, 7}, {5, 7}}},
                {"gather", [](const Inputs& x) { return gather(x[0], rows); }, {{3, 2, 5}}},
                {"embedding",
                 [](const Inputs& x) {
                   return embedding(x[0], rows, {2, 2});
                 },
                 {{3, 5}}}});

}  // namespace
}  // namespace gloss
