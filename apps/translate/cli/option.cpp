#include "apps/translate/cli/option.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <system_error>

namespace gloss::translate {
namespace {

using Kind = Binding::Kind;
using Words = Binding::Words;

template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw UsageError(message.str());
}

// Shortest text that reads back to the same number.
template <class Number>
std::string number_text(Number number) {
  char buffer[32];
  const auto result = std::to_chars(std::begin(buffer), std::end(buffer), number);
  return std::string(buffer, result.ptr);
}

// The whole word must be one finite number: no blanks, no trailing characters, no overflow.
template <class Number>
Number parse_number(const std::string& word) {
  Number number{};
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error == std::errc::result_out_of_range && stop == end) fail("'", word, "' is out of range");
  const bool parsed = error == std::errc{} && stop == end;
  if (!parsed || !std::isfinite(static_cast<double>(number)))
    fail("'", word, "' is not a ", std::is_integral_v<Number> ? "whole number" : "number");
  return number;
}

// "a b c" with another separator, and another one before the last: "a, b or c".
std::string join(const Words& words, const std::string& separator, const std::string& last) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text += (i == 0 ? "" : i + 1 == words.size() ? last : separator) + words[i];
  return text;
}

template <class Number>
Binding number_binding(Number& variable, Kind kind) {
  return {.kind = kind,
          .read = [&variable] { return Words{number_text(variable)}; },
          .write = [&variable](const Words& w) { variable = parse_number<Number>(w[0]); }};
}

std::string default_value_name(const Binding& binding) {
  if (!binding.choices.empty())
    return join(binding.choices, "|", "|") + (binding.is_list ? "..." : "");
  if (binding.kind == Kind::kInteger) return "N";
  if (binding.kind == Kind::kReal) return "X";
  return binding.is_list ? "TEXT..." : "TEXT";
}

}  // namespace

Binding Binding::of(int64_t& variable) {
  return number_binding(variable, Kind::kInteger);
}

Binding Binding::of(double& variable) {
  return number_binding(variable, Kind::kReal);
}

Binding Binding::of(float& variable) {
  return number_binding(variable, Kind::kReal);
}

Binding Binding::of(std::string& variable) {
  return {.kind = Kind::kText,
          .read = [&variable] { return Words{variable}; },
          .write = [&variable](const Words& words) { variable = words[0]; }};
}

Binding Binding::of(Words& variable) {
  return {.kind = Kind::kText,
          .is_list = true,
          .read = [&variable] { return variable; },
          .write = [&variable](const Words& words) { variable = words; }};
}

Binding Binding::of_flag(bool& variable) {
  constexpr std::pair<std::string_view, bool> kRows[] = {{"true", true}, {"false", false}};
  Binding binding = of(variable, kRows);
  binding.kind = Kind::kFlag;
  return binding;
}

Option::Option(std::string_view names, Binding binding, std::string_view value_name,
               std::string_view description, std::string_view variant)
    : description_(description) {
  add_variant(variant, std::move(binding));
  const size_t comma = std::min(names.find(','), names.size());
  name_ = names.substr(0, comma);
  if (comma < names.size()) short_name_ = names.substr(comma + 1);
  if (is_flag()) return;
  std::istringstream parts(value_name.empty() ? default_value_name(variants_[0].binding)
                                              : std::string(value_name));
  for (std::string part; parts >> part;)
    value_names_.push_back(part);
  std::string& last = value_names_.back();
  open_ended_ = is_list() && last.size() > 3 && last.ends_with("...");
  if (open_ended_) last.resize(last.size() - 3);
}

void Option::add_variant(std::string_view variant, Binding binding) {
  Words initial = binding.read();
  variants_.push_back({std::string(variant), std::move(binding), std::move(initial)});
}

void Option::activate(std::string_view variant) {
  const auto found = std::ranges::find(variants_, variant, &Variant::name);
  if (found != variants_.end()) active_ = static_cast<size_t>(found - variants_.begin());
}

