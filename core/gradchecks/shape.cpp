#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;

const Gradchecks shapes =
    operations({{"reshape",
                 [](const Inputs& x) {
                   return reshape(x[0], {3, -1});
                 },
                 {{2, 3, 5}}},
                {"select", [](const Inputs& x) { return select(x[0], 1); }, {{2, 3, 5}}},
                {"slice 0", [](const Inputs& x) { return slice(x[0], 0, 1, 3); }, {{5, 3}}},
                {"slice 1", [](const Inputs& x) { return slice(x[0], 1, 1, 3); }, {{2, 5, 3}}},
                {"split",
                 [](const Inputs& x) {
                   const std::vector<Tensor> parts = split(x[0], 1, 3);
                   return parts[0] * parts[1] + parts[2];
                 },
                 {{2, 9}}},
                {"transpose", [](const Inputs& x) { return transpose(x[0]); }, {{2, 3, 5}}},
                {"permute",
                 [](const Inputs& x) {
                   return permute(x[0], {3, 1, 0, 2});
                 },
                 {{2, 3, 5, 7}}},
                {"expand",
                 [](const Inputs& x) {
                   return expand(x[0], {2, 3, 5});
                 },
                 {{3, 1}}},
                {"concat",
                 [](const Inputs& x) {
                   return concat({x[0], x[1], x[0]}, 1);
                 },
                 {{2, 3}, {2, 5}}},
                {"stack",
                 [](const Inputs& x) {
                   return stack({x[0], x[1]});
                 },
                 {{3}, {3}}}});

}  // namespace
}  // namespace gloss
