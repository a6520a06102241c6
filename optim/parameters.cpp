#include "optim/parameters.h"

#include <unordered_set>

#include "core/autograd.h"
#include "core/check.h"

namespace gloss::optim {

std::vector<Tensor> distinct_parameters(const char* where, std::span<const Tensor> parameters) {
  std::vector<Tensor> distinct;
  std::unordered_set<const Node*> seen;
  for (size_t i = 0; i < parameters.size(); ++i) {
    const Tensor& parameter = parameters[i];
    check(parameter.requires_grad(), where, "parameter ", i, " does not require a gradient: it is ",
          parameter.shape());
    const Node& node = *parameter.node();
    check(node.is_leaf(), where, "parameter ", i, " is not a leaf: it is ", parameter.shape(),
          ", made by ", node.op);
    if (seen.insert(&node).second) distinct.push_back(parameter);
  }
  return distinct;
}

}  // namespace gloss::optim
