#include "core/gradcheck.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <sstream>
#include <string_view>
#include <unordered_set>

#include "core/autograd.h"
#include "core/check.h"
#include "core/ops.h"

namespace gloss {
namespace {

// The leaves that y was computed from and that are not inputs.
std::vector<const Node*> unlisted_leaves(const Tensor& y, const std::vector<Tensor>& inputs) {
  std::unordered_set<const Node*> seen;
  for (const Tensor& input : inputs)
    seen.insert(input.node().get());
  std::vector<const Node*> pending{y.node().get()}, leaves;
  while (!pending.empty()) {
    const Node* node = pending.back();
    pending.pop_back();
    if (node == nullptr || !seen.insert(node).second) continue;
    if (node->is_leaf()) leaves.push_back(node);
    for (const Node::Input& input : node->inputs)
      pending.push_back(input.node.get());
  }
  return leaves;
}

// A function's local variable: the global variables that add rows may be initialised before any
// global variable of this file.
std::vector<Gradcheck>& table() {
  static std::vector<Gradcheck> checks;
  return checks;
}

}  // namespace

std::string GradcheckReport::text() const {
  if (ok()) return "ok";
  std::ostringstream out;
  for (const GradcheckFailure& f : failures)
    out << "gradcheck: gradient of input " << f.input << " " << shapes[f.input] << " at " << f.index
        << ": received " << f.received << ", expected " << f.expected << '\n';
  for (const std::string& trouble : troubles)
    out << "gradcheck: " << trouble << '\n';
  return out.str();
}

GradcheckReport gradcheck(const std::function<Tensor(const std::vector<Tensor>&)>& f,
                          std::vector<Tensor> inputs, GradcheckOptions options) {
  check(sizeof(real) == sizeof(double), "gradcheck", "needs the double-precision build");
  for (Tensor& x : inputs) {
    if (!x.requires_grad()) x.set_requires_grad();
    x.zero_grad();
  }
  Rng rng{.seed = 7};
  const Tensor y = f(inputs);
  GradcheckReport report;
  for (const Node* leaf : unlisted_leaves(y, inputs)) {
    std::ostringstream trouble;
    trouble << "a parameter " << leaf->shape << " is used but not listed";
    report.troubles.push_back(trouble.str());
  }
  const Tensor weights = Tensor::uniform(y.shape(), real(0.5), real(1.5), rng);
  y.backward(weights);

  const auto loss = [&] {
    const NoGradGuard no_grad;
    return static_cast<double>(sum(f(inputs) * weights).item());
  };
  for (size_t i = 0; i < inputs.size(); ++i) {
    const Tensor& x = inputs[i];
    report.shapes.push_back(x.shape());
    for (int64_t j = 0; j < x.size(); ++j) {
      real& element = x.data()[j];
      const real before = element;
      element = before + static_cast<real>(options.step);
      const double above = loss();
      element = before - static_cast<real>(options.step);
      const double below = loss();
      element = before;
      const double expected = (above - below) / (2 * options.step);
      const double received = x.has_grad() ? static_cast<double>(x.grad().data()[j]) : 0;
      const double error =
          std::abs(received - expected) / std::max({1.0, std::abs(received), std::abs(expected)});
      ++report.checked;
      report.worst = std::max(report.worst, error);
      if (!(error <= options.tolerance)) report.failures.push_back({i, j, received, expected});
    }
  }
  return report;
}

std::vector<Gradcheck> all_gradchecks() {
  std::vector<Gradcheck> checks = table();
  std::ranges::stable_sort(checks, {}, [](const Gradcheck& check) {
    constexpr std::array<std::string_view, 3> kOrder = {"operation", "layer", "model"};
    return std::ranges::find(kOrder, check.kind) - kOrder.begin();
  });
  return checks;
}

Gradchecks::Gradchecks(const std::string& kind, std::vector<std::pair<std::string, Run>> checks) {
  for (auto& [name, run] : checks)
    table().push_back({kind, std::move(name), std::move(run)});
}

Gradchecks operations(const std::vector<Operation>& rows) {
  std::vector<std::pair<std::string, Gradchecks::Run>> checks;
  for (const Operation& row : rows)
    checks.emplace_back(row.name, [row] {
      Rng rng{.seed = 3};
      std::vector<Tensor> inputs;
      for (const Shape& shape : row.inputs)
        inputs.push_back(Tensor::uniform(shape, row.low, row.high, rng));
      return gradcheck(row.f, inputs);
    });
  return {"operation", std::move(checks)};
}

}  // namespace gloss
