#include "core/autograd.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <sstream>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "core/check.h"
#include "core/kernels/elementwise.h"
#include "core/trace.h"

namespace gloss {
namespace {

thread_local bool recording = true;
bool checking_finite = false;

int64_t next_sequence() {
  static std::atomic<int64_t> counter{0};
  return ++counter;
}

void check_finite(const Node& node, const char* what, const Tensor& x) {
  const auto bad = std::ranges::find_if(x.values(), [](real v) { return !std::isfinite(v); });
  if (bad == x.values().end()) return;
  std::ostringstream message;
  message << node.op << ": " << what << " is not finite at " << bad - x.values().begin() << " ("
          << *bad << "): result is " << node.shape << ", inputs are";
  for (const Node::Input& input : node.inputs)
    message << ' ' << input.shape;
  throw std::runtime_error(message.str());
}

// All nodes that a gradient reaches, newest first.
std::vector<std::shared_ptr<Node>> reachable(const std::shared_ptr<Node>& root) {
  std::vector<std::shared_ptr<Node>> nodes{root};
  std::unordered_set<Node*> seen{root.get()};
  for (size_t next = 0; next < nodes.size(); ++next) {
    check(!nodes[next]->released, "backward",
          "graph was already released; call the forward pass again, or keep the graph (",
          nodes[next]->op, " ", nodes[next]->shape, ")");
    for (size_t i = 0; i < nodes[next]->inputs.size(); ++i)
      if (const auto& input = nodes[next]->inputs[i].node; input && seen.insert(input.get()).second)
        nodes.push_back(input);
  }
  std::ranges::sort(nodes, std::greater{}, [](const auto& node) { return node->sequence; });
  return nodes;
}

// The gradient that a pass adds to x.
Tensor& gradient(const std::shared_ptr<Node>& x, LeafGradients* leaves) {
  return leaves != nullptr && x->is_leaf() ? leaves->of(x) : x->grad;
}

void add(const Tensor& gradient, Tensor& to) {
  kernels::add_scaled(gradient.data(), 1, {to.data(), to.size(), true});
}

void run(Node& node, LeafGradients* leaves) {
  const Gradients gradients(node, leaves);
  Trace* const trace = Trace::current();
  if (trace) trace->begin_backward();
  node.backward(gradients);
  if (trace) trace->note_backward(node.grad, node.sequence);
  if (!checking_finite) return;
  for (const Node::Input& input : node.inputs)
    if (input.node)
      if (const Tensor& g = gradient(input.node, leaves)) check_finite(node, "gradient", g);
}

}  // namespace

Node::~Node() {
  // A closure holds tensors, and so nodes, too. The inputs are therefore taken before the closure
  // is dropped, and the same is done for each input that nothing else holds before it is released.
  std::vector<Input> orphans = std::move(inputs);
  backward = nullptr;
  while (!orphans.empty()) {
    const std::shared_ptr<Node> node = std::move(orphans.back().node);
    orphans.pop_back();
    if (node == nullptr || node.use_count() > 1) continue;
    orphans.insert(orphans.end(), node->inputs.begin(), node->inputs.end());
    node->inputs.clear();
    node->backward = nullptr;
  }
}

Gradients::Gradients(Node& node, LeafGradients* leaves)
    : node_(node), leaves_(leaves), requested_(node.inputs.size()) {}

const real* Gradients::output() const {
  return node_.grad.data();
}

GradientBuffer Gradients::input(size_t i) const {
  check(!requested_[i], node_.op, "the closure requested the gradient buffer of input ", i,
        " twice; keep the first");
  requested_[i] = true;
  const std::shared_ptr<Node>& x = node_.inputs[i].node;
  if (x == nullptr) return {};
  Tensor& grad = gradient(x, leaves_);
  bool accumulate = static_cast<bool>(grad);
  if (!accumulate) {
    accumulate = std::ranges::count(node_.inputs, x, &Node::Input::node) > 1;
    grad = accumulate ? Tensor::zeros(x->shape) : Tensor(x->shape);
  }
  return {grad.data(), grad.size(), accumulate};
}

void LeafGradients::add_to_leaves() {
  for (auto& [leaf, grad] : gradients_)
    if (!leaf->grad)
      leaf->grad = std::move(grad);
    else if (grad)
      add(grad, leaf->grad);
  gradients_.clear();
}

Tensor record(const char* op, Tensor y, const std::vector<Tensor>& inputs, Backward backward) {
  const bool wanted = recording && std::ranges::any_of(inputs, &Tensor::requires_grad);
  const int64_t sequence = wanted ? next_sequence() : 0;
  if (Trace* const trace = Trace::current()) trace->note_forward(op, y, inputs, sequence);
  if (!wanted && !checking_finite) return y;
  auto node = std::make_shared<Node>();
  node->op = op;
  node->shape = y.shape();
  for (const Tensor& input : inputs)
    node->inputs.push_back({input.node(), input.shape()});
  if (checking_finite) check_finite(*node, "value", y);
  if (!wanted) return y;
  node->sequence = sequence;
  node->backward = std::move(backward);
  y.set_node(std::move(node));
  return y;
}

Tensor& Tensor::set_requires_grad() {
  check(!node_ || node_->is_leaf(), "set_requires_grad", "only a leaf can ask: this is made by ",
        node_ ? node_->op : "");
  if (node_) return *this;
  node_ = std::make_shared<Node>();
  node_->shape = shape_;
  node_->sequence = next_sequence();
  node_->keeps_grad = true;
  return *this;
}

bool Tensor::has_grad() const {
  return node_ && node_->grad;
}

Tensor Tensor::grad() const {
  check(has_grad(), "grad", "there is none: x is ", shape_,
        node_ ? " (call backward first; intermediate values need retain_grad)"
              : " and does not require a gradient");
  return node_->grad;
}

void Tensor::zero_grad() {
  if (node_) node_->grad = Tensor();
}

void Tensor::retain_grad() {
  check(node_ != nullptr, "retain_grad", "x is ", shape_, " and does not require a gradient");
  node_->keeps_grad = true;
}

void Tensor::backward(BackwardOptions options) const {
  check(size() == 1, "backward", "needs a seed gradient unless there is one element: y is ",
        shape_);
  backward(ones(shape_), options);
}

void Tensor::backward(const Tensor& seed, BackwardOptions options) const {
  check(node_ != nullptr, "backward", "nothing here requires a gradient: y is ", shape_);
  check(seed.shape() == shape_, "backward", "seed does not fit: seed is ", seed.shape(), ", y is ",
        shape_);
  auto nodes = reachable(node_);
  // A gradient that an intermediate value kept from earlier passes is set aside, so that this pass
  // does not propagate it again.
  std::unordered_map<const Node*, Tensor> earlier;
  for (const std::shared_ptr<Node>& node : nodes)
    if (!node->is_leaf() && node->grad) earlier[node.get()] = std::exchange(node->grad, Tensor());
  Tensor& root = gradient(node_, options.leaves);
  if (!root) root = zeros(shape_);
  add(seed, root);
  for (std::shared_ptr<Node>& held : nodes) {
    const std::shared_ptr<Node> node = std::move(held);  // freed at the end of this iteration
    if (node->is_leaf()) continue;
    if (node->grad) run(*node, options.leaves);
    if (!node->keeps_grad) node->grad = Tensor();
    if (const auto kept = earlier.find(node.get()); node->keeps_grad && kept != earlier.end()) {
      if (node->grad) add(node->grad, kept->second);
      node->grad = kept->second;
    }
    if (options.keep_graph) continue;
    node->released = true;
    node->backward = nullptr;
    node->inputs.clear();
  }
}

bool is_recording() {
  return recording;
}

NoGradGuard::NoGradGuard() : FlagGuard(recording, false) {}

FiniteGuard::FiniteGuard() : FlagGuard(checking_finite, true) {}

}  // namespace gloss
