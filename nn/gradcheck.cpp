#include "nn/gradcheck.h"

#include <algorithm>

namespace gloss::nn {

std::string without_gradient(const Module& module) {
  std::string paths;
  for (const auto& [path, parameter] : module.named_parameters()) {
    const bool reached = parameter.has_grad() && std::ranges::any_of(parameter.grad().values(),
                                                                     [](real g) { return g != 0; });
    if (!reached) paths += path + " ";
  }
  return paths;
}

GradcheckReport gradcheck(Module& layer, std::vector<Tensor> inputs,
                          const std::function<Tensor(const std::vector<Tensor>&)>& f) {
  Rng rng{.seed = 5};
  for (const Tensor& parameter : layer.parameters()) {
    fill_uniform(parameter.data(), parameter.size(), -1, 1, rng);
    inputs.push_back(parameter);
  }
  GradcheckReport report = gloss::gradcheck(f, inputs);
  const std::string unreached = without_gradient(layer);
  if (!unreached.empty()) report.troubles.push_back("no gradient reaches " + unreached);
  return report;
}

}  // namespace gloss::nn
