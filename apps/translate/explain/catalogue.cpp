#include "apps/translate/explain/catalogue.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// The text of core/ops.h, as raw string literals that the build writes.
constexpr std::string_view kCatalogue[] = {
#include "ops.h.inc"
};

const std::vector<std::string>& lines() {
  static const std::vector<std::string> all = [] {
    std::string text;
    for (const std::string_view part : kCatalogue)
      text += part;
    std::vector<std::string> read;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);)
      read.push_back(line);
    return read;
  }();
  return all;
}

// The comment in a line, without its slashes; empty if there is none.
std::string comment_of(const std::string& line) {
  const size_t at = line.find("//");
  if (at == std::string::npos) return "";
  return line.substr(
      line.starts_with("// ") ? 3 : std::min(line.find_first_not_of("/ ", at), line.size()));
}

bool is_comment(const std::string& line) {
  return line.find_first_not_of(' ') == line.find("//") && line.find("//") != std::string::npos;
}

// The operators: how they are recorded, with how many tensors, how they are declared and written.
struct Operator {
  std::string_view op;
  size_t operands;
  const char *declaration, *call;
};
constexpr Operator kOperators[] = {{"add", 2, "operator+(const Tensor& a", "y = a + b"},
                                   {"sub", 2, "operator-(const Tensor& a", "y = a - b"},
                                   {"mul", 2, "operator*(const Tensor& a", "y = a * b"},
                                   {"div", 2, "operator/(const Tensor& a", "y = a / b"},
                                   {"add", 1, "operator+(const Tensor& x, real c", "y = x + c"},
                                   {"sub", 1, "operator-(const Tensor& x, real c", "y = x - c"},
                                   {"mul", 1, "operator*(const Tensor& x, real c", "y = x * c"},
                                   {"neg", 1, "operator-(const Tensor& x)", "y = -x"}};

// "y = f(x, rows)" of "Tensor f(const Tensor& x, std::span<const int32_t> rows = {})".
std::string call_of(std::string_view op, const std::string& signature) {
  const size_t open = signature.find('('), close = signature.rfind(')');
  std::string call = "y = " + std::string(op) + "(";
  std::istringstream parameters(signature.substr(open + 1, close - open - 1));
  bool first = true;
  for (std::string parameter; std::getline(parameters, parameter, ','); first = false) {
    parameter = parameter.substr(0, parameter.find(" ="));
    call += (first ? "" : ", ") + parameter.substr(parameter.rfind(' ') + 1);
  }
  return call + ")";
}

}  // namespace

Formula formula_of(std::string_view op, size_t operands) {
  const auto& all = lines();
  const auto known = std::ranges::find_if(
      kOperators, [&](const Operator& o) { return o.op == op && o.operands == operands; });
  const bool is_operator = known != std::end(kOperators);
  const std::string start = "Tensor " + (is_operator ? known->declaration : std::string(op) + "(");
  const auto at =
      std::ranges::find_if(all, [&](const auto& line) { return line.starts_with(start); });
  if (at == all.end()) return {"y = " + std::string(op), ""};
  // The comment above, and above other functions that share it.
  auto above = at;
  while (above != all.begin() && !(above - 1)->empty() && !is_comment(*(above - 1)))
    --above;
  auto begin = above;
  while (begin != all.begin() && is_comment(*(begin - 1)))
    --begin;
  std::vector<std::string> text;
  for (auto line = begin; line != above; ++line)
    text.push_back(comment_of(*line));
  // The comment beside the declaration, and below it.
  std::string signature;
  auto line = at;
  for (;; ++line) {
    signature += line->substr(0, line->find("//"));
    if (const std::string beside = comment_of(*line); !beside.empty()) text.push_back(beside);
    if (line->find(';') != std::string::npos) break;
  }
  for (++line; line != all.end() && line->starts_with(' ') && is_comment(*line); ++line)
    text.push_back(comment_of(*line));
  Formula formula{is_operator ? known->call : call_of(op, signature), ""};
  for (const std::string& one : text)
    formula.text += (formula.text.empty() ? "" : "\n") + one;
  return formula;
}

}  // namespace gloss::translate
