#pragma once

#include <cstdint>
#include <functional>
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
  std::function<Words()> read;
  std::function<void(const Words&)> write;  // takes words that Option has checked
  Words choices = {};                       // the only words allowed; empty: any
};

// One setting of a command: its names, its description, the rules that its values must obey and the
// variable that it fills. OptionTable creates options and documents how they are written.
class Option {
 public:
  using Words = Binding::Words;

  // names: "beam-size" or, with a short form of one or more letters, "beam-size,b", "tokenize,tok".
  // value_name: how help calls the value. For a list it also says how many values there are:
  // "SRC TRG" is two, "FILE..." is one or more. Empty: a name that suits the type.
  // variant: the variant that it belongs to (OptionTable::variant); empty: it belongs to all.
  Option(std::string_view names, Binding binding, std::string_view value_name,
         std::string_view description, std::string_view variant = "");

  // A variable of another variant under the same name. assign() fills the variables of all
  // variants; texts() reads that of the active variant, the first until one is activated.
  void add_variant(std::string_view variant, Binding binding);
  void activate(std::string_view variant);
  bool applies_to(std::string_view variant) const;
  Words variants() const;  // those that have this option; none if it belongs to all

  // Rules. Each returns the option, so that they chain: .at_least(0).less_than(1). A rule that
  // another variant has added already is not added twice.
  Option& at_least(double limit);
  Option& at_most(double limit);
  Option& greater_than(double limit);
  Option& less_than(double limit);
  Option& one_of(Words choices);  // for a list: each of its values

  Option& required();                           // a run without it is an error
  Option& optional();                           // for a positional, which is otherwise required
  Option& selects_variant();                    // its value is the name of the active variant
  Option& command_line_only();                  // not in config files and stored settings
  Option& default_text(std::string_view text);  // the default is computed later; help shows `text`

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
  const Words& choices() const { return binding().choices; }
  std::string default_shown() const;  // "128", "none", "from the data"
  bool is_required() const { return required_; }
  bool on_command_line_only() const { return command_line_only_; }
  bool is_variant_selector() const { return variant_selector_; }

  bool given = false;     // on the command line or in the config file
  bool resolved = false;  // the default that had to be computed has been
  std::string group;      // the heading under which help lists it

 private:
  struct Rule {
    std::string text;
    std::function<bool(double)> holds;
  };

  // The variable of one variant (of all, if its name is empty), and the default.
  struct Variant {
    std::string name;
    Binding binding;
    Words initial;
  };

  const Binding& binding() const { return variants_[active_].binding; }
  Option& add_rule(std::string_view text, double limit, std::function<bool(double)> holds);
  void check(const std::string& word) const;

  std::string name_, short_name_, description_;
  std::vector<Variant> variants_;
  size_t active_ = 0;
  Words value_names_;
  bool open_ended_ = false;  // the last value may repeat
  std::vector<Rule> rules_;
  bool required_ = false, command_line_only_ = false, variant_selector_ = false;
  std::string default_text_;
};

template <class T, class Rows>
Binding Binding::of(T& variable, const Rows& rows) {
  using Value = std::decay_t<decltype(std::begin(rows)->second)>;
  constexpr bool kList = std::is_same_v<T, std::vector<Value>>;
  const std::vector<std::pair<std::string, Value>> table(std::begin(rows), std::end(rows));
  const auto name_of = [table](const Value& value) {
    for (const auto& row : table)
      if (row.second == value) return row.first;
    return std::string();
  };
  const auto value_of = [table](const std::string& name) {
    for (const auto& row : table)
      if (row.first == name) return row.second;
    throw UsageError("'" + name + "' is not known");
  };
  const auto read = [&variable, name_of]() -> Words {
    if constexpr (kList) {
      Words words;
      for (const Value& value : variable)
        words.push_back(name_of(value));
      return words;
    } else {
      return {name_of(variable)};
    }
  };
  const auto write = [&variable, value_of](const Words& words) {
    if constexpr (kList) {
      variable.clear();
      for (const std::string& word : words)
        variable.push_back(value_of(word));
    } else {
      variable = value_of(words[0]);
    }
  };
  Binding binding{.kind = Kind::kText, .is_list = kList, .read = read, .write = write};
  for (const auto& row : table)
    binding.choices.push_back(row.first);
  return binding;
}

}  // namespace gloss::translate
