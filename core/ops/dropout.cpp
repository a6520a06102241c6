#include <memory>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"

namespace gloss {
namespace {

// A keep-mask, one byte per element, allocated from the tensor cache.
class KeepMask {
 public:
  explicit KeepMask(int64_t n)
      : storage_(std::make_shared<Storage>(n / static_cast<int64_t>(sizeof(real)) + 1)) {}

  uint8_t* data() const { return reinterpret_cast<uint8_t*>(storage_->data()); }

 private:
  std::shared_ptr<Storage> storage_;
};

// Reserves the random numbers for n elements: each takes 16 bits, two share a word of 32.
kernels::DropoutRate reserve(const char* op, real p, Rng& rng, int64_t n) {
  check(p >= 0 && p < 1, op, "p must be in [0, 1): ", p);
  return {p, rng.seed, rng.stream, rng.reserve((n + 1) / 2)};
}

}  // namespace

Tensor dropout(const Tensor& x, real p, Rng& rng) {
  if (p == 0) return x;
  const kernels::DropoutRate rate = reserve("dropout", p, rng, x.size());
  Tensor y(x.shape());
  const KeepMask mask(x.size());
  kernels::dropout_forward(x.data(), rate, y.data(), mask.data(), x.size());
  return record("dropout", y, {x}, [p, mask](const Gradients& g) {
    kernels::dropout_backward(g.output(), p, mask.data(), g.input(0));
  });
}

Tensor add_dropout(const Tensor& base, const Tensor& x, real p, Rng& rng) {
  check(base.shape() == x.shape(), "add_dropout", "shapes must agree: base is ", base.shape(),
        ", x is ", x.shape());
  if (p == 0) return base + x;
  const kernels::DropoutRate rate = reserve("add_dropout", p, rng, x.size());
  Tensor y(x.shape());
  const KeepMask mask(x.size());
  kernels::add_dropout_forward(base.data(), x.data(), rate, y.data(), mask.data(), x.size());
  return record("add_dropout", y, {base, x}, [p, mask](const Gradients& g) {
    kernels::add_scaled(g.output(), 1, g.input(0));
    kernels::dropout_backward(g.output(), p, mask.data(), g.input(1));
  });
}

}  // namespace gloss
