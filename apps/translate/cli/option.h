#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace gloss::translate {

// The command line is wrong: main prints the message and exits with status 2.
class UsageError : public std::invalid_argument {
 public:
  using std::invalid_argument::invalid_argument;
};

// One setting of a command: its names, the words that explain it, the rules its values obey and the
// variable that it fills. OptionTable makes options and documents how they are written.
class Option {
 public:
  using Words = std::vector<std::string>;

  // A variable, or a list, whose values have names: the rows {name, value} of a table. read() gives
  // the names of the values in force; a value that has no row is no value.
  struct NamedValue {
    Words names;
    bool is_list;
    std::function<Words()> read;
    std::function<void(const Words&)> write;  // names that are in the table
  };
  using Variable = std::variant<bool*, int64_t*, double*, std::string*, Words*, NamedValue>;

  // names: "beam-size" or, with a short form of one or more letters, "beam-size,b", "tokenize,tok".
  // value_name: how help calls the value. For a list it also says how many values there are:
  // "SRC TRG" is two, "FILE..." is one or more. Empty: a name that suits the type.
  Option(std::string_view names, Variable variable, std::string_view value_name,
         std::string_view description);

  // Rules. Each returns the option, so that they chain: .at_least(0).less_than(1).
  Option& at_least(double limit);
  Option& at_most(double limit);
  Option& greater_than(double limit);
  Option& less_than(double limit);
  Option& one_of(Words choices);  // of a list, each value

  Option& required();                           // a run without it is an error
  Option& optional();                           // for a positional, which is otherwise required
  Option& command_line_only();                  // no part of config files and stored settings
  Option& default_text(std::string_view text);  // the default is computed later; help shows `text`

  // Converts the words, checks them and only then fills the variable. UsageError: "label: what is
  // wrong".
  void assign(const Words& words, std::string_view label);

  // The value in force, one text per value. Numbers are in the shortest form that reads back to the
  // same bits; a flag is "true" or "false".
  Words texts() const;

  // No value yet: an empty text or list, or a default still to be computed, as it was when bound.
  bool unset() const;

  bool is_flag() const { return std::holds_alternative<bool*>(variable_); }
  bool is_number() const {
    return std::holds_alternative<int64_t*>(variable_) ||
           std::holds_alternative<double*>(variable_);
  }
  bool is_list() const;
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
  bool on_command_line_only() const { return command_line_only_; }

  bool given = false;    // on the command line or in the config file
  bool settled = false;  // a default that was to be computed has been
  std::string group;     // the heading under which help lists it

 private:
  struct Rule {
    std::string words;
    std::function<bool(double)> holds;
  };

  void check_number(double number, const std::string& word, std::string_view label) const;
  void check_choice(const std::string& word, std::string_view label) const;

  std::string name_, short_name_, description_;
  Variable variable_;
  Words value_names_;
  bool open_ended_ = false;  // the last value may repeat
  std::vector<Rule> rules_;
  Words choices_;
  bool required_ = false, command_line_only_ = false;
  Words initial_;
  std::string default_text_;
};

}  // namespace gloss::translate
