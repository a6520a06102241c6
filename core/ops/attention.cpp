#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/additive_scores.h"
#include "core/kernels/head_attention.h"
#include "core/ops.h"

namespace gloss {
namespace {

void check_columns(const char* op, const char* name, const Columns& c) {
  check(c.x.shape().rank() == 3, op, "needs 3 dimensions: ", name, " is ", c.x.shape());
  check(c.first >= 0 && c.width >= 0 && c.first + c.width <= c.x.size(2), op, "columns [", c.first,
        ", ", c.first + c.width, ") are outside: ", name, " is ", c.x.shape());
}

kernels::HeadRows rows(const Columns& c) {
  return {c.x.data() + c.first, c.x.size(2)};
}

kernels::HeadGradients gradients(const Columns& c, real* dx) {
  return {dx ? dx + c.first : nullptr, c.x.size(2)};
}

Columns detached(const Columns& c) {
  return {c.x.detach(), c.first, c.width};
}

}  // namespace

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

Tensor head_weights(const Columns& query, const Columns& keys, const HeadOptions& options) {
  check_columns("head_weights", "query", query);
  check_columns("head_weights", "keys", keys);
  const int64_t heads = options.heads;
  check(query.x.size(0) == keys.x.size(0) && query.width == keys.width, "head_weights",
        "batch and columns must agree: query is ", query.x.shape(), ", ", query.width,
        " columns of it, keys are ", keys.x.shape(), ", ", keys.width, " columns of it");
  check(heads > 0 && query.width > 0 && query.width % heads == 0, "head_weights", query.width,
        " columns do not divide into ", heads, " heads");
  check(options.lengths.empty() || static_cast<int64_t>(options.lengths.size()) == keys.x.size(0),
        "head_weights", "there are ", options.lengths.size(), " lengths, keys are ",
        keys.x.shape());
  for (const int32_t length : options.lengths)
    check(length >= 0 && length <= keys.x.size(1), "head_weights", "length ", length,
          " is outside the keys: keys are ", keys.x.shape());
  kernels::HeadShape shape{query.x.size(0),     heads,   query.x.size(1), keys.x.size(1),
                           query.width / heads, nullptr, options.causal};
  shape.lengths = options.lengths.empty() ? nullptr : options.lengths.data();
  Tensor y(Shape{shape.batch, heads, shape.queries, shape.keys});
  kernels::head_weights_forward(shape, rows(query), rows(keys), y.data());
  return record("head_weights", y, {query.x, keys.x},
                [shape, kept = std::vector(options.lengths.begin(), options.lengths.end()), y,
                 query = detached(query), keys = detached(keys)](const Gradients& g) mutable {
                  shape.lengths = kept.empty() ? nullptr : kept.data();
                  kernels::head_weights_backward(shape, rows(query), rows(keys), y.data(),
                                                 g.output(), gradients(query, g.input(0)),
                                                 gradients(keys, g.input(1)));
                });
}

Tensor head_context(const Tensor& weights, const Columns& values) {
  check_columns("head_context", "values", values);
  check(weights.shape().rank() == 4 && weights.size(0) == values.x.size(0) &&
            weights.size(3) == values.x.size(1),
        "head_context", "batch and keys must agree: weights are ", weights.shape(), ", values are ",
        values.x.shape());
  const int64_t heads = weights.size(1);
  check(heads > 0 && values.width % heads == 0, "head_context", values.width,
        " columns do not divide into ", heads, " heads");
  const kernels::HeadShape shape{weights.size(0), heads, weights.size(2), weights.size(3),
                                 values.width / heads};
  Tensor y(Shape{shape.batch, shape.queries, values.width});
  kernels::head_context_forward(shape, weights.data(), rows(values), y.data());
  return record("head_context", y, {weights, values.x},
                [shape, weights = weights.detach(), values = detached(values)](const Gradients& g) {
                  kernels::head_context_backward(shape, weights.data(), rows(values), g.output(),
                                                 g.input(0), gradients(values, g.input(1)));
                });
}

}  // namespace gloss
