#include "optim/clip.h"

#include <cmath>
#include <vector>

#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/kernels/reduce.h"
#include "optim/parameters.h"

namespace gloss::optim {

double clip_grad_norm(std::span<const Tensor> parameters, double max_norm) {
  check(max_norm > 0, "clip_grad_norm", "max_norm must be positive: ", max_norm);
  std::vector<Tensor> gradients;
  double squared = 0;
  for (const Tensor& parameter : distinct_parameters("clip_grad_norm", parameters)) {
    if (!parameter.has_grad()) continue;
    gradients.push_back(parameter.grad());
    squared += kernels::squared_norm(gradients.back().data(), gradients.back().size());
  }
  const double norm = std::sqrt(squared);
  if (std::isfinite(norm) && norm > max_norm)
    for (const Tensor& g : gradients)
      kernels::scale(g.data(), static_cast<real>(max_norm / norm), g.data(), g.size());
  return norm;
}

}  // namespace gloss::optim
