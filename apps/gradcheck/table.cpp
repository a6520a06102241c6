#include "apps/gradcheck/table.h"

#include <algorithm>
#include <iomanip>
#include <sstream>
#include <stdexcept>

#include "core/io/json.h"

namespace gloss {
namespace {

bool is_wanted(const Gradcheck& check, const std::vector<std::string>& wanted) {
  return wanted.empty() || std::ranges::any_of(wanted, [&](const std::string& part) {
           return (check.kind + " " + check.name).find(part) != std::string::npos;
         });
}

// "[2, 3] [3]"; of many the number.
std::string inputs_of(const GradcheckReport& report) {
  constexpr size_t kShown = 3;
  if (report.shapes.size() > kShown) return std::to_string(report.shapes.size()) + " tensors";
  std::ostringstream text;
  for (size_t i = 0; i < report.shapes.size(); ++i)
    text << (i > 0 ? " " : "") << report.shapes[i];
  return text.str();
}

Json json_of(const Gradcheck& check, const GradcheckReport& report) {
  Json line = Json::object({{"kind", check.kind},
                            {"name", check.name},
                            {"inputs", inputs_of(report)},
                            {"elements", report.checked},
                            {"largest_error", report.worst},
                            {"ok", report.ok()}});
  if (!report.ok()) line["found"] = report.text();
  return line;
}

}  // namespace

bool run_gradchecks(std::ostream& out, const std::vector<Gradcheck>& checks,
                    const std::vector<std::string>& wanted, bool json) {
  std::vector<Gradcheck> chosen;
  size_t widest = 4;
  for (const Gradcheck& check : checks) {
    if (!is_wanted(check, wanted)) continue;
    widest = std::max(widest, check.name.size());
    chosen.push_back(check);
  }
  if (chosen.empty()) throw std::invalid_argument("gradcheck: no check has such a name");
  const auto row = [&](const std::string& kind, const std::string& name, const std::string& inputs,
                       const std::string& error, const std::string& verdict) {
    out << std::left << std::setw(11) << kind << std::setw(static_cast<int>(widest) + 2) << name
        << std::setw(24) << inputs << std::setw(15) << error << verdict << std::endl;
  };
  if (!json) row("kind", "name", "inputs", "largest error", "verdict");
  size_t failed = 0;
  for (const Gradcheck& check : chosen) {
    const GradcheckReport report = check.run();
    failed += report.ok() ? 0 : 1;
    std::ostringstream error;
    error << std::scientific << std::setprecision(1) << report.worst;
    if (json) {
      out << json_of(check, report).dump() << std::endl;
    } else {
      row(check.kind, check.name, inputs_of(report), error.str(), report.ok() ? "ok" : "WRONG");
      if (!report.ok()) out << report.text();
    }
  }
  if (!json) out << chosen.size() - failed << " of " << chosen.size() << " agree\n";
  return failed == 0;
}

}  // namespace gloss
