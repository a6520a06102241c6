#include "core/tensor.h"

#include <algorithm>

#include "core/check.h"
#include "core/kernels/loop.h"

namespace gloss {

Tensor::Tensor(Shape shape) : shape_(shape), storage_(std::make_shared<Storage>(shape.size())) {}

Tensor Tensor::zeros(Shape shape) {
  return full(shape, 0);
}

Tensor Tensor::ones(Shape shape) {
  return full(shape, 1);
}

Tensor Tensor::full(Shape shape, real value) {
  Tensor x(shape);
  parallel_for(x.size(), kernels::kGrain, [&](int64_t begin, int64_t end) {
    std::fill(x.data() + begin, x.data() + end, value);
  });
  return x;
}

Tensor Tensor::scalar(real value) {
  return full({}, value);
}

Tensor Tensor::from(Shape shape, std::span<const real> values) {
  check(static_cast<int64_t>(values.size()) == shape.size(), "from", "shape ", shape, " holds ",
        shape.size(), " elements, not ", values.size());
  Tensor x(shape);
  std::ranges::copy(values, x.data());
  return x;
}

Tensor Tensor::from(Shape shape, std::initializer_list<real> values) {
  return from(shape, std::span(values.begin(), values.size()));
}

Tensor Tensor::uniform(Shape shape, real low, real high, Rng& rng) {
  Tensor x(shape);
  fill_uniform(x.data(), x.size(), low, high, rng);
  return x;
}

Tensor Tensor::normal(Shape shape, real mean, real stddev, Rng& rng) {
  Tensor x(shape);
  fill_normal(x.data(), x.size(), mean, stddev, rng);
  return x;
}

real Tensor::item() const {
  check(storage_ != nullptr && size() == 1, "item", "needs exactly one element: x is ", shape_);
  return *data();
}

real Tensor::at(std::initializer_list<int64_t> index) const {
  check(static_cast<int>(index.size()) == shape_.rank(), "at", "there are ", index.size(),
        " indices: x is ", shape_);
  int64_t flat = 0;
  int axis = 0;
  for (const int64_t i : index) {
    check(i >= 0 && i < shape_[axis], "at", "index ", i, " is outside axis ", axis, ": x is ",
          shape_);
    flat = flat * shape_[axis++] + i;
  }
  return data()[flat];
}

Tensor Tensor::clone() const {
  return from(shape_, values());
}

Tensor Tensor::detach() const {
  Tensor x = *this;
  x.node_ = nullptr;
  return x;
}

Tensor Tensor::view(Shape shape, int64_t offset) const {
  Tensor x = detach();
  x.shape_ = shape;
  x.offset_ += offset;
  const int64_t end = storage_ ? storage_->size() : 0;
  check(x.offset_ >= 0 && x.offset_ <= end && shape.size() <= end - x.offset_, "view", shape,
        " from ", offset, " on is outside the memory: x is ", shape_);
  return x;
}

}  // namespace gloss
