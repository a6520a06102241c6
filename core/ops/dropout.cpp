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

// base + dropout(x), or dropout(x) if base holds nothing.
Tensor drop(const char* op, const Tensor& base, const Tensor& x, real p, Rng& rng) {
  check(p >= 0 && p < 1, op, "p must be in [0, 1): ", p);
  // A number takes 16 random bits: two share a word of 32.
  const kernels::DropoutRate rate{p, rng.seed, rng.stream, rng.reserve((x.size() + 1) / 2)};
  Tensor y(x.shape());
  const KeepMask mask(x.size());
  kernels::dropout_forward(base.data(), x.data(), rate, y.data(), mask.data(), x.size());
  return record(op, y, base ? std::vector{x, base} : std::vector{x},
                [p, mask, has_base = bool(base)](const Gradients& g) {
                  if (has_base) kernels::add_scaled(g.output(), 1, g.input(1));
                  kernels::dropout_backward(g.output(), p, mask.data(), g.input(0));
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
