#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "core/random.h"
#include "core/tensor.h"

// The catalogue: every differentiable function with its equation and its gradient. y is the result,
// L the loss, and dx and dy stand for dL/dx and dL/dy. Gradients accumulate: dx += ...
//
// Elementwise functions of two tensors broadcast by numpy's rules, and the gradient of an operand
// is summed over the axes along which it was repeated. A negative axis counts from the end. All
// functions throw std::invalid_argument that names the operation, the broken rule and the operands
// concerned.
namespace gloss {

// --- Arithmetic --------------------------------------------------------------------------------

Tensor operator+(const Tensor& a, const Tensor& b);  // da += dy          db += dy
Tensor operator-(const Tensor& a, const Tensor& b);  // da += dy          db -= dy
Tensor operator*(const Tensor& a, const Tensor& b);  // da += b dy        db += a dy
Tensor operator/(const Tensor& a, const Tensor& b);  // da += dy / b      db -= a / b^2 dy
Tensor operator-(const Tensor& x);                   // dx -= dy

Tensor operator+(const Tensor& x, real c);  // dx += dy
Tensor operator+(real c, const Tensor& x);
Tensor operator-(const Tensor& x, real c);
Tensor operator-(real c, const Tensor& x);  // dx -= dy
Tensor operator*(const Tensor& x, real c);  // dx += c dy
Tensor operator*(real c, const Tensor& x);
Tensor operator/(const Tensor& x, real c);  // dx += dy / c
Tensor operator/(real c, const Tensor& x);  // dx -= c / x^2 dy

Tensor minimum(const Tensor& a, const Tensor& b);  // dy to the smaller; to a where equal
Tensor maximum(const Tensor& a, const Tensor& b);  // dy to the larger; to a where equal

// y = condition != 0 ? a : b elementwise. da += dy where condition != 0, db += dy elsewhere. The
// condition gets no gradient.
Tensor where(const Tensor& condition, const Tensor& a, const Tensor& b);

// --- Functions of one element ------------------------------------------------------------------

Tensor exp(const Tensor& x);                         // dx += y dy
Tensor log(const Tensor& x);                         // dx += dy / x
Tensor sqrt(const Tensor& x);                        // dx += dy / (2 y)
Tensor pow(const Tensor& x, real exponent);          // dx += exponent x^(exponent - 1) dy
Tensor abs(const Tensor& x);                         // dx += sign(x) dy, nothing at 0
Tensor clamp(const Tensor& x, real low, real high);  // dx += dy where low <= x <= high
Tensor tanh(const Tensor& x);                        // dx += (1 - y^2) dy
Tensor sigmoid(const Tensor& x);                     // 1 / (1 + e^-x)            dx += y (1 - y) dy
Tensor relu(const Tensor& x);  // max(x, 0)                 dx += dy where x > 0
Tensor gelu(const Tensor& x);  // x Phi(x), Phi the normal distribution function (Hendrycks and
                               // Gimpel 2016)              dx += (Phi(x) + x Phi'(x)) dy
Tensor silu(const Tensor& x);  // x sigmoid(x)              dx += s (1 + x (1 - s)) dy

// --- Matrix products ---------------------------------------------------------------------------

struct MatmulOptions {
  bool transpose_a = false;
  bool transpose_b = false;
};

// y = op(a) op(b) over the last two axes. op transposes if the options say so.
//   [M, K] [K, N] -> [M, N]        [..., M, K] [..., K, N] -> [..., M, N]
//   [..., M, K] [K, N] -> [..., M, N]   (b is shared)
// da += dy op(b)^T, db += op(a)^T dy
Tensor matmul(const Tensor& a, const Tensor& b, MatmulOptions options = {});

// y = x W^T + b: x [..., in], weight [out, in], bias [out] or none -> [..., out]
// dx += dy W, dW += dy^T x, db += sum over rows of dy
Tensor linear(const Tensor& x, const Tensor& weight, const Tensor& bias = {});

// What linear, linear_cross_entropy and linear_consistency multiply; their sums are in single
// precision.
//   fp32   the numbers as they are
//   bf16   the numbers rounded to 8 significant bits (kernels/bf16.h), in the backward pass, too
//   int8   integers of 8 bits (kernels/quantized_matmul.h): for linear only, outside the graph and
//          under a ConstantWeightsGuard; otherwise as fp32
enum class Precision { fp32, bf16, int8 };

// While it exists, operations of this thread have this precision, and later their backward pass.
class PrecisionGuard {
 public:
  explicit PrecisionGuard(Precision precision);
  ~PrecisionGuard();
  PrecisionGuard(const PrecisionGuard&) = delete;
  PrecisionGuard& operator=(const PrecisionGuard&) = delete;

