#include "nn/module.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace gloss::nn {
namespace {

template <class F>
class ForEachParameter : public Visitor {
 public:
  explicit ForEachParameter(F f) : f_(f) {}
  void parameter(const std::string& path, Tensor& tensor) override { f_(path, tensor); }

 private:
  F f_;
};

template <class F>
class ForEachModule : public Visitor {
 public:
  explicit ForEachModule(F f) : f_(f) {}
  void module(const std::string&, Module& child) override { f_(child); }

 private:
  F f_;
};

}  // namespace

void Visitor::operator()(std::string_view name, Tensor& tensor) {
  parameter(prefix_ + std::string(name), tensor);
}

void Visitor::operator()(std::string_view name, Module& child) {
  const std::string outer = prefix_;
  module(prefix_ + std::string(name), child);
  prefix_ += std::string(name) + ".";
  child.visit(*this);
  prefix_ = outer;
}

std::vector<std::pair<std::string, Tensor>> Module::named_parameters() {
  std::vector<std::pair<std::string, Tensor>> named;
  ForEachParameter collect([&](const std::string& path, Tensor& tensor) {
    const bool seen = std::ranges::any_of(
        named, [&](const auto& known) { return known.second.node() == tensor.node(); });
    if (!seen) named.emplace_back(path, tensor);
  });
  visit(collect);
  return named;
}

std::vector<Tensor> Module::parameters() {
  std::vector<Tensor> tensors;
  for (const auto& [path, tensor] : named_parameters())
    tensors.push_back(tensor);
  return tensors;
}

int64_t Module::parameter_count() {
  int64_t count = 0;
  for (const Tensor& tensor : parameters())
    count += tensor.size();
  return count;
}

void Module::load(std::span<const std::pair<std::string, Tensor>> tensors,
                  const std::string& origin) {
  const auto refuse = [&](const auto&... parts) {
    std::ostringstream message;
    message << origin << " has ";
    (message << ... << parts);
    throw std::runtime_error(message.str());
  };
  const auto wanted = named_parameters();
  for (auto [name, parameter] : wanted) {
    const auto found = std::ranges::find(tensors, name, [](const auto& t) { return t.first; });
    if (found == tensors.end()) refuse("no tensor '", name, "'");
    const Tensor& stored = found->second;
    if (stored.shape() != parameter.shape())
      refuse(name, " ", stored.shape(), ", the model expects ", parameter.shape());
    std::ranges::copy(stored.values(), parameter.data());
  }
  if (wanted.size() != tensors.size())
    refuse(tensors.size(), " tensors, the model expects ", wanted.size());
}

void Module::set_training(bool on) {
  training_ = on;
  ForEachModule each([on](Module& child) { child.training_ = on; });
  visit(each);
}

void Module::seed(uint64_t seed) {
  uint64_t stream = 0;
  reseed({.seed = seed, .stream = stream++});
  ForEachModule each([&](Module& child) { child.reseed({.seed = seed, .stream = stream++}); });
  visit(each);
}

std::ostream& operator<<(std::ostream& out, Module& module) {
  size_t widest = 5;
  const auto named = module.named_parameters();
  for (const auto& [path, tensor] : named)
    widest = std::max(widest, path.size());
  const int names = static_cast<int>(widest);
  for (const auto& [path, tensor] : named) {
    std::ostringstream shape;
    shape << tensor.shape();
    out << std::left << std::setw(names + 2) << path << std::setw(16) << shape.str() << std::right
        << std::setw(12) << tensor.size() << '\n';
  }
  return out << std::left << std::setw(names + 18) << "total" << std::right << std::setw(12)
             << module.parameter_count() << '\n';
}

}  // namespace gloss::nn
