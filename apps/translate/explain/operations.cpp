#include "apps/translate/explain/operations.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <sstream>

#include "apps/translate/cli/progress.h"
#include "apps/translate/explain/catalogue.h"
#include "apps/translate/report/html.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr size_t kMostOperations = 40;  // of a module, without those of modules in it
constexpr size_t kFirstNumbers = 8;

std::string text(const auto& value) {
  std::ostringstream out;
  out.precision(4);
  out << value;
  return out.str();
}

// The name of a module for readers: "layers.0" is one step of the path.
std::vector<std::string> steps_of(const std::string& path) {
  std::vector<std::string> steps;
  std::istringstream in(path);
  for (std::string step; std::getline(in, step, '.');)
    if (!steps.empty() && std::isdigit(static_cast<unsigned char>(step[0])))
      steps.back() += "." + step;
    else
      steps.push_back(step);
  return steps;
}

// Escaped, but with its lines, for <pre>.
std::string preformatted(const std::string& lines) {
  std::string html;
  std::istringstream in(lines);
  for (std::string line; std::getline(in, line);)
    html += (html.empty() ? "" : "\n") + escape(line);
  return html;
}

struct ModuleOperations {
  std::string name;
  std::vector<std::pair<bool, size_t>> items;  // whether it is a module, and its index
  size_t operations = 0;                       // with those of modules in it, as the sums below
  double forward_seconds = 0, backward_seconds = 0;
  int64_t bytes = 0;
};

int64_t bytes_of(const Trace::Entry& e) {
  return e.shares_memory ? 0 : e.value.size() * static_cast<int64_t>(sizeof(real));
}

std::string range_of(const Tensor& x) {
  real low = INFINITY, high = -INFINITY;
  int64_t others = 0;
  for (const real v : x.values())
    if (std::isfinite(v)) {
      low = std::min(low, v);
      high = std::max(high, v);
    } else {
      ++others;
    }
  const std::string finite = low > high ? "" : text(low) + (low < high ? " to " + text(high) : "");
  return finite + (others == 0 ? "" : " and " + std::to_string(others) + " not finite");
}

class Writer {
 public:
  Writer(const std::vector<Trace::Entry>& entries, bool all_numbers)
      : entries_(entries), all_numbers_(all_numbers), modules_(1) {
    for (size_t i = 0; i < entries.size(); ++i) {
      if (entries[i].is_leaf()) continue;
      number_[i] = number_.size() + 1;
      add(i);
    }
  }

  std::string html_of(size_t module) const;

 private:
  void add(size_t i);
  std::string operation(size_t i) const;
  std::string value(const std::string& name, const Tensor& x, bool gradient) const;
  std::string much(const ModuleOperations& module) const;
  double share_of_time(const ModuleOperations& module) const;

  const std::vector<Trace::Entry>& entries_;
  const bool all_numbers_;
  std::map<size_t, size_t> number_;  // of an entry that is an operation, from 1
  std::vector<ModuleOperations> modules_;
  std::map<std::string, size_t> by_path_{{"", 0}};
};

void Writer::add(size_t i) {
  const Trace::Entry& e = entries_[i];
  const auto count = [&](size_t module) {
    ++modules_[module].operations;
    modules_[module].forward_seconds += e.forward_seconds;
    modules_[module].backward_seconds += e.backward_seconds;
    modules_[module].bytes += bytes_of(e);
  };
  std::string path;
  size_t module = 0;
  count(0);
  for (const std::string& step : steps_of(e.module)) {
    path += "." + step;
    const auto [at, is_new] = by_path_.emplace(path, modules_.size());
    if (is_new) {
      modules_[module].items.emplace_back(true, modules_.size());
      modules_.push_back({.name = step, .items = {}});
    }
    module = at->second;
    count(module);
  }
  modules_[module].items.emplace_back(false, i);
}

std::string Writer::much(const ModuleOperations& m) const {
  std::string words = format_milliseconds(m.forward_seconds);
  if (m.backward_seconds > 0) words += " + " + format_milliseconds(m.backward_seconds) + " back";
  return words + " · " + format_bytes(m.bytes);
}

