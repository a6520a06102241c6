#include "nn/module.h"

#include <algorithm>
#include <iomanip>
#include <ostream>
#include <sstream>
#include <stdexcept>

namespace gloss::nn {
namespace {

// Calls f(path, tensor) for every parameter in the order of visit(), a tied one as often as listed.
template <class F>
void for_each_parameter(const Module& module, F f) {
  struct Walk : Visitor {
    explicit Walk(F g) : f(g) {}
    void parameter(const std::string& path, const Tensor& tensor) override { f(path, tensor); }
    F f;
  } walk(f);
  module.visit(walk);
}

}  // namespace

void Visitor::operator()(std::string_view name, const Tensor& tensor) {
  if (tensor) parameter(prefix_ + std::string(name) + suffix_, tensor);
}

void Visitor::operator()(std::string_view name, const Module& child) {
  const std::string outer = prefix_;
  module(prefix_ + std::string(name), child);
  prefix_ += std::string(name) + ".";
  child.visit(*this);
  prefix_ = outer;
}

void Visitor::members_of(const Module& child, std::string_view suffix) {
  suffix_ = suffix;
  child.visit(*this);
  suffix_.clear();
}

std::vector<std::pair<std::string, Tensor>> Module::named_parameters() const {
  std::vector<std::pair<std::string, Tensor>> named;
  for_each_parameter(*this, [&](const std::string& path, const Tensor& tensor) {
    const bool listed = std::ranges::any_of(
        named, [&](const auto& other) { return other.second.data() == tensor.data(); });
    if (!listed) named.emplace_back(path, tensor);
  });
  return named;
}

std::vector<Tensor> Module::parameters() const {
  std::vector<Tensor> tensors;
  for (const auto& [path, tensor] : named_parameters())
    tensors.push_back(tensor);
  return tensors;
}

int64_t Module::parameter_count() const {
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
  std::vector<Tensor> stored;  // for each wanted: nothing is written before all are checked
  for (const auto& [name, parameter] : wanted) {
    const auto found = std::ranges::find(tensors, name, [](const auto& t) { return t.first; });
    if (found == tensors.end()) refuse("no tensor '", name, "'");
    stored.push_back(found->second);
    if (stored.back().shape() != parameter.shape())
      refuse(name, " ", stored.back().shape(), ", the model expects ", parameter.shape());
  }
  if (wanted.size() != tensors.size())
    refuse(tensors.size(), " tensors, the model expects ", wanted.size());
  for (size_t i = 0; i < wanted.size(); ++i)
    std::ranges::copy(stored[i].values(), wanted[i].second.data());
}

void Module::set_training(bool on) {
  // visit() is const so that const modules can be listed. This one may be changed, and so may the
  // modules below it.
  struct Walk : Visitor {
    explicit Walk(bool on) : training(on) {}
    void module(const std::string&, const Module& child) override {
      const_cast<Module&>(child).training_ = training;
    }
    const bool training;
  } walk(on);
  training_ = on;
  visit(walk);
}

std::ostream& operator<<(std::ostream& out, const Module& module) {
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
