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

  static Binding of(int64_t& variable);
  static Binding of(double& variable);
  static Binding of(float& variable);
  static Binding of(std::string& variable);
  static Binding of(Words& variable);
  static Binding of_flag(bool& variable);

  // A variable whose values have names, such as an enumeration, or a vector of such values. `rows`
  // is a range of std::pair{name, value}. A value without a row reads as no value.
  template <class T, class Rows>
  static Binding of(T& variable, const Rows& rows);

  Kind kind;
  bool is_list = false;
  std::function<Words()> read = {};
  std::function<void(const Words&)> write = {};  // takes words that Option has checked
  Words choices = {};                            // the only words allowed; empty: any
};

// Limits of a number: table.add("beam-size", beam_size, "N", "hypotheses", {.at_least = 1}).
struct Limits {
  static constexpr double kNone = std::numeric_limits<double>::infinity();
  double at_least = -kNone, greater_than = -kNone, at_most = kNone, less_than = kNone;
};

// One setting of a command: its names, its description, the rules that its values must obey and the
// variable that it fills. OptionTable creates options and documents how they are written.
class Option {
 public:
  using Words = Binding::Words;

  // names: "beam-size" or, with a short form of one or more letters, "beam-size,b", "tokenize,tok".
  // value_name: how help calls the value. For a list it also says how many values there are:
  // "SRC TRG" is two, "FILE..." is one or more. Empty: a name that suits the type.
  Option(std::string_view names, const Binding& binding, std::string_view value_name,
         std::string_view description, std::string_view variant = "");

  // Adds a variable under the same name, for another variant (see OptionTable::variant). assign()
  // fills all variables; texts() reads the one of the active variant, at first the first one.
  void add_variable(const Binding& binding, std::string_view variant);
  void activate(std::string_view variant);
  bool applies_to(std::string_view variant) const;
  Words variants() const;  // the variants that have this option; empty: it belongs to none

  // Rules. Each returns the option, so that they chain: .at_least(0).less_than(1).
  Option& limits(const Limits& limits);  // those that are already there stay
  Option& at_least(double limit) { return set(limits_.at_least, limit); }
  Option& at_most(double limit) { return set(limits_.at_most, limit); }
  Option& greater_than(double limit) { return set(limits_.greater_than, limit); }
  Option& less_than(double limit) { return set(limits_.less_than, limit); }
  Option& one_of(Words choices);  // for a list: each of its values

  Option& required() { return set(required_, true); }   // a run without it is an error
  Option& optional() { return set(required_, false); }  // for a positional, otherwise required
  Option& selects_variant() { return set(selects_variant_, true); }      // by its value
  Option& command_line_only() { return set(command_line_only_, true); }  // not stored anywhere

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
  bool is_number() const;
  bool is_list() const { return binding().is_list; }
  size_t least_values() const { return is_flag() ? 1 : value_names_.size(); }
  size_t most_values() const;

  const std::string& name() const { return name_; }
  const std::string& short_name() const { return short_name_; }  // empty if there is none
  const std::string& description() const { return description_; }
  const Words& value_names() const { return value_names_; }  // {"SRC", "TRG"}; of a flag none
  std::string value_text() const;                            // "SRC TRG"; "FILE..."
  const Words& choices() const { return choices_; }
  std::string default_shown() const;  // "128", "none", "from the data"
  bool is_required() const { return required_; }
  bool is_variant_selector() const { return selects_variant_; }
  bool on_command_line_only() const { return command_line_only_; }

  bool given = false;     // on the command line or in the config file
  bool resolved = false;  // a deferred default has been computed
  std::string group;      // the heading under which help lists it

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

  std::string name_, short_name_, description_;
  std::vector<Variable> variables_;
  size_t active_ = 0;
  Words value_names_, choices_;
  bool open_ended_ = false;  // the last value may repeat
  Limits limits_;
  bool required_ = false, command_line_only_ = false, selects_variant_ = false;
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
