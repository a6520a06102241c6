#include "core/trace.h"

#include <algorithm>
#include <utility>

#include "core/autograd.h"
#include "core/check.h"

namespace gloss {
namespace {

thread_local Trace* current_trace = nullptr;

}  // namespace

Trace* Trace::current() {
  return current_trace;
}

Trace::Trace() : last_(Clock::now()) {
  check(current_trace == nullptr, "trace", "another one is alive on this thread");
  current_trace = this;
}

void Trace::stop() {
  if (current_trace == this) current_trace = nullptr;
}

void Trace::name(const Tensor& leaf, const std::string& name) {
  names_.emplace(leaf.data(), name);
}

void Trace::name_module(const void* module, const std::string& path) {
  modules_.emplace(module, path);
}

std::vector<Trace::Entry> Trace::entries() const {
  std::vector<Entry> all = entries_;
  for (Entry& e : all)
    if (e.is_parameter && e.value.has_grad()) e.gradient = e.value.grad();
  return all;
}

// The entry of an operation's input: the last one with these numbers and this shape, since a view
// such as reshape() shares the numbers. A new leaf if there is none. No address is used twice,
// because the trace holds all values.
size_t Trace::entry_of(const Tensor& input) {
  std::vector<size_t>& same_data = by_data_[input.data()];
  const auto found = std::find_if(same_data.rbegin(), same_data.rend(), [&](size_t i) {
    return entries_[i].value.shape() == input.shape();
  });
  if (found != same_data.rend()) return *found;
  const bool is_parameter = input.node() && input.node()->is_leaf();
  const auto name = names_.find(input.data());
  entries_.push_back({.op = "leaf",
                      .name = name == names_.end() ? "" : name->second,
                      .module = {},
                      .inputs = {},
                      .value = is_parameter ? input : input.detach(),
                      .gradient = {}});
  entries_.back().is_parameter = is_parameter;
  entries_.back().module = module_of({entries_.size() - 1});
  same_data.push_back(entries_.size() - 1);
  return entries_.size() - 1;
}

double Trace::seconds_since_last() const {
  return std::chrono::duration<double>(Clock::now() - last_).count();
}

std::string Trace::module_of(const std::vector<size_t>& inputs) const {
  const std::string scope = scopes_.empty() ? "" : scopes_.back();
  for (const size_t i : inputs) {
    const std::string& name = entries_[i].name;
    const size_t dot = name.rfind('.');
    if (dot != std::string::npos && (scope.empty() || name.starts_with(scope + ".")))
      return name.substr(0, dot);
  }
  return scope;
}

void Trace::note_forward(const char* op, const Tensor& y, const std::vector<Tensor>& inputs,
                         int64_t sequence) {
  if (in_backward_) return;
  const double seconds = seconds_since_last();
  Entry entry{
      .op = op, .name = {}, .module = {}, .inputs = {}, .value = y.detach(), .gradient = {}};
  for (const Tensor& input : inputs)
    if (input) entry.inputs.push_back(entry_of(input));
  entry.module = module_of(entry.inputs);
  entry.forward_seconds = seconds;
  if (!inputs.empty() && inputs[0]) {
    const real *const begin = inputs[0].data(), *const end = begin + inputs[0].size();
    entry.shares_memory = y.data() >= begin && y.data() < end;
  }
  by_data_[y.data()].push_back(entries_.size());
  if (sequence != 0) by_sequence_[sequence] = entries_.size();
  entries_.push_back(std::move(entry));
  last_ = Clock::now();
}

void Trace::begin_backward() {
  in_backward_ = true;
  last_ = Clock::now();
}

void Trace::note_backward(const Tensor& gradient, int64_t sequence) {
  const double seconds = seconds_since_last();
  in_backward_ = false;
  last_ = Clock::now();
  const auto found = by_sequence_.find(sequence);
  if (found == by_sequence_.end()) return;
  entries_[found->second].gradient = gradient.clone();
  entries_[found->second].backward_seconds += seconds;
}

Trace::Scope::Scope(const void* module) : trace_(current_trace) {
  if (trace_ == nullptr) return;
  const auto found = trace_->modules_.find(module);
  const std::string outer = trace_->scopes_.empty() ? "" : trace_->scopes_.back();
  trace_->scopes_.push_back(found == trace_->modules_.end() ? outer : found->second);
}

Trace::Scope::~Scope() {
  if (trace_ && trace_ == current_trace) trace_->scopes_.pop_back();
}

}  // namespace gloss
