#include "apps/translate/cli/option.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
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

// "at least 1 and at most 100".
std::string limits_text(const Limits& l) {
  Words texts;
  for (const auto& [name, limit] : {std::pair("at least ", l.at_least),
                                    {"greater than ", l.greater_than},
                                    {"at most ", l.at_most},
                                    {"less than ", l.less_than}})
    if (std::isfinite(limit)) texts.push_back(name + number_text(limit));
  return join(texts, " and ");
}

std::string default_value_name(const Binding& binding) {
  if (!binding.choices.empty()) return join(binding.choices, "|") + (binding.is_list ? "..." : "");
  if (binding.kind == Kind::kInteger) return "N";
  if (binding.kind == Kind::kReal) return "X";
  return binding.is_list ? "TEXT..." : "TEXT";
}

}  // namespace

std::string join(const Words& words, std::string_view separator, std::string_view last) {
  std::string text;
  for (size_t i = 0; i < words.size(); ++i)
    text.append(i == 0 ? "" : i + 1 == words.size() ? last : separator).append(words[i]);
  return text;
}

Words split(const std::string& text) {
  std::istringstream in(text);
  return {std::istream_iterator<std::string>(in), {}};
}

template <class Number>
requires std::is_arithmetic_v<Number> Binding Binding::of(Number& variable) {
  return {.kind = std::is_integral_v<Number> ? Kind::kInteger : Kind::kReal,
          .read = [&variable] { return Words{number_text(variable)}; },
          .write = [&variable](const Words& w) { variable = parse_number<Number>(w[0]); }};
}

template Binding Binding::of(int64_t& variable);
template Binding Binding::of(double& variable);
template Binding Binding::of(float& variable);

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

Option::Option(std::string_view names, const Binding& first, std::string_view value_name,
               std::string_view text, const Limits& range, std::string_view variant)
    : name(names.substr(0, names.find(','))),
      description(text),
      choices(first.choices),
      limits_(range) {
  add_variable(first, variant);
  if (name.size() < names.size()) short_name = names.substr(name.size() + 1);
  if (is_flag()) return;
  value_names = split(value_name.empty() ? default_value_name(first) : std::string(value_name));
  std::string& last = value_names.back();
  open_ended_ = is_list() && last.size() > 3 && last.ends_with("...");
  if (open_ended_) last.resize(last.size() - 3);
}

void Option::add_variable(const Binding& binding, std::string_view variant) {
  variables_.push_back({binding, std::string(variant), binding.read()});
}

void Option::activate(std::string_view variant) {
  const auto at = std::ranges::find(variables_, variant, &Variable::variant);
  if (at != variables_.end()) active_ = static_cast<size_t>(at - variables_.begin());
}

bool Option::applies_to(std::string_view variant) const {
  return std::ranges::any_of(
      variables_, [&](const Variable& v) { return v.variant.empty() || v.variant == variant; });
}

Words Option::variants() const {
  Words names;
  for (const Variable& variable : variables_)
    if (!variable.variant.empty()) names.push_back(variable.variant);
  return names;
}

Option& Option::one_of(Words allowed) {
  choices = std::move(allowed);
  value_names = {join(choices, "|")};
  open_ended_ = is_list();
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
    for (const Variable& variable : variables_)
      variable.binding.write(words);
  } catch (const UsageError& error) {
    fail(label, ": ", error.what());
  }
}

// Throws unless the word may be a value of this option.
void Option::check(const std::string& word) const {
  if (is_number()) {
    const double x = binding().kind == Kind::kInteger
                         ? static_cast<double>(parse_number<int64_t>(word))
                         : parse_number<double>(word);
    const Limits& l = limits_;
    if (x < l.at_least || x <= l.greater_than || x > l.at_most || x >= l.less_than)
      fail("must be ", limits_text(l), ", not ", word);
  }
  if (!choices.empty() && std::ranges::find(choices, word) == choices.end())
    fail("must be ", join(choices, ", ", " or "), ", not '", word, "'");
}

bool Option::unset() const {
  const Words now = texts();
  const bool empty = now.empty() || (now.size() == 1 && now[0].empty());
  const bool unresolved = !default_text_.empty() && !given && !resolved;
  return now == variables_[active_].initial && (empty || unresolved);
}

std::string Option::default_shown() const {
  if (!default_text_.empty()) return default_text_;
  const auto text = [](const Variable& variable) {
    const std::string words = join(variable.initial);
    return words.empty() ? "none" : words;
  };
  std::string shown = text(variables_[active_]);
  for (const Variable& variable : variables_)
    if (variable.initial != variables_[active_].initial)
      shown += "; " + variable.variant + ": " + text(variable);
  return shown;
}

}  // namespace gloss::translate
