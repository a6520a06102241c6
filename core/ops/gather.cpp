#include "core/kernels/gather.h"

#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"

namespace gloss {
namespace {

Tensor rows_of(const char* name, const Tensor& x, std::span<const int32_t> rows,
               const Shape& result) {
  Tensor y(result);
  const int64_t width = x.shape().inner(0), count = static_cast<int64_t>(rows.size());
  kernels::gather_forward(x.data(), rows.data(), count, width, y.data());
  return record(name, y, {x},
                [saved = std::vector(rows.begin(), rows.end()), count, width](const Gradients& g) {
                  if (real* const dx = g.input(0).accumulator())
                    kernels::gather_backward(g.output(), saved.data(), count, width, dx);
                });
}

}  // namespace

Tensor gather(const Tensor& x, std::span<const int32_t> rows) {
  check(x.shape().rank() >= 1, "gather", "needs at least 1 dimension: x is ", x.shape());
  for (size_t i = 0; i < rows.size(); ++i)
    check(rows[i] >= 0 && rows[i] < x.size(0), "gather", "row ", rows[i], " at ", i,
          " is outside: x is ", x.shape());
  return rows_of("gather", x, rows, x.shape().with(0, static_cast<int64_t>(rows.size())));
}

Tensor embedding(const Tensor& weight, std::span<const int32_t> ids, const Shape& shape) {
  check(weight.shape().rank() == 2, "embedding", "the table needs 2 dimensions: weight is ",
        weight.shape());
  check(static_cast<int64_t>(ids.size()) == shape.size(), "embedding", "there are ", ids.size(),
        " ids for a shape of ", shape);
  for (size_t i = 0; i < ids.size(); ++i)
    check(ids[i] >= kNoId && ids[i] < weight.size(0), "embedding", "id ", ids[i], " at ", i, " of ",
          shape, " is outside a table of ", weight.size(0), " rows");
  return rows_of("embedding", weight, ids, shape.inserted(shape.rank(), weight.size(1)));
}

}  // namespace gloss
