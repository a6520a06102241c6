#include <memory>

#include "core/autograd.h"
#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/ops.h"

namespace gloss {
namespace {

// What stays of n elements, a byte each, in a block of numbers for the sake of its cache.
class Kept {
 public:
  explicit Kept(int64_t n)
      : storage_(std::make_shared<Storage>(n / static_cast<int64_t>(sizeof(real)) + 1)) {}

  uint8_t* data() const { return reinterpret_cast<uint8_t*>(storage_->data()); }

 private:
  std::shared_ptr<Storage> storage_;
};

kernels::Rate draw(const char* op, real p, Rng& rng, int64_t n) {
  check(p >= 0 && p < 1, op, "p must be in [0, 1): ", p);
  return {p, rng.seed, rng.stream, rng.reserve((n + 1) / 2)};
}

}  // namespace

Tensor dropout(const Tensor& x, real p, Rng& rng) {
  if (p == 0) return x;
  const int64_t n = x.size();
  const kernels::Rate rate = draw("dropout", p, rng, n);
  Tensor y(x.shape());
  const Kept kept(n);
  kernels::dropout_forward(x.data(), rate, y.data(), kept.data(), n);
  return record("dropout", y, {x}, [p, kept, n](const Gradients& g) {
    if (const kernels::Sum dx = g.sum(0); dx.data)
      kernels::dropout_backward(g.output(), p, kept.data(), dx, n);
  });
}

Tensor add_dropout(const Tensor& base, const Tensor& x, real p, Rng& rng) {
  check(base.shape() == x.shape(), "add_dropout", "shapes must agree: base is ", base.shape(),
        ", x is ", x.shape());
  if (p == 0) return base + x;
  const int64_t n = x.size();
  const kernels::Rate rate = draw("add_dropout", p, rng, n);
  Tensor y(x.shape());
  const Kept kept(n);
  kernels::add_dropout_forward(base.data(), x.data(), rate, y.data(), kept.data(), n);
  return record("add_dropout", y, {base, x}, [p, kept, n](const Gradients& g) {
    if (const kernels::Sum dbase = g.sum(0); dbase.data)
      kernels::add_scaled(g.output(), 1, dbase, n);
    if (const kernels::Sum dx = g.sum(1); dx.data)
      kernels::dropout_backward(g.output(), p, kept.data(), dx, n);
  });
}

}  // namespace gloss
