#include <memory>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"

namespace gloss {
namespace {

uint8_t* bytes(const std::shared_ptr<Storage>& storage) {
  return reinterpret_cast<uint8_t*>(storage->data());
}

// base + dropout(x), or dropout(x) if base holds nothing.
Tensor drop(const char* op, const Tensor& base, const Tensor& x, real p, Rng& rng) {
  check(p >= 0 && p < 1, op, "p must be in [0, 1): ", p);
  // A number takes 16 random bits: two share a word of 32.
  const kernels::DropoutRate rate{p, rng.seed, rng.stream, rng.reserve((x.size() + 1) / 2)};
  Tensor y(x.shape());
  // The keep-mask, one byte per element, allocated from the tensor cache.
  const auto mask = std::make_shared<Storage>(x.size() / int64_t{sizeof(real)} + 1);
  kernels::dropout_forward(base.data(), x.data(), rate, y.data(), bytes(mask), x.size());
  return record(op, y, base ? std::vector{x, base} : std::vector{x},
                [p, mask, has_base = bool(base)](const Gradients& g) {
                  if (has_base) kernels::add_scaled(g.output(), 1, g.input(1));
                  kernels::dropout_backward(g.output(), p, bytes(mask), g.input(0));
                });
}

}  // namespace

Tensor dropout(const Tensor& x, real p, Rng& rng) {
  return p == 0 ? x : drop("dropout", {}, x, p, rng);
}

Tensor add_dropout(const Tensor& base, const Tensor& x, real p, Rng& rng) {
  check(base.shape() == x.shape(), "add_dropout", "shapes must agree: base is ", base.shape(),
        ", x is ", x.shape());
  return p == 0 ? base + x : drop("add_dropout", base, x, p, rng);
}

}  // namespace gloss
