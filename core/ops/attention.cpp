#include <algorithm>
#include <vector>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/additive_scores.h"
#include "core/kernels/head_attention.h"
#include "core/ops.h"
#include "core/ops/lengths.h"

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

// Where the gradient of these columns goes. If they are not all of x, the others get none.
kernels::HeadOutput output(const Columns& c, GradientBuffer dx) {
  const int64_t features = c.x.size(2);
  if (!dx) return {nullptr, features, true};
  if (c.width == features) return {dx.data, features, dx.accumulate};
  return {dx.accumulator() + c.first, features, true};
}

Columns detached(const Columns& c) {
  return {c.x.detach(), c.first, c.width};
}

}  // namespace

Tensor additive_scores(const Tensor& query, const Tensor& keys, const Tensor& v,
                       std::span<const int32_t> lengths) {
  const char* const op = "additive_scores";
  check(query.shape().rank() == 3 && keys.shape().rank() == 3 && query.size(0) == keys.size(0) &&
            query.size(2) == keys.size(2) && v.shape() == Shape{keys.size(2)},
        op, "batch and units must agree: query is ", query.shape(), ", keys are ", keys.shape(),
        ", v is ", v.shape());
  const Lengths checked(op, lengths, keys.size(0), keys.size(1), "keys are", keys.shape());
  const kernels::AdditiveScores scores{.batch = query.size(0),
                                       .queries = query.size(1),
                                       .keys = keys.size(1),
                                       .units = keys.size(2),
                                       .query = query.data(),
                                       .key = keys.data(),
                                       .v = v.data(),
                                       .lengths = checked.data()};
  Tensor y(Shape{scores.batch, scores.queries, scores.keys});
  kernels::additive_scores_forward(scores, y.data());
  return record(op, y, {query, keys, v},
                [scores, checked, query = query.detach(), keys = keys.detach(),
                 v = v.detach()](const Gradients& g) {
                  const Tensor dv_rows(Shape{scores.batch, scores.units});
                  kernels::additive_scores_backward(scores, g.output(), g.input(0), g.input(1),
                                                    g.input(2), dv_rows.data());
                });
}

Tensor rotate_pairs(const Columns& x, const Tensor& cosine, const Tensor& sine) {
  const char* const op = "rotate_pairs";
  check_columns(op, "x", x);
  check(cosine.shape().rank() == 2 && cosine.shape() == sine.shape() &&
            cosine.size(0) == x.x.size(1) && cosine.size(1) > 0 &&
            x.width % (2 * cosine.size(1)) == 0,
        op, "needs angles [T, P] and rows of a multiple of 2 P columns: x is ", x.x.shape(), ", ",
        x.width, " columns of it, cosines are ", cosine.shape(), ", sines are ", sine.shape());
  kernels::PairRotation rotation{.batch = x.x.size(0),
                                 .positions = x.x.size(1),
                                 .pairs = x.width / 2,
                                 .angles = cosine.size(1),
                                 .cosine = cosine.data(),
                                 .sine = sine.data()};
  Tensor y(Shape{rotation.batch, rotation.positions, x.width});
  kernels::rotate_pairs(rotation, rows(x), {y.data(), x.width, false});
  rotation.inverse = true;
  return record(op, y, {x.x},
                [rotation, x = detached(x), cosine = cosine.detach(),
                 sine = sine.detach()](const Gradients& g) {
                  kernels::rotate_pairs(rotation, {g.output(), x.width}, output(x, g.input(0)));
                });
}