  static Precision current();  // of this thread; fp32 without a guard

 private:
  const Precision before_;
};

// While it exists, and until the backward pass of what is computed meanwhile, no weight of linear
// may be written. linear then packs each weight once instead of at every call, and once more for
// the backward pass; the bits are the same. For loops that multiply a few rows by the same weights
// again and again: decoding, and the steps of a recurrent network in training.
//
// It works on the thread that makes it. The packed weights are freed with the outermost guard and
// the graph recorded under it.
class ConstantWeightsGuard {
 public:
  ConstantWeightsGuard();
  // On another thread: shares what `other` packs, for products without a backward pass, and has the
  // precision of where `other` was made.
  ConstantWeightsGuard(const ConstantWeightsGuard& other);
  ~ConstantWeightsGuard();
  ConstantWeightsGuard& operator=(const ConstantWeightsGuard&) = delete;

 private:
  std::shared_ptr<struct PackedWeights> packed_, before_;  // before_: what the thread used before
  const Precision precision_;
  const PrecisionGuard guard_{precision_};
};

// --- Reductions --------------------------------------------------------------------------------

// Along one axis, which keep_axis leaves in the shape with the length 1; without an axis, of all
// elements: a scalar.
Tensor sum(const Tensor& x, std::optional<int> axis = {}, bool keep_axis = false);   // dx += dy
Tensor mean(const Tensor& x, std::optional<int> axis = {}, bool keep_axis = false);  // dx += dy / n
Tensor variance(const Tensor& x, std::optional<int> axis = {},
                bool keep_axis = false);  // mean of (x - mean)^2     dx += 2 (x - mean) dy / n
Tensor max(const Tensor& x, std::optional<int> axis = {},
           bool keep_axis = false);  // dy to the first largest

// --- Softmax and losses ------------------------------------------------------------------------

// Over the last axis: y_i = e^x_i / sum_j e^x_j. With lengths, one for each entry of the first
// axis, only the first lengths[b] elements of the rows of entry b take part; the others are exactly
// 0 (softmax) or -infinity (log_softmax).
//   softmax: dx_i += y_i (dy_i - sum_j y_j dy_j)     log_softmax: dx_i += dy_i - e^y_i sum_j dy_j
Tensor softmax(const Tensor& x, std::span<const int32_t> lengths = {});
Tensor log_softmax(const Tensor& x, std::span<const int32_t> lengths = {});

// log_softmax(linear(x, weight, bias)), without gradients and without a Trace in the memory of the
// logits.
Tensor linear_log_softmax(const Tensor& x, const Tensor& weight, const Tensor& bias = {});

struct CrossEntropyOptions {
  int32_t ignored = -100;    // targets with this value contribute nothing
  real label_smoothing = 0;  // the share spread evenly over all classes (Szegedy et al. 2016)
};

// The SUM over rows of -sum_i q_i log softmax(logits)_i, q = (1 - s) onehot(target) + s / V, s
// being the label smoothing: logits [..., V] and a target for each row -> a scalar. Divide by the
// number of targets for a mean. One operation because dlogits += (softmax - q) dy is more stable
// and cheaper than the gradients of log, softmax and sum one by one.
Tensor cross_entropy(const Tensor& logits, std::span<const int32_t> targets,
                     CrossEntropyOptions options = {});

// cross_entropy(linear(x, weight, bias), targets, options) that holds the logits of a chunk of rows
// at a time: [tokens, V] would be by far the largest array in the training of a translator. The
// gradients are computed in the forward pass. x [..., E], weight [V, E], bias [V] or none -> a
// scalar.
Tensor linear_cross_entropy(const Tensor& x, const Tensor& weight, const Tensor& bias,
                            std::span<const int32_t> targets, CrossEntropyOptions options = {});

// Two predictions of each target that should agree: x[first[i]] and x[second[i]] are the vectors
// from which `linear` and softmax compute p1 and p2, the distributions of targets[i].
struct PredictionPairs {
  std::vector<int32_t> first, second, targets;
};
struct ConsistencyOptions {
  real label_smoothing = 0;
  real first = 1, second = 0;     // weights of the cross-entropies of p1 and of p2
  real forward = 0, reverse = 0;  // weights of KL(p1 || p2) and of KL(p2 || p1)
};
struct ConsistencyLoss {
  Tensor sum;        // of both parts, a scalar
  real penalty = 0;  // the part that is not cross-entropy
};

// The SUM over pairs of the weighted cross-entropies and of KL(p || r) = sum_i p_i log(p_i / r_i),
// with gradients through both distributions (kernels/softmax.h has the equations). The logits of a
// chunk of pairs exist at a time, as in linear_cross_entropy, of which it has the shapes.
ConsistencyLoss linear_consistency(const Tensor& x, const Tensor& weight, const Tensor& bias,
                                   const PredictionPairs& pairs, const ConsistencyOptions& options);

// --- Functions of layers ------------------------------------------------------------------------

// y = gain * (x - mean) / sqrt(variance + eps) + bias over the last axis (Ba et al. 2016).
// With inverse = 1 / sqrt(variance + eps), x_hat = (x - mean) inverse and g = gain dy:
//   dx += inverse (g - mean(g) - x_hat mean(g x_hat))     dgain += sum over rows of x_hat dy
//   dbias += sum over rows of dy
Tensor layer_norm(const Tensor& x, const Tensor& gain, const Tensor& bias, real eps = real(1e-5));

// Each element is 0 with probability p and x / (1 - p) otherwise (Srivastava et al. 2014).
// dx += dy / (1 - p) where x is kept
Tensor dropout(const Tensor& x, real p, Rng& rng);

// base + dropout(x) in one pass, for residual connections. base and x have the same shape.
Tensor add_dropout(const Tensor& base, const Tensor& x, real p, Rng& rng);

// y[i] = x[rows[i]] along the first axis.     dx[rows[i]] += dy[i]
Tensor gather(const Tensor& x, std::span<const int32_t> rows);

// A row of the table for each id, zeros for kNoId: weight [V, E], ids of the given shape ->
// [shape..., E]
inline constexpr int32_t kNoId = -1;
Tensor embedding(const Tensor& weight, std::span<const int32_t> ids, const Shape& shape);

// Scores of an additive attention (Bahdanau et al. 2015, appendix A.1.2):
//   y[b, t, s] = sum_h v[h] tanh(query[b, t, h] + keys[b, s, h])
// query [B, T, H], keys [B, S, H], v [H] -> [B, T, S]; with lengths, 0 for s >= lengths[b].
// With u = tanh(query[b, t] + keys[b, s]) and g = dy[b, t, s] v (1 - u^2), both [H]:
//   dquery[b, t] += sum_s g     dkeys[b, s] += sum_t g     dv += sum_bts dy[b, t, s] u
Tensor additive_scores(const Tensor& query, const Tensor& keys, const Tensor& v,
                       std::span<const int32_t> lengths = {});

// Columns [first, first + width) of x [B, rows, features], read in place; all of them by default.
struct Columns {
  Columns(const Tensor& tensor)
      : x(tensor), width(tensor.shape().rank() > 0 ? tensor.size(-1) : 0) {}
  Columns(const Tensor& tensor, int64_t first_column, int64_t columns)
      : x(tensor), first(first_column), width(columns) {}