double Writer::share_of_time(const ModuleOperations& m) const {
  const double all = modules_[0].forward_seconds + modules_[0].backward_seconds;
  return all > 0 ? (m.forward_seconds + m.backward_seconds) / all : 0;
}

std::string Writer::value(const std::string& name, const Tensor& x, bool gradient) const {
  const std::string style = gradient ? "gradient" : "";
  if (all_numbers_ && x.shape().rank() > 0)
    return html(
        "explain matrix",
        {{"class", style}, {"name", name}, {"range", ""}, {"numbers", preformatted(text(x))}});
  std::string first;
  for (const real v : x.values().first(std::min(kFirstNumbers, x.values().size())))
    first += (first.empty() ? "" : "  ") + text(v);
  if (x.values().size() > kFirstNumbers) first += "  …";
  const bool several = x.values().size() > 1;
  return html("explain value", {{"class", style},
                                {"name", name},
                                {"range", several ? range_of(x) : ""},
                                {"numbers", first}});
}

std::string Writer::operation(size_t i) const {
  const Trace::Entry& e = entries_[i];
  const Formula formula = formula_of(e.op, e.inputs.size());
  std::string shapes, values;
  for (const size_t input : e.inputs) {
    const Trace::Entry& from = entries_[input];
    std::string name = from.name;
    if (!from.is_leaf()) name = "#" + std::to_string(number_.at(input));
    if (name.empty()) name = "constant";
    shapes += (shapes.empty() ? "" : ", ") + name + " " + text(from.value.shape());
    if (!from.is_leaf()) continue;
    values += value(name.substr(name.rfind('.') + 1), from.value, false);
    if (from.gradient) values += value("its gradient", from.gradient, true);
  }
  values += value("result", e.value, false);
  if (e.gradient) values += value("gradient", e.gradient, true);
  std::string much = format_milliseconds(e.forward_seconds);
  if (e.gradient) much += " + " + format_milliseconds(e.backward_seconds) + " back";
  much += e.shares_memory ? " · shares memory" : " · " + format_bytes(bytes_of(e));
  return html("explain operation", {{"number", "#" + std::to_string(number_.at(i))},
                                    {"op", e.op},
                                    {"shapes", shapes + " → " + text(e.value.shape())},
                                    {"much", much},
                                    {"call", formula.call},
                                    {"text", preformatted(formula.text)},
                                    {"values", values}});
}

std::string Writer::html_of(size_t module) const {
  std::string content;
  size_t shown = 0, hidden = 0;
  for (const auto& [is_module, i] : modules_[module].items) {
    if (is_module) {
      const ModuleOperations& below = modules_[i];
      content +=
          html("explain module",
               {{"open", all_numbers_ ? " open" : ""},
                {"name", below.name},
                {"what", format_quantity(static_cast<int64_t>(below.operations), "operation")},
                {"share", fixed(share_of_time(below), 3)},
                {"much", much(below)},
                {"content", html_of(i)}});
    } else if (!all_numbers_ && shown == kMostOperations) {
      ++hidden;
    } else {
      ++shown;
      content += operation(i);
    }
  }
  if (hidden > 0)
    content += html("explain plain",
                    {{"text", "Here " + format_quantity(static_cast<int64_t>(hidden), "operation") +
                                  " more, of the same kinds."}});
  return content;
}

}  // namespace

std::string format_bytes(int64_t bytes) {
  if (bytes < 1000) return std::to_string(bytes) + " B";
  const double kilobytes = static_cast<double>(bytes) / 1000;
  return kilobytes < 1000 ? fixed(kilobytes, 1) + " KB" : fixed(kilobytes / 1000, 1) + " MB";
}

std::string format_milliseconds(double seconds) {
  return fixed(1000 * seconds, seconds < 0.01 ? 3 : 1) + " ms";
}

std::string operations_html(const std::vector<Trace::Entry>& entries, bool all_numbers) {
  return Writer(entries, all_numbers).html_of(0);
}

}  // namespace gloss::translate
