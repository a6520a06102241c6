#include "core/kernels/attention.h"

#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"

namespace gloss {

Tensor additive_scores(const Tensor& query, const Tensor& keys, const Tensor& v,
                       std::span<const int32_t> lengths) {
  check(query.shape().rank() == 3 && keys.shape().rank() == 3 && query.size(0) == keys.size(0) &&
            query.size(2) == keys.size(2) && v.shape() == Shape{keys.size(2)},
        "additive_scores", "batch and units must agree: query is ", query.shape(), ", keys are ",
        keys.shape(), ", v is ", v.shape());
  check(lengths.empty() || static_cast<int64_t>(lengths.size()) == keys.size(0), "additive_scores",
        "there are ", lengths.size(), " lengths, keys are ", keys.shape());
  for (const int32_t length : lengths)
    check(length >= 0 && length <= keys.size(1), "additive_scores", "length ", length,
          " is outside the keys: keys are ", keys.shape());
  kernels::AdditiveShape shape{query.size(0), query.size(1), keys.size(1), keys.size(2)};
  shape.lengths = lengths.empty() ? nullptr : lengths.data();
  Tensor y(Shape{shape.batch, shape.queries, shape.keys});
  kernels::additive_scores_forward(shape, query.data(), keys.data(), v.data(), y.data());
  return record("additive_scores", y, {query, keys, v},
                [shape, kept = std::vector(lengths.begin(), lengths.end()), query = query.detach(),
                 keys = keys.detach(), v = v.detach()](const Gradients& g) mutable {
                  shape.lengths = kept.empty() ? nullptr : kept.data();
                  const Tensor dv_rows(Shape{shape.batch, shape.units});
                  kernels::additive_scores_backward(shape, query.data(), keys.data(), v.data(),
                                                    g.output(), g.input(0), g.input(1), g.input(2),
                                                    dv_rows.data());
                });
}

}  // namespace gloss