bool Option::applies_to(std::string_view variant) const {
  return variants_[0].name.empty() || std::ranges::count(variants_, variant, &Variant::name) > 0;
}

Words Option::variants() const {
  Words names;
  for (const Variant& variant : variants_)
    if (!variant.name.empty()) names.push_back(variant.name);
  return names;
}

Option& Option::add_rule(std::string_view text, double limit, std::function<bool(double)> holds) {
  const Rule rule{std::string(text) + " " + number_text(limit), std::move(holds)};
  if (std::ranges::count(rules_, rule.text, &Rule::text) == 0) rules_.push_back(rule);
  return *this;
}

Option& Option::at_least(double limit) {
  return add_rule("at least", limit, [limit](double x) { return x >= limit; });
}

Option& Option::at_most(double limit) {
  return add_rule("at most", limit, [limit](double x) { return x <= limit; });
}

Option& Option::greater_than(double limit) {
  return add_rule("greater than", limit, [limit](double x) { return x > limit; });
}

Option& Option::less_than(double limit) {
  return add_rule("less than", limit, [limit](double x) { return x < limit; });
}

Option& Option::one_of(Words choices) {
  value_names_ = {join(choices, "|", "|")};
  variants_[0].binding.choices = std::move(choices);
  open_ended_ = is_list();
  return *this;
}

Option& Option::required() {
  required_ = true;
  return *this;
}

Option& Option::optional() {
  required_ = false;
  return *this;
}

Option& Option::selects_variant() {
  variant_selector_ = true;
  return *this;
}

Option& Option::command_line_only() {
  command_line_only_ = true;
  return *this;
}

Option& Option::default_text(std::string_view text) {
  default_text_ = text;
  return *this;
}

void Option::assign(const Words& words, std::string_view label) {
  try {
    if (words.size() < least_values() || words.size() > most_values())
      fail("needs ", open_ended_ ? "at least " : "", least_values(),
           least_values() == 1 ? " value (" : " values (",
           is_flag() ? "true or false" : value_text(), "), got ", words.size());
    for (const std::string& word : words)
      check(word);
    for (const Variant& variant : variants_)
      variant.binding.write(words);
  } catch (const UsageError& error) {
    fail(label, ": ", error.what());
  }
}

// Throws unless the word may be a value of this option.
void Option::check(const std::string& word) const {
  if (is_number()) {
    const double number = binding().kind == Kind::kInteger
                              ? static_cast<double>(parse_number<int64_t>(word))
                              : parse_number<double>(word);
    Words limits;
    for (const Rule& rule : rules_)
      limits.push_back(rule.text);
    if (!std::ranges::all_of(rules_, [number](const Rule& rule) { return rule.holds(number); }))
      fail("must be ", join(limits, " and ", " and "), ", not ", word);
  }
  if (!choices().empty() && std::ranges::find(choices(), word) == choices().end())
    fail("must be ", join(choices(), ", ", " or "), ", not '", word, "'");
}

bool Option::unset() const {
  const Words now = texts();
  const bool empty = now.empty() || (now.size() == 1 && now[0].empty());
  const bool unresolved = !default_text_.empty() && !given && !resolved;
  return now == variants_[active_].initial && (empty || unresolved);
}

bool Option::is_number() const {
  return binding().kind == Kind::kInteger || binding().kind == Kind::kReal;
}

size_t Option::most_values() const {
  if (is_flag()) return 1;
  return open_ended_ ? std::numeric_limits<size_t>::max() : value_names_.size();
}

std::string Option::value_text() const {
  return join(value_names_, " ", " ") + (open_ended_ ? "..." : "");
}

std::string Option::default_shown() const {
  if (!default_text_.empty()) return default_text_;
  const auto text = [](const Variant& variant) {
    const std::string words = join(variant.initial, " ", " ");
    return words.empty() ? "none" : words;
  };
  std::string shown = text(variants_[active_]);
  for (const Variant& other : variants_)
    if (other.initial != variants_[active_].initial)
      shown += "; " + other.name + ": " + text(other);
  return shown;
}

}  // namespace gloss::translate
