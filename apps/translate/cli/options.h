#pragma once

#include <algorithm>
#include <deque>
#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "apps/translate/cli/option.h"

namespace gloss::translate {

// The options of one command, bound to plain variables: the one table from which the command line
// and config files are parsed and help and --dump-config are written.
//
//   TrainSettings settings;
//   OptionTable options("gloss train", "Trains a translator from pairs of sentences.");
//   options.group("Model");
//   options.add("dim-emb", settings.dim_emb, "N", "width of the token embeddings").at_least(1);
//   options.add("type", settings.type, "the architecture").one_of({"rnn", "transformer"});
//   options.add("train-sets,t", settings.train_sets, "SRC TRG", "the training data");
//   options.flag("overwrite", settings.overwrite, "replace an existing model");
//   options.parse(arguments);
//
// A variable's value when it is bound is the option's default. The variables must stay where they
// are while the table is in use; the table itself may move.
//
// On a command line: --name value, --name=value, -b value, -b4. A list takes its values one after
// the other, but after "=" it has that one only. "--" ends the options, "-" alone is a value, and
// so is a negative number. Of an option given twice the last counts. Every table has --help.
class OptionTable {
 public:
  using Words = Option::Words;

  // A command line that shows how the command is used, and what it does.
  struct Example {
    std::string line, description;
  };

  // command: as it is typed, "gloss train". summary: sentences for the top of the help text.
  OptionTable(std::string_view command, std::string_view summary);

  // The heading of the options added from here on.
  void group(std::string_view heading);

  // A variable is int64_t, double, std::string or std::vector<std::string>; Option says what the
  // names and the value's name may be.
  template <class T>
  Option& add(std::string_view names, T& variable, std::string_view value_name,
              std::string_view description) {
    return append(Option(names, &variable, value_name, description));
  }
  template <class T>
  Option& add(std::string_view names, T& variable, std::string_view description) {
    return add(names, variable, "", description);
  }

  // A variable whose values have names, such as an enumeration (or a list of them): `rows` is a
  // range of std::pair{name, value}. Only these names are accepted; help shows them.
  //
  //   constexpr std::pair<std::string_view, Cell> kCells[] = {{"tanh", Cell::kTanh}, ...};
  //   options.add("cell", settings.cell, kCells, "recurrent cell");
  template <class T, class Rows>
  requires(!std::is_convertible_v<const Rows&, std::string_view>) Option& add(
      std::string_view names, T& variable, const Rows& rows, std::string_view description) {
    return append(Option(names, named_value(variable, rows), "", description));
  }

  Option& flag(std::string_view names, bool& variable, std::string_view description);

  // An argument without a name: "REF", "SRC TRG", "MODEL..." (this one last). Required unless
  // .optional().
  template <class T>
  Option& positional(std::string_view value_name, T& variable, std::string_view description) {
    positionals_.emplace_back(value_name, &variable, value_name, description).required();
    return positionals_.back();
  }

  void example(std::string_view line, std::string_view description);

  // Fills the variables from the arguments after the command's name and, where the table has an
  // option "config" and it is given, from that file; the command line wins over the file. Throws
  // UsageError; std::runtime_error if the config file cannot be read. --help ends the reading, and
  // neither with it nor with --dump-config is anything required.
  void parse(const Words& arguments);

  // What --help asked for: "text", or what stood behind it: "man" for --help=man.
  const std::string& help_form() const { return help_form_; }

  // Whether the option stood on the command line or in the config file: given("help").
  bool given(std::string_view name) const;

  // Name and text of every setting that has a value, in the table's order. A list's values are
  // separated by spaces and quoted as in a config file.
  std::vector<std::pair<std::string, std::string>> values() const;

  // The reverse, for example from a model's metadata. The option does not count as given, so
  // what the user asked for can win: if (!options.given(name)) options.set(name, text).
  void set(std::string_view name, std::string_view text);

  // For defaults that need to know the data: until settled these have no value, and help shows
  // `text` in its place.
  void leave_open(std::initializer_list<std::string_view> names, std::string_view text);
  void settle(std::string_view name, std::string_view text);

  // One `name = value` of a config file; origin is "FILE:LINE".
  void set_from_file(std::string_view name, const Words& words, std::string_view origin);

  const std::string& command() const { return command_; }
  const std::string& summary() const { return summary_; }
  const std::deque<Option>& options() const { return options_; }
  const std::deque<Option>& positionals() const { return positionals_; }
  const std::vector<Example>& examples() const { return examples_; }

 private:
  // An option as it stood on the command line.
  struct Use {
    Option* option;
    std::optional<std::string> attached;  // the value of --name=value and -b4
    Words words;
  };

  template <class T, class Rows>
  static Option::NamedValue named_value(T& variable, const Rows& rows);
  Option& append(Option option);
  Option* find(std::string_view name);
  Option* find_short(std::string_view name);
  Use recognise(std::string_view argument);
  std::vector<Use> read_options(const Words& arguments, Words& plain);
  void fill_positionals(const Words& words);
  [[noreturn]] void fail_unknown(std::string_view origin, std::string_view written) const;

  std::string command_, summary_, group_;
  std::deque<Option> options_, positionals_;  // deque: references from add() stay valid
  std::vector<Example> examples_;
  std::string help_form_ = "text";
  std::unique_ptr<bool> help_;  // what --help sets; stays where it is when the table moves
};

template <class T, class Rows>
Option::NamedValue OptionTable::named_value(T& variable, const Rows& rows) {
  using Value = std::decay_t<decltype(std::begin(rows)->second)>;
  constexpr bool kList = std::is_same_v<T, std::vector<Value>>;
  Words names;
  std::vector<Value> values;
  for (const auto& [name, value] : rows) {
    names.emplace_back(name);
    values.push_back(value);
  }
  const auto name_of = [names, values](const Value& value) {
    const auto at = std::find(values.begin(), values.end(), value) - values.begin();
    return static_cast<size_t>(at) < names.size() ? names[static_cast<size_t>(at)] : "";
  };
  const auto value_of = [names, values](const std::string& name) {
    const auto at = std::find(names.begin(), names.end(), name) - names.begin();
    return values[static_cast<size_t>(at)];
  };
  T* const bound = &variable;
  const auto read = [bound, name_of]() -> Words {
    if constexpr (kList) {
      Words words;
      for (const Value& value : *bound)
        words.push_back(name_of(value));
      return words;
    } else {
      return {name_of(*bound)};
    }
  };
  const auto write = [bound, value_of](const Words& words) {
    if constexpr (kList) {
      bound->clear();
      for (const std::string& word : words)
        bound->push_back(value_of(word));
    } else {
      *bound = value_of(words[0]);
    }
  };
  return {names, kList, read, write};
}

}  // namespace gloss::translate
