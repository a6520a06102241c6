#include "apps/translate/cli/option.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <sstream>
#include <system_error>
#include <type_traits>
#include <utility>

namespace gloss::translate {
namespace {

template <class... Parts>
[[noreturn]] void fail(std::string_view label, const Parts&... parts) {
  std::ostringstream message;
  message << label << ": ";
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
Number parse_number(const std::string& word, std::string_view label) {
  Number number{};
  const char* end = word.data() + word.size();
  const auto [stop, error] = std::from_chars(word.data(), end, number);
  if (error == std::errc::result_out_of_range && stop == end) {
    fail(label, "'", word, "' is out of range");
  }
  if constexpr (std::is_integral_v<Number>) {
    if (error != std::errc{} || stop != end) fail(label, "'", word, "' is not a whole number");
  } else {
    if (error != std::errc{} || stop != end || !std::isfinite(number)) {
      fail(label, "'", word, "' is not a number");
    }
  }
  return number;
}

std::string_view usual_value_name(const Option::Variable& variable) {
  if (std::holds_alternative<int64_t*>(variable)) return "N";
  if (std::holds_alternative<double*>(variable) || std::holds_alternative<float*>(variable))
    return "X";
  if (std::holds_alternative<std::string*>(variable)) return "TEXT";
  return "TEXT...";
}

Option::Words text_of(const Option::Variable& variable) {
  if (const auto* flag = std::get_if<bool*>(&variable)) return {**flag ? "true" : "false"};
  if (const auto* integer = std::get_if<int64_t*>(&variable)) return {number_text(**integer)};
  if (const auto* real = std::get_if<double*>(&variable)) return {number_text(**real)};
  if (const auto* single = std::get_if<float*>(&variable)) return {number_text(**single)};
  if (const auto* text = std::get_if<std::string*>(&variable)) return {**text};
  if (const auto* list = std::get_if<Option::Words*>(&variable)) return **list;
  return std::get<Option::NamedValue>(variable).read();
}

// "a", "a or b", "a, b or c".
std::string join_choices(const Option::Words& choices) {
  std::string text;
  for (size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

}  // namespace

Option::Option(std::string_view names, Variable first, std::string_view value_name,
               std::string_view description, std::string_view variant)
    : description_(description) {
  add_variable(std::move(first), variant);
  const size_t comma = std::min(names.find(','), names.size());
  name_ = names.substr(0, comma);
  if (comma < names.size()) short_name_ = names.substr(comma + 1);
  if (const auto* named = std::get_if<NamedValue>(&variable())) {
    one_of(named->names);
  } else if (!is_flag()) {
    std::istringstream parts{
        std::string(value_name.empty() ? usual_value_name(variable()) : value_name)};
    for (std::string part; parts >> part;)
      value_names_.push_back(part);
    std::string& last = value_names_.back();
    open_ended_ = is_list() && last.size() > 3 && last.ends_with("...");
    if (open_ended_) last.resize(last.size() - 3);
  }
}

void Option::add_variable(Variable variable, std::string_view variant) {
  Words initial = text_of(variable);
  bindings_.push_back({std::move(variable), std::string(variant), std::move(initial)});
}

void Option::activate(std::string_view variant) {
  const auto at = std::ranges::find(bindings_, variant, &Binding::variant);
  if (at != bindings_.end()) active_ = static_cast<size_t>(at - bindings_.begin());
}

bool Option::applies_to(std::string_view variant) const {
  return std::ranges::any_of(
      bindings_, [&](const Binding& b) { return b.variant.empty() || b.variant == variant; });
}

Option::Words Option::variants() const {
  Words names;
  for (const Binding& binding : bindings_)
    if (!binding.variant.empty()) names.push_back(binding.variant);
  return names;
}

Option& Option::add_rule(Rule rule) {
  if (std::ranges::find(rules_, rule.words, &Rule::words) == rules_.end())
    rules_.push_back(std::move(rule));
  return *this;
}

Option& Option::at_least(double limit) {
  return add_rule({"at least " + number_text(limit), [=](double x) { return x >= limit; }});
}

Option& Option::at_most(double limit) {
  return add_rule({"at most " + number_text(limit), [=](double x) { return x <= limit; }});
}

Option& Option::greater_than(double limit) {
  return add_rule({"greater than " + number_text(limit), [=](double x) { return x > limit; }});
}

Option& Option::less_than(double limit) {
  return add_rule({"less than " + number_text(limit), [=](double x) { return x < limit; }});
}

Option& Option::one_of(Words choices) {
  choices_ = std::move(choices);
  std::string alternatives;
  for (const std::string& choice : choices_)
    alternatives += (alternatives.empty() ? "" : "|") + choice;
  value_names_ = {alternatives};
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
  if (words.size() < least_values() || words.size() > most_values()) {
    fail(label, "needs ", open_ended_ ? "at least " : "", least_values(),
         least_values() == 1 ? " value (" : " values (", is_flag() ? "true or false" : value_text(),
         "), got ", words.size());
  }
  for (const Binding& binding : bindings_)
    fill(binding.variable, words, label);
}

void Option::fill(const Variable& variable, const Words& words, std::string_view label) const {
  const auto fill_number = [&]<class Number>(Number* number) {
    const auto value = parse_number<Number>(words[0], label);
    check_number(static_cast<double>(value), words[0], label);
    *number = value;
  };
  if (bool* const* flag = std::get_if<bool*>(&variable)) {
    if (words[0] != "true" && words[0] != "false") {
      fail(label, "must be true or false, not '", words[0], "'");
    }
    **flag = words[0] == "true";
  } else if (int64_t* const* integer = std::get_if<int64_t*>(&variable)) {
    fill_number(*integer);
  } else if (double* const* real = std::get_if<double*>(&variable)) {
    fill_number(*real);
  } else if (float* const* single = std::get_if<float*>(&variable)) {
    fill_number(*single);
  } else {
    for (const std::string& word : words)
      check_choice(word, label);
    if (std::string* const* text = std::get_if<std::string*>(&variable)) {
      **text = words[0];
    } else if (Words* const* list = std::get_if<Words*>(&variable)) {
      **list = words;
    } else {
      std::get<NamedValue>(variable).write(words);
    }
  }
}

void Option::check_number(double number, const std::string& word, std::string_view label) const {
  const auto holds = [number](const Rule& rule) { return rule.holds(number); };
  if (std::all_of(rules_.begin(), rules_.end(), holds)) return;
  std::string words;
  for (const Rule& rule : rules_)
    words += (words.empty() ? "" : " and ") + rule.words;
  fail(label, "must be ", words, ", not ", word);
}

void Option::check_choice(const std::string& word, std::string_view label) const {
  if (choices_.empty()) return;
  if (std::find(choices_.begin(), choices_.end(), word) != choices_.end()) return;
  fail(label, "must be ", join_choices(choices_), ", not '", word, "'");
}

Option::Words Option::texts() const {
  return text_of(variable());
}

bool Option::unset() const {
  const Words now = texts();
  const bool empty = now.empty() || (now.size() == 1 && now[0].empty());
  const bool open = !default_text_.empty() && !given && !resolved;
  return now == bindings_[active_].initial && (empty || open);
}

bool Option::is_number() const {
  return std::holds_alternative<int64_t*>(variable()) ||
         std::holds_alternative<double*>(variable()) || std::holds_alternative<float*>(variable());
}

bool Option::is_list() const {
  const auto* named = std::get_if<NamedValue>(&variable());
  return named != nullptr ? named->is_list : std::holds_alternative<Words*>(variable());
}

size_t Option::most_values() const {
  if (is_flag()) return 1;
  return open_ended_ ? std::numeric_limits<size_t>::max() : value_names_.size();
}

std::string Option::value_text() const {
  std::string text;
  for (const std::string& name : value_names_)
    text += (text.empty() ? "" : " ") + name;
  return open_ended_ ? text + "..." : text;
}

std::string Option::default_shown() const {
  if (!default_text_.empty()) return default_text_;
  const auto text = [](const Binding& binding) {
    std::string words;
    for (const std::string& word : binding.initial)
      words += (words.empty() ? "" : " ") + word;
    return words.empty() ? "none" : words;
  };
  std::string shown = text(bindings_[active_]);
  for (const Binding& binding : bindings_)
    if (binding.initial != bindings_[active_].initial)
      shown += "; " + binding.variant + ": " + text(binding);
  return shown;
}

}  // namespace gloss::translate
