#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/cli/option.h"

namespace gloss::translate {

// The options of one command, bound to plain variables. The command line and config files are
// parsed by this table; help, the manual page, completion and --dump-config are written from it.
//
//   TrainSettings settings;
//   OptionTable options("gloss train", "Trains a translator from pairs of sentences.");
//   options.group("Model");
//   options.add("dim-emb", settings.dim_emb, "N", "width of the embeddings", {.at_least = 1});
//   options.add("type", settings.type, "the architecture").one_of({"rnn", "transformer"});
//   options.add("train-sets,t", settings.train_sets, "SRC TRG", "the training data");
//   options.flag("overwrite", settings.overwrite, "replace an existing model");
//   options.parse(arguments);
//
// A variable's value when it is bound is the option's default. The variables must stay where they
// are while the table is in use; the table itself may move.
//
// On a command line: --name value, --name=value, -b value, -b4. A list takes as many of the values
// that follow it as it may have, but after "=" only that one. "--" ends the options; "-" alone and
// negative numbers are values. If an option is given twice, the last one counts. Every table has
// --help.
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
  void group(std::string_view heading) { group_ = heading; }

  // The options added from here on belong to one variant of what is set up, such as a type of
  // network; "" ends that. Options that several variants add under one name are one option, which
  // fills the variables of all of them. The option with selects_variant() names the active variant:
  // help and values() omit the options that only other variants have.
  void variant(std::string_view name);

  // A variable is int64_t, double, float, std::string or std::vector<std::string>; Option says what
  // the names and the value's name may be.
  template <class T>
  Option& add(std::string_view names, T& variable, std::string_view value_name,
              std::string_view description, const Limits& limits = {}) {
    return append(names, Binding::of(variable), value_name, description, limits);
  }
  template <class T>
  Option& add(std::string_view names, T& variable, std::string_view description) {
    return add(names, variable, "", description);
  }
  Option& flag(std::string_view names, bool& variable, std::string_view description) {
    return append(names, Binding::of_flag(variable), "", description);
  }

  // A variable whose values have names, such as an enumeration, or a vector of such values. Only
  // the names in `rows` are accepted; help shows them.
  //
  //   constexpr std::pair<std::string_view, Cell> kCells[] = {{"tanh", Cell::kTanh}, ...};
  //   options.add("cell", settings.cell, kCells, "recurrent cell");
  template <class T, class Rows>
  requires(!std::is_convertible_v<const Rows&, std::string_view>) Option& add(
      std::string_view names, T& variable, const Rows& rows, std::string_view description) {
    return append(names, Binding::of(variable, rows), "", description);
  }

  // An argument without a name: "REF", "SRC TRG", "MODEL..." (this one last). Required unless
  // .optional().
  template <class T>
  Option& positional(std::string_view value_name, T& variable, std::string_view description,
                     const Limits& limits = {}) {
    Option& option = positionals_.emplace_back(value_name, Binding::of(variable), value_name,
                                               description, limits);
    option.is_positional = true;
    option.group = "Arguments";
    return option.required();
  }

  void example(std::string_view line, std::string_view description) {
    examples_.push_back({std::string(line), std::string(description)});
  }

  // Fills the variables from the arguments that follow the command's name and, if the table has an
  // option "config" and it is given, from that file; the command line wins over the file. Throws
  // UsageError, or std::runtime_error if the config file cannot be read. Nothing is read after
  // --help, and nothing is required with --help or --dump-config.
  void parse(const Words& arguments);

  // The form of help that was asked for: "text", or for --help=man "man".
  const std::string& help_form() const { return help_form_; }

  // Whether the option was on the command line or in the config file: given("help").
  bool given(std::string_view name) const;

  // The names of given options that the active variant does not have.
  Words given_without_effect() const;

  // Name and text of every setting that has a value, in the table's order. A list's values are
  // separated by spaces and quoted as in a config file.
  std::vector<std::pair<std::string, std::string>> values() const;

  // The reverse, for example from a model's metadata. The option does not count as given, so
  // that an option on the command line can override it:
  // if (!options.given(name)) options.set(name, text).
  void set(std::string_view name, std::string_view text);

  // For a default that depends on the data or the processor: until it is resolved the option has no
  // value, and help shows `text` as its default.
  void defer(std::string_view name, std::string_view text) { find(name)->default_text(text); }
  void resolve(std::string_view name, std::string_view text);

  // One `name = value` of a config file; origin is "FILE:LINE".
  void set_from_file(std::string_view name, const Words& words, std::string_view origin);

  const std::string& command() const { return command_; }
  const std::string& summary() const { return summary_; }
  const std::deque<Option>& options() const { return options_; }
  const std::deque<Option>& positionals() const { return positionals_; }
  const std::vector<Example>& examples() const { return examples_; }
  const Words& variants() const { return variants_; }

  // Whether the active variant has the option; true for every option if no variant is active.
  bool is_active(const Option& option) const {
    return active_variant_.empty() || option.applies_to(active_variant_);
  }

 private:
  // An option as it was written on the command line.
  struct Use {
    Option* option;
    std::optional<std::string> attached;  // the value of --name=value and -b4
    Words words;
    size_t plain_before = 0;  // arguments without a name before it
  };

  Option& append(std::string_view names, const Binding& binding, std::string_view value_name,
                 std::string_view description, const Limits& limits = {});
  void update_active_variant();
  Option* find(std::string_view name);
  Option* find_short(std::string_view name);
  Use recognise(std::string_view argument);
  std::vector<Use> read_options(const Words& arguments, Words& plain);
  void leave_to_positionals(std::vector<Use>& uses, Words& plain) const;
  void fill_positionals(const Words& words);
  [[noreturn]] void fail_unknown(std::string_view origin, std::string_view written) const;

  std::string command_, summary_, group_, variant_, active_variant_;
  Words variants_;
  std::deque<Option> options_, positionals_;  // deque: references from add() stay valid
  std::vector<Example> examples_;
  std::string help_form_ = "text";
};

// The options that most commands have.
struct CommonSettings {
  int64_t threads = 0;  // 0: as many as OpenMP offers
  int64_t seed = 1;
  bool quiet = false;
  std::string config;
  bool dump_config = false;
};

// Adds --threads, --seed, --quiet, --config and --dump-config under the heading "General". parse()
// reads the config file itself; start() in program.h acts on --dump-config.
void add_common_options(OptionTable& table, CommonSettings& settings);

// The heading of those options and of --help; help lists it last.
inline constexpr std::string_view kGeneralGroup = "General";

// The fewest letters inserted, removed, replaced or swapped with their neighbour that turn a into b
// (optimal string alignment).
size_t edit_distance(std::string_view a, std::string_view b);

// The name that was probably meant by a mistyped one: a name with at most one error and one more
// per four letters, or one in which a word begins with what was typed (three letters or more), as
// "epochs" in after-epochs. The first of equally near names; empty if no name is near.
std::string nearest_name(std::string_view typed, const std::vector<std::string>& names);

}  // namespace gloss::translate