Tensor head_weights(const Columns& query, const Columns& keys, const HeadOptions& options) {
  const char* const op = "head_weights";
  check_columns(op, "query", query);
  check_columns(op, "keys", keys);
  const int64_t heads = options.heads;
  check(query.x.size(0) == keys.x.size(0) && query.width == keys.width, op,
        "batch and columns must agree: query is ", query.x.shape(), ", ", query.width,
        " columns of it, keys are ", keys.x.shape(), ", ", keys.width, " columns of it");
  check(heads > 0 && query.width > 0 && query.width % heads == 0, op, query.width,
        " columns do not divide into ", heads, " heads");
  const Lengths lengths(op, options.lengths, keys.x.size(0), keys.x.size(1), "keys are",
                        keys.x.shape());
  const kernels::HeadShape shape{.batch = query.x.size(0),
                                 .heads = heads,
                                 .queries = query.x.size(1),
                                 .keys = keys.x.size(1),
                                 .size = query.width / heads,
                                 .lengths = lengths.data(),
                                 .causal = options.causal};
  Tensor y(Shape{shape.batch, heads, shape.queries, shape.keys});
  kernels::head_weights_forward(shape, rows(query), rows(keys), y.data());
  return record(
      op, y, {query.x, keys.x},
      [shape, lengths, y, query = detached(query), keys = detached(keys)](const Gradients& g) {
        kernels::head_weights_backward(shape, {.q = rows(query),
                                               .k = rows(keys),
                                               .weights = y.data(),
                                               .dweights = g.output(),
                                               .dq = output(query, g.input(0)),
                                               .dk = output(keys, g.input(1))});
      });
}

Tensor head_context(const Tensor& weights, const Columns& values) {
  const char* const op = "head_context";
  check_columns(op, "values", values);
  check(weights.shape().rank() == 4 && weights.size(0) == values.x.size(0) &&
            weights.size(3) == values.x.size(1),
        op, "batch and keys must agree: weights are ", weights.shape(), ", values are ",
        values.x.shape());
  const int64_t heads = weights.size(1);
  check(heads > 0 && values.width % heads == 0, op, values.width, " columns do not divide into ",
        heads, " heads");
  const kernels::HeadShape shape{.batch = weights.size(0),
                                 .heads = heads,
                                 .queries = weights.size(2),
                                 .keys = weights.size(3),
                                 .size = values.width / heads};
  Tensor y(Shape{shape.batch, shape.queries, values.width});
  kernels::head_context_forward(shape, weights.data(), rows(values), y.data());
  return record(op, y, {weights, values.x},
                [shape, weights = weights.detach(), values = detached(values)](const Gradients& g) {
                  const GradientBuffer dweights = g.input(0);
                  kernels::head_context_backward(
                      shape, {.weights = weights.data(),
                              .v = rows(values),
                              .dy = g.output(),
                              .dweights = {dweights.data, shape.keys, dweights.accumulate},
                              .dv = output(values, g.input(1))});
                });
}

Tensor cached_attention(const Columns& query, std::span<const Tensor> positions,
                        std::span<const int32_t> origins, int64_t heads) {
  const char* const op = "cached_attention";
  check_columns(op, "query", query);
  const int64_t rows = query.x.size(0), keys = std::ssize(positions);
  check(query.x.size(1) == 1 && keys > 0 && std::ssize(origins) == rows * keys, op,
        "needs one query and an origin at each position for each row: query is ", query.x.shape(),
        ", positions are ", keys, ", origins are ", origins.size());
  check(heads > 0 && query.width > 0 && query.width % heads == 0, op, query.width,
        " columns do not divide into ", heads, " heads");
  std::vector<Tensor> inputs{query.x};
  inputs.insert(inputs.end(), positions.begin(), positions.end());
  check(!is_recording() || std::ranges::none_of(inputs, &Tensor::requires_grad), op,
        "has no gradient");
  std::vector<const real*> data;
  for (const Tensor& x : positions) {
    check(x.shape() == Shape{x.size(0), 1, 2 * query.width}, op,
          "keys and values do not fit: ", x.shape(), ", query has ", query.width, " columns");
    data.push_back(x.data());
  }
  for (int64_t i = 0; i < rows * keys; ++i) {
    const Tensor& x = positions[static_cast<size_t>(i % keys)];
    const int32_t origin = origins[static_cast<size_t>(i)];
    check(origin >= 0 && origin < x.size(0), op, "origin ", origin,
          " is outside: keys and values are ", x.shape());
  }
  Tensor y(Shape{rows, 1, query.width});
  kernels::cached_attention_forward(
      {.batch = rows, .heads = heads, .queries = 1, .keys = keys, .size = query.width / heads},
      ::gloss::rows(query), {data.data(), origins.data()}, y.data());
  return record(op, y, inputs, {});
}

}  // namespace gloss
