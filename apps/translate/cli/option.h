#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <limits>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace gloss::translate {

// The command line is wrong: run_program() prints the message and returns status 2.
class UsageError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

// How an option reads and writes its variable: as words.
struct Binding {
  using Words = std::vector<std::string>;
  enum class Kind { kFlag, kInteger, kReal, kText };

  template <class Number>  // int64_t, double or float
  requires std::is_arithmetic_v<Number>
  static Binding of(Number& variable);
  static Binding of(std::string& variable);
  static Binding of(Words& variable);
  static Binding of_flag(bool& variable);

  // A variable whose values have names, such as an enumeration, or a vector of such values. `rows`
  // is a range of std::pair{name, value}. A value without a row reads as no value.
  template <class T, class Rows>
  static Binding of(T& variable, const Rows& rows);

  Kind kind;
  bool is_list = false;
  std::function<Words()> read = [] { return Words(); };
  std::function<void(const Words&)> write = [](const Words&) {};  // words that Option has checked
  Words choices = {};  // the only words allowed; empty: any
};

// "a b c" with another separator, and another one before the last: "a, b or c".
std::string join(const std::vector<std::string>& words, std::string_view separator,
                 std::string_view last);
inline std::string join(const std::vector<std::string>& words, std::string_view separator = " ") {
  return join(words, separator, separator);
}

// The words that white space separates.
std::vector<std::string> split(const std::string& text);

// Limits of a number: table.add("beam-size", beam_size, "N", "hypotheses", {.at_least = 1}).
struct Limits {
  static constexpr double kNone = std::numeric_limits<double>::infinity();
  double at_least = -kNone, greater_than = -kNone, at_most = kNone, less_than = kNone;
};

// One setting of a command: its names, its description, the rules that its values must obey and the
// variable that it fills. OptionTable creates options and documents how they are written.
struct Option {
  using Words = Binding::Words;

  // names: "beam-size" or, with a short form of one or more letters, "beam-size,b", "tokenize,tok".
  // value_name: how help calls the value. For a list it also says how many values there are:
  // "SRC TRG" is two, "FILE..." is one or more. Empty: a name that suits the type.
  Option(std::string_view names, const Binding& binding, std::string_view value_name,
         std::string_view description, const Limits& limits, std::string_view variant = "");

  // Adds a variable under the same name, for another variant (see OptionTable::variant). assign()
  // fills all variables; texts() reads the one of the active variant, at first the first one.
  void add_variable(const Binding& binding, std::string_view variant);
  void activate(std::string_view variant);
  bool applies_to(std::string_view variant) const;
  Words variants() const;  // the variants that have this option; empty: it belongs to none

  // Rules. Each returns the option, so that they chain: .one_of({"rnn", "transformer"}).required().
  Option& one_of(Words allowed);                          // for a list: each of its values
  Option& required() { return set(is_required, true); }   // a run without it is an error
  Option& optional() { return set(is_required, false); }  // for a positional, otherwise required
  Option& selects_variant() { return set(is_variant_selector, true); }     // by its value
  Option& command_line_only() { return set(is_command_line_only, true); }  // not stored anywhere

  // The default is computed later; until then help shows `text` in its place.
  Option& default_text(std::string_view text) { return set(default_text_, std::string(text)); }

  // Checks the words and writes them to the variable. UsageError "LABEL: what is wrong" leaves the
  // variable as it was.
  void assign(const Words& words, std::string_view label);

  // The value in force, one text per value. Numbers are in the shortest form that reads back to the
  // same bits; a flag is "true" or "false".
  Words texts() const { return binding().read(); }

  // Whether there is no value yet: the text or list is empty, or the default is not computed yet.
  bool unset() const;

  bool is_flag() const { return binding().kind == Binding::Kind::kFlag; }
  bool is_number() const { return !is_flag() && binding().kind != Binding::Kind::kText; }
  bool is_list() const { return binding().is_list; }
  size_t least_values() const { return is_flag() ? 1 : value_names.size(); }
  size_t most_values() const { return open_ended_ ? SIZE_MAX : least_values(); }
  // "SRC TRG"; "FILE..."
  std::string value_text() const { return join(value_names) + (open_ended_ ? "..." : ""); }
  std::string default_shown() const;  // "128", "none", "from the data"

  std::string name, short_name, description;  // a short name may be empty
  std::string group;                          // the heading under which help lists it
  Words value_names;                          // {"SRC", "TRG"}; of a flag none
  Words choices;                              // the only values allowed; empty: any
  bool given = false;                         // on the command line or in the config file
  bool resolved = false;                      // a deferred default has been computed
  bool is_positional = false;                 // an argument without a name
  bool is_required = false, is_command_line_only = false, is_variant_selector = false;

 private:
  // A variable, the variant that it belongs to (empty: all) and its value when it was bound.
  struct Variable {
    Binding binding;
    std::string variant;
    Words initial;
  };

  const Binding& binding() const { return variables_[active_].binding; }
  template <class T>
  Option& set(T& field, const T& value) {
    field = value;
    return *this;
  }
  void check(const std::string& word) const;

  std::vector<Variable> variables_;
  size_t active_ = 0;
  Limits limits_;
  bool open_ended_ = false;  // the last value may repeat
  std::string default_text_;
};

template <class T, class Rows>
Binding Binding::of(T& variable, const Rows& rows) {
  using Value = std::decay_t<decltype(std::begin(rows)->second)>;
  using Row = std::pair<std::string, Value>;
  constexpr bool kList = std::is_same_v<T, std::vector<Value>>;
  const std::vector<Row> table(std::begin(rows), std::end(rows));
  const auto name_of = [table](const Value& value) {
    const auto row = std::ranges::find(table, value, &Row::second);
    return row == table.end() ? std::string() : row->first;
  };
  const auto value_of = [table](const std::string& name) {  // a name that Option has checked
    return std::ranges::find(table, name, &Row::first)->second;
  };
  Binding binding{.kind = Kind::kText, .is_list = kList};
  for (const Row& row : table)
    binding.choices.push_back(row.first);
  if constexpr (kList) {
    binding.read = [&variable, name_of] {
      Words words(variable.size());
      std::ranges::transform(variable, words.begin(), name_of);
      return words;
    };
    binding.write = [&variable, value_of](const Words& words) {
      variable.resize(words.size());
      std::ranges::transform(words, variable.begin(), value_of);
    };
  } else {
    binding.read = [&variable, name_of] { return Words{name_of(variable)}; };
    binding.write = [&variable, value_of](const Words& words) { variable = value_of(words[0]); };
  }
  return binding;
}

}  // namespace gloss::translate
