#include "apps/translate/cli/options.h"

#include <algorithm>
#include <cctype>
#include <utility>

#include "apps/translate/cli/config_file.h"
#include "apps/translate/cli/help.h"
#include "core/parallel.h"

namespace gloss::translate {

using Words = OptionTable::Words;

namespace {

// "-" is standard input and "-4" and "-.5" are numbers; everything else with a dash is an option.
bool looks_like_option(std::string_view word) {
  if (word.size() < 2 || word[0] != '-') return false;
  const size_t first = word[1] == '.' && word.size() > 2 ? 2 : 1;
  return std::isdigit(static_cast<unsigned char>(word[first])) == 0;
}

}  // namespace

OptionTable::OptionTable(std::string_view command, std::string_view summary)
    : command_(command), summary_(summary), group_(kGeneralGroup) {
  append("help,h", {.kind = Binding::Kind::kFlag}, "", "print this text and stop")
      .command_line_only();
  group("Options");
}

Option& OptionTable::append(std::string_view names, const Binding& binding,
                            std::string_view value_name, std::string_view description,
                            const Limits& limits) {
  if (Option* const known = variant_.empty() ? nullptr : find(names)) {
    known->add_variable(binding, variant_);
    return *known;
  }
  Option& option = options_.emplace_back(names, binding, value_name, description, limits, variant_);
  option.group = group_;
  return option;
}

void OptionTable::variant(std::string_view name) {
  variant_ = name;
  if (!name.empty()) variants_.push_back(variant_);
}

void OptionTable::update_active_variant() {
  const auto selector = std::ranges::find_if(options_, &Option::is_variant_selector);
  if (selector == options_.end() || selector->unset()) return;
  active_variant_ = selector->texts()[0];
  for (Option& option : options_)
    option.activate(active_variant_);
}

Words OptionTable::given_without_effect() const {
  Words names;
  for (const Option& option : options_)
    if (option.given && !is_active(option)) names.push_back(option.name);
  return names;
}

void OptionTable::parse(const Words& arguments) {
  Words plain;
  const std::vector<Use> uses = read_options(arguments, plain);
  const auto assign = [&uses](const auto& which) {
    for (const Use& use : uses)
      if (which(*use.option)) use.option->assign(use.words, "--" + use.option->name);
  };
  const auto is_config = [](const Option& option) { return option.name == "config"; };
  if (given("help")) {
    assign([](const Option& option) { return option.is_variant_selector; });
    return update_active_variant();
  }
  assign(is_config);
  if (given("config")) load_config(find("config")->texts()[0], *this);
  assign([&](const Option& option) { return !is_config(option); });
  update_active_variant();
  if (given("dump-config")) return;

  fill_positionals(plain);
  for (const Option& option : options_) {
    if (option.is_required && !option.given) {
      throw UsageError("--" + option.name + ": is missing (" + usage_line(*this) + ")");
    }
  }
}

// Cuts the command line into options with their words, not yet assigned, and plain arguments.
std::vector<OptionTable::Use> OptionTable::read_options(const Words& arguments, Words& plain) {
  std::vector<Use> uses;
  bool options_ended = false;
  for (size_t i = 0; i < arguments.size(); ++i) {
    const std::string& argument = arguments[i];
    if (options_ended || !looks_like_option(argument)) {
      plain.push_back(argument);
      continue;
    }
    if (argument == "--") {
      options_ended = true;
      continue;
    }
    Use use = recognise(argument);
    if (use.option->is_flag()) {
      const bool is_help = use.option->name == "help";
      if (use.attached && !is_help) throw UsageError("--" + use.option->name + ": takes no value");
      if (use.attached) help_form_ = *use.attached;
      use.words = {"true"};
    } else if (use.attached) {
      use.words = {*use.attached};
    } else {
      while (use.words.size() < use.option->most_values() && i + 1 < arguments.size() &&
             !looks_like_option(arguments[i + 1])) {
        use.words.push_back(arguments[++i]);
      }
    }
    const bool names_files = use.option->is_list() || use.option->value_text() == "FILE";
    if (names_files && std::ranges::find(uses, use.option, &Use::option) != uses.end())
      throw UsageError("--" + use.option->name + ": is given twice" +
                       (use.option->is_list() ? " (give all its values at once)" : ""));
    use.option->given = true;
    use.plain_before = plain.size();
    uses.push_back(std::move(use));
    if (given("help")) break;
  }
  leave_to_positionals(uses, plain);
  return uses;
}

// The last list on the line gives the words at its end to required positionals that lack words: in
// `-m A B SRC TRG` the list -m is A B.
void OptionTable::leave_to_positionals(std::vector<Use>& uses, Words& plain) const {
  size_t required = 0;
  for (const Option& positional : positionals_)
    if (positional.is_required) required += positional.least_values();
  const auto list = std::ranges::find_if(uses.rbegin(), uses.rend(), [](const Use& use) {
    return use.words.size() > use.option->least_values();
  });
  if (list == uses.rend() || plain.size() >= required) return;
  Words& words = list->words;
  const size_t given =
      std::min(required - plain.size(), words.size() - list->option->least_values());
  const auto first = words.end() - static_cast<std::ptrdiff_t>(given);
  plain.insert(plain.begin() + static_cast<std::ptrdiff_t>(list->plain_before), first, words.end());
  words.erase(first, words.end());
}

OptionTable::Use OptionTable::recognise(std::string_view argument) {
  const size_t equals = std::min(argument.find('='), argument.size());
  const std::string_view written = argument.substr(0, equals);
  std::optional<std::string> attached;
  if (equals < argument.size()) attached = argument.substr(equals + 1);

  if (written.starts_with("--")) {
    Option* option = find(written.substr(2));
    if (option == nullptr) fail_unknown("", written);
    return {option, attached, {}};
  }
  if (Option* option = find_short(written.substr(1))) return {option, attached, {}};
  // -b4. But -model is more likely meant as --model than as -m odel.
  Option* letter = find_short(written.substr(1, 1));
  if (letter == nullptr || letter->is_flag() || find(written.substr(1)) != nullptr) {
    fail_unknown("", written);
  }
  return {letter, std::string(argument.substr(2)), {}};
}

void OptionTable::fill_positionals(const Words& words) {
  size_t next = 0;
  for (Option& positional : positionals_) {
    const size_t count = std::min(positional.most_values(), words.size() - next);
    if (count == 0 && !positional.is_required) continue;
    if (count < positional.least_values()) {
      throw UsageError("argument " + positional.value_names[count] + " is missing (" +
                       usage_line(*this) + ")");
    }
    const auto first = words.begin() + static_cast<std::ptrdiff_t>(next);
    positional.assign(Words(first, first + static_cast<std::ptrdiff_t>(count)), positional.name);
    positional.given = true;
    next += count;
  }
  if (next < words.size()) {
    throw UsageError("too many arguments: '" + words[next] + "' (" + usage_line(*this) + ")");
  }
}

Option* OptionTable::find(std::string_view name) {
  const auto found = std::ranges::find(options_, name, &Option::name);
  return found == options_.end() ? nullptr : &*found;
}

Option* OptionTable::find_short(std::string_view name) {
  const auto found = std::ranges::find(options_, name, &Option::short_name);
  return found == options_.end() || name.empty() ? nullptr : &*found;
}

bool OptionTable::given(std::string_view name) const {
  const auto is_it = [name](const Option& option) { return option.name == name && option.given; };
  return std::ranges::any_of(options_, is_it) || std::ranges::any_of(positionals_, is_it);
}

std::vector<std::pair<std::string, std::string>> OptionTable::values() const {
  std::vector<std::pair<std::string, std::string>> values;
  for (const Option& option : options_) {
    if (option.is_command_line_only || option.unset() || !is_active(option)) continue;
    const Words words = option.texts();
    values.emplace_back(option.name, option.is_list() ? join_words(words) : words[0]);
  }
  return values;
}

void OptionTable::set(std::string_view name, std::string_view text) {
  Option* option = find(name);
  if (option == nullptr || option->is_command_line_only) fail_unknown("", name);
  option->assign(option->is_list() ? split_words(text) : Words{std::string(text)}, name);
  update_active_variant();
}

void OptionTable::resolve(std::string_view name, std::string_view text) {
  find(name)->resolved = true;
  set(name, text);
}

void OptionTable::set_from_file(std::string_view name, const Words& words,
                                std::string_view origin) {
  const std::string prefix = std::string(origin) + ": ";
  Option* option = find(name);
  if (option == nullptr || option->is_command_line_only) fail_unknown(prefix, name);
  option->assign(words, prefix + std::string(name));
  option->given = true;
}

// origin: "FILE:LINE: " or nothing. written: the name, on the command line with its dashes.
void OptionTable::fail_unknown(std::string_view origin, std::string_view written) const {
  const size_t dashes = std::min(written.find_first_not_of('-'), written.size());
  std::vector<std::string> names;
  for (const Option& option : options_) {
    if (dashes > 0 || !option.is_command_line_only) names.push_back(option.name);
  }
  const std::string near = nearest_name(written.substr(dashes), names);
  std::string message = std::string(origin) + "unknown option '" + std::string(written) + "' (";
  if (near.empty()) {
    message += command_ + " --help lists them)";
  } else {
    message += std::string("did you mean '") + (dashes > 0 ? "--" : "") + near + "'?)";
  }
  throw UsageError(message);
}

void add_common_options(OptionTable& table, CommonSettings& s) {
  table.group(kGeneralGroup);
  table
      .add("threads", s.threads, "N", "number of threads; results are the same bits for any number",
           {.at_least = 1, .at_most = kMaxThreads})
      .default_text("one for each processor, or OMP_NUM_THREADS");
  table.add("seed", s.seed, "N", "seed of all random numbers");
  table.flag("quiet", s.quiet, "print no progress and no messages");
  table
      .add("config", s.config, "FILE",
           "read options from FILE, a line `option = value` each; the command line overrides them")
      .command_line_only();
  table
      .flag("dump-config", s.dump_config,
            "print the settings in force in the format that --config reads, and stop")
      .command_line_only();
}

size_t edit_distance(std::string_view a, std::string_view b) {
  // Row i holds the distances from the first i letters of a to each beginning of b.
  std::vector<size_t> before, above(b.size() + 1), row(b.size() + 1);
  for (size_t j = 0; j <= b.size(); ++j)
    above[j] = j;
  for (size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t replaced = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before[j - 2] + 1);
      }
    }
    before = std::exchange(above, row);
  }
  return above[b.size()];
}

std::string nearest_name(std::string_view typed, const std::vector<std::string>& names) {
  std::string nearest;
  size_t least = typed.size() < 2 ? 0 : 1 + typed.size() / 4;  // one letter is near to anything
  for (const std::string& name : names) {
    const bool begins_word =
        typed.size() >= 3 && ("-" + name).find("-" + std::string(typed)) != std::string::npos;
    size_t distance = edit_distance(typed, name);
    if (begins_word) distance = std::min<size_t>(distance, 1);
    if (distance < least || (distance == least && nearest.empty())) {
      least = distance;
      nearest = name;
    }
  }
  return nearest;
}

}  // namespace gloss::translate
