#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;

auto product(MatmulOptions options) {
  return [options](const Inputs& x) { return matmul(x[0], x[1], options); };
}

const Gradchecks products = operations(
    {{"matmul", product({}), {{5, 3}, {3, 7}}},
     {"matmul at", product({.transpose_a = true}), {{3, 5}, {3, 7}}},
     {"matmul bt", product({.transpose_b = true}), {{5, 3}, {7, 3}}},
     {"matmul at bt", product({.transpose_a = true, .transpose_b = true}), {{3, 5}, {7, 3}}},
     {"matmul batched", product({}), {{2, 5, 3}, {2, 3, 7}}},
     {"matmul batched at", product({.transpose_a = true}), {{2, 3, 5}, {2, 3, 7}}},
     {"matmul batched bt", product({.transpose_b = true}), {{2, 5, 3}, {2, 7, 3}}},
     {"matmul batched at bt",
      product({.transpose_a = true, .transpose_b = true}),
      {{2, 3, 5}, {2, 7, 3}}},
     {"matmul rank four", product({}), {{2, 3, 5, 2}, {2, 3, 2, 3}}},
     {"matmul shared", product({}), {{2, 5, 3}, {3, 7}}},
     {"matmul shared at", product({.transpose_a = true}), {{2, 3, 5}, {3, 7}}},
     {"matmul shared bt", product({.transpose_b = true}), {{2, 5, 3}, {7, 3}}},
     {"matmul shared at bt",
      product({.transpose_a = true, .transpose_b = true}),
      {{2, 3, 5}, {7, 3}}},
     {"matmul by its own transpose",
      [](const Inputs& x) { return matmul(x[0], x[0], {.transpose_b = true}); },
      {{5, 3}}},
     {"linear", [](const Inputs& x) { return linear(x[0], x[1], x[2]); }, {{2, 3, 5}, {7, 5}, {7}}},
     {"linear without bias", [](const Inputs& x) { return linear(x[0], x[1]); }, {{5}, {7, 5}}}});

}  // namespace
}  // namespace gloss
