#include "core/gradchecks.h"

#include <algorithm>

namespace gloss {
namespace {

std::vector<Gradcheck>& registered() {  // a local, since registrars may run before any global
  static std::vector<Gradcheck> checks;
  return checks;
}

}  // namespace

Gradchecks::Gradchecks(const std::string& kind, std::vector<std::pair<std::string, Run>> checks) {
  for (auto& [name, run] : checks)
    registered().push_back({kind, std::move(name), std::move(run)});
}

Gradchecks operations(const std::vector<Operation>& rows) {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  for (const Operation& operation : rows)
    checks.emplace_back(operation.name, [operation] {
      Rng rng{.seed = 3};
      std::vector<Tensor> inputs;
      for (const Shape& shape : operation.inputs)
        inputs.push_back(Tensor::uniform(shape, operation.low, operation.high, rng));
      return gradcheck(operation.f, inputs);
    });
  return {"operation", std::move(checks)};
}

std::vector<Gradcheck> all_gradchecks() {
  std::vector<Gradcheck> checks = registered();
  std::ranges::stable_sort(checks, {}, [](const Gradcheck& check) {
    const std::vector<std::string> order = {"operation", "layer", "model"};
    return std::ranges::find(order, check.kind) - order.begin();
  });
  return checks;
}

}  // namespace gloss