  Tensor x;
  int64_t first = 0, width;
};

// Rotates the pairs of neighbours in the rows of x [B, T, E]: pair i at position t by the angle a
// whose cosine and sine are at [t, i % P] of two tensors [T, P]; P divides E / 2 (Su et al. 2021,
// equation 34):
//   y_2i = x_2i cos a - x_2i+1 sin a     y_2i+1 = x_2i sin a + x_2i+1 cos a
// dx is dy rotated by -a.
Tensor rotate_pairs(const Columns& x, const Tensor& cosine, const Tensor& sine);

// Scaled dot-product attention of several heads (Vaswani et al. 2017, equation 1 and
// section 3.2.2), in two functions, so that dropout can be applied to the weights in between. Head
// h has the elements [h d, (h + 1) d) of each row, d = width / heads:
//   w[b, h, t, s] = softmax_s(query_h[b, t] . keys_h[b, s] / sqrt(d))
//   y_h[b, t] = sum_s w[b, h, t, s] values_h[b, s]
// query [B, T, E], keys [B, S, E] -> [B, heads, T, S]; values [B, S, E] -> [B, T, E]
//   dw[b, h, t, s] += dy_h[b, t] . values_h[b, s]
//   dvalues_h[b, s] += sum_t w[b, h, t, s] dy_h[b, t]
//   and with ds[t, s] = w[t, s] (dw[t, s] - sum_r w[t, r] dw[t, r]) / sqrt(d) of a head:
//   dquery_h[b, t] += sum_s ds[t, s] keys_h[b, s]     dkeys_h[b, s] += sum_t ds[t, s] query_h[b, t]
// Weights are exactly 0 for s >= lengths[b] and, if causal, for keys after the query: the last
// query sees all S keys, each earlier query one fewer. The results of a query are the same bits
// whatever other queries there are.
struct HeadOptions {
  int64_t heads = 1;
  std::span<const int32_t> lengths = {};
  bool causal = false;
};
Tensor head_weights(const Columns& query, const Columns& keys, const HeadOptions& options);
Tensor head_context(const Tensor& weights, const Columns& values);

// --- Shape -------------------------------------------------------------------------------------

// Without a copy: the result shares x's memory.
Tensor reshape(const Tensor& x, const Shape& shape);
Tensor reshape(const Tensor& x, std::initializer_list<int64_t> dims);  // one may be -1: the rest
Tensor select(const Tensor& x, int64_t index);  // x[index] along the first axis

// Without a copy if all axes before `axis` have length 1, as before the first; else a copy.
Tensor slice(const Tensor& x, int axis, int64_t begin, int64_t end);
std::vector<Tensor> split(const Tensor& x, int axis, int64_t parts);  // equal parts

Tensor transpose(const Tensor& x);                           // the last two axes swapped
Tensor permute(const Tensor& x, std::span<const int> axes);  // y's axis i is x's axis axes[i]
Tensor permute(const Tensor& x, std::initializer_list<int> axes);
Tensor expand(const Tensor& x, const Shape& shape);  // repeats axes of length 1, or adds them
Tensor concat(const std::vector<Tensor>& parts, int axis);  // each part of dy to its part
Tensor stack(const std::vector<Tensor>& parts);             // along a new first axis

// --- Without gradients -------------------------------------------------------------------------

// head_context of head_weights for one query in each row, query [B, 1, E], and the keys and values
// that the row's S positions left in positions[s] [any rows, 1, 2 E]: those of row b are row
// origins[b, s]. -> [B, 1, E]
Tensor cached_attention(const Columns& query, std::span<const Tensor> positions,
                        std::span<const int32_t> origins, int64_t heads);

// Rows [begin, end) of x and the outputs of a linear layer that they need.
struct SelectedOutputs {
  int64_t begin, end;
  std::span<const int32_t> outputs;
};

// linear where each group of rows needs a few outputs only. The groups follow each other from the
// first row to the last:
//   y[i, c] = weight[o] . x[i] + bias[o]   with o = group.outputs[c], for every row i of a group
// x [rows, in], weight [out, in], bias [out] -> [rows, longest list], shorter ones padded with 0.
// A row's numbers depend on nothing but that row and its list.
Tensor selected_linear(const Tensor& x, const Tensor& weight, const Tensor& bias,
                       std::span<const SelectedOutputs> groups);

Tensor greater(const Tensor& a, const Tensor& b);  // 1 where a > b, else 0
Tensor less(const Tensor& a, const Tensor& b);
Tensor equal(const Tensor& a, const Tensor& b);
std::vector<int32_t> argmax(const Tensor& x);  // along the last axis; the first of equals

}  // namespace gloss
