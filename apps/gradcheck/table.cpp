#include "apps/gradcheck/table.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>

#include "core/io/json.h"

namespace gloss {
namespace {

bool matches(const Gradcheck& check, const std::vector<std::string>& names) {
  return names.empty() || std::ranges::any_of(names, [&](const std::string& name) {
           return (check.kind + " " + check.name).find(name) != std::string::npos;
         });
}

// "[2, 3] [3]", or the number of inputs if there are many.
std::string inputs_of(const GradcheckReport& report) {
  constexpr size_t kShown = 3;
  if (report.shapes.size() > kShown) return std::to_string(report.shapes.size()) + " tensors";
  std::ostringstream text;
  for (size_t i = 0; i < report.shapes.size(); ++i)
    text << (i > 0 ? " " : "") << report.shapes[i];
  return text.str();
}

Json to_json(const Gradcheck& check, const GradcheckReport& report) {
  Json row = Json::object({{"kind", check.kind},
                           {"name", check.name},
                           {"inputs", inputs_of(report)},
                           {"elements", report.checked},
                           {"largest_error", report.worst},
                           {"ok", report.ok()}});
  if (!report.ok()) row["found"] = report.text();
  return row;
}

}  // namespace

bool run_gradchecks(std::ostream& out, const std::vector<Gradcheck>& checks,
                    const std::vector<std::string>& names, bool json) {
  std::vector<Gradcheck> chosen;
  size_t widest = 4;
  for (const Gradcheck& check : checks) {
    if (!matches(check, names)) continue;
    widest = std::max(widest, check.name.size());
    chosen.push_back(check);
  }
  if (chosen.empty()) throw std::invalid_argument("gradcheck: no check has such a name");
  const auto print_row = [&](const std::string& kind, const std::string& name,
                             const std::string& inputs, const std::string& error,
                             const std::string& verdict) {
    out << std::left << std::setw(11) << kind << std::setw(static_cast<int>(widest) + 2) << name
        << std::setw(29) << inputs << ' ' << std::setw(15) << error << verdict << std::endl;
  };
  if (!json) print_row("kind", "name", "inputs", "largest error", "verdict");
  size_t failed = 0;
  for (const Gradcheck& check : chosen) {
    const GradcheckReport report = check.run();
    if (!report.ok()) ++failed;
    if (json) {
      out << to_json(check, report).dump() << std::endl;
      continue;
    }
    std::ostringstream error;
    error << std::scientific << std::setprecision(1) << report.worst;
    print_row(check.kind, check.name, inputs_of(report), error.str(), report.ok() ? "ok" : "WRONG");
    if (!report.ok()) out << report.text();
  }
  if (!json) out << chosen.size() - failed << " of " << chosen.size() << " agree\n";
  return failed == 0;
}

}  // namespace gloss
