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
  if (std::holds_alternative<double*>(variable)) return "X";
  if (std::holds_alternative<std::string*>(variable)) return "TEXT";
  return "TEXT...";
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

Option::Option(std::string_view names, Variable variable, std::string_view value_name,
               std::string_view description)
    : description_(description), variable_(variable) {
  const size_t comma = std::min(names.find(','), names.size());
  name_ = names.substr(0, comma);
  if (comma < names.size()) short_name_ = names.substr(comma + 1);
  if (const auto* named = std::get_if<NamedValue>(&variable_)) {
    one_of(named->names);
  } else if (!is_flag()) {
    std::istringstream parts{
        std::string(value_name.empty() ? usual_value_name(variable) : value_name)};
    for (std::string part; parts >> part;)
      value_names_.push_back(part);
    std::string& last = value_names_.back();
    open_ended_ = is_list() && last.size() > 3 && last.ends_with("...");
    if (open_ended_) last.resize(last.size() - 3);
  }
  initial_ = texts();
}

Option& Option::at_least(double limit) {
  rules_.push_back({"at least " + number_text(limit), [=](double x) { return x >= limit; }});
  return *this;
}

Option& Option::at_most(double limit) {
  rules_.push_back({"at most " + number_text(limit), [=](double x) { return x <= limit; }});
  return *this;
}

Option& Option::greater_than(double limit) {
  rules_.push_back({"greater than " + number_text(limit), [=](double x) { return x > limit; }});
  return *this;
}

Option& Option::less_than(double limit) {
  rules_.push_back({"less than " + number_text(limit), [=](double x) { return x < limit; }});
  return *this;
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
  if (bool* const* flag = std::get_if<bool*>(&variable_)) {
    if (words[0] != "true" && words[0] != "false") {
      fail(label, "must be true or false, not '", words[0], "'");
    }
    **flag = words[0] == "true";
  } else if (int64_t* const* integer = std::get_if<int64_t*>(&variable_)) {
    const int64_t number = parse_number<int64_t>(words[0], label);
    check_number(static_cast<double>(number), words[0], label);
    **integer = number;
  } else if (double* const* real = std::get_if<double*>(&variable_)) {
    const double number = parse_number<double>(words[0], label);
    check_number(number, words[0], label);
    **real = number;
  } else {
    for (const std::string& word : words)
      check_choice(word, label);
    if (std::string* const* text = std::get_if<std::string*>(&variable_)) {
      **text = words[0];
    } else if (Words* const* list = std::get_if<Words*>(&variable_)) {
      **list = words;
    } else {
      std::get<NamedValue>(variable_).write(words);
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
  if (const auto* flag = std::get_if<bool*>(&variable_)) return {**flag ? "true" : "false"};
  if (const auto* integer = std::get_if<int64_t*>(&variable_)) return {number_text(**integer)};
  if (const auto* real = std::get_if<double*>(&variable_)) return {number_text(**real)};
  if (const auto* text = std::get_if<std::string*>(&variable_)) return {**text};
  if (const auto* list = std::get_if<Words*>(&variable_)) return **list;
  return std::get<NamedValue>(variable_).read();
}

bool Option::unset() const {
  const Words now = texts();
  const bool empty = now.empty() || (now.size() == 1 && now[0].empty());
  const bool open = !default_text_.empty() && !given && !settled;
  return now == initial_ && (empty || open);
}

bool Option::is_list() const {
  const auto* named = std::get_if<NamedValue>(&variable_);
  return named != nullptr ? named->is_list : std::holds_alternative<Words*>(variable_);
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
  std::string text;
  for (const std::string& word : initial_)
    text += (text.empty() ? "" : " ") + word;
  return text.empty() ? "none" : text;
}

}  // namespace gloss::translate
