#include "apps/translate/cli/help.h"

#include <algorithm>
#include <sstream>

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// The text of completion.bash, as a raw string literal that the build writes.
constexpr std::string_view kCompletion[] = {
#include "completion.bash.inc"
};

constexpr size_t kIndent = 2;
constexpr size_t kWidestLeft = 28;  // a longer left side has a line to itself

// Joins words into lines of at most `width` bytes; a longer word has a line to itself.
std::vector<std::string> wrap(const std::vector<std::string>& words, size_t width) {
  std::vector<std::string> lines;
  std::string line;
  for (const std::string& word : words) {
    if (!line.empty() && line.size() + 1 + word.size() > width) {
      lines.push_back(line);
      line.clear();
    }
    line += (line.empty() ? "" : " ") + word;
  }
  lines.push_back(line);
  return lines;
}

// A heading and what stands below it.
struct Section {
  std::string heading;
  std::vector<const Option*> options;
};

// The arguments, then the options by group in the order of the table, the general group last.
std::vector<Section> sections_of(const OptionTable& table) {
  std::vector<Section> sections;
  const auto add = [&](const std::deque<Option>& options) {
    for (const Option& option : options) {
      if (!table.is_active(option)) continue;
      auto section = std::ranges::find(sections, option.group, &Section::heading);
      if (section == sections.end()) section = sections.insert(section, {option.group, {}});
      section->options.push_back(&option);
    }
  };
  add(table.positionals());
  add(table.options());
  std::stable_partition(sections.begin(), sections.end(),
                        [](const Section& s) { return s.heading != kGeneralGroup; });
  return sections;
}

// What follows an option's description: "(default: 4)", "(only rnn; default: gru)", "(required)",
// nothing for a flag of all variants or an argument.
std::string note_on(const OptionTable& table, const Option& option) {
  if (option.is_positional) return "";
  if (option.is_required) return "(required)";
  std::string note = option.is_flag() ? "" : "default: " + option.default_shown();
  const std::vector<std::string> variants = option.variants();
  if (!variants.empty() && variants.size() < table.variants().size())
    note = "only " + join(variants, ", ", " and ") + (note.empty() ? "" : "; " + note);
  return note.empty() ? "" : "(" + note + ")";
}

// "-b, --beam-size N", or "REF" for an argument. Options without a short form start where the other
// options' names start.
std::string left_side(const Option& option) {
  if (option.is_positional) return option.value_text();
  std::string text = option.short_name.empty() ? "    " : "-" + option.short_name + ", ";
  text += "--" + option.name;
  return option.is_flag() ? text : text + " " + option.value_text();
}

// The description word by word, and the note, which stays on one line if it fits.
std::vector<std::string> right_side(const OptionTable& table, const Option& option, size_t width) {
  const std::string note = note_on(table, option);
  if (note.size() > width) return split(option.description + " " + note);
  std::vector<std::string> words = split(option.description);
  if (!note.empty()) words.push_back(note);
  return words;
}

// The right side begins in the column `start`.
void write_row(std::ostream& out, const std::string& left, const std::vector<std::string>& right,
               size_t start, size_t width) {
  std::string line = std::string(kIndent, ' ') + left;
  if (line.size() + 2 > start) {
    out << line << "\n";
    line.clear();
  }
  for (const std::string& part : wrap(right, width - start)) {
    line.resize(start, ' ');
    out << line << part << "\n";
    line.clear();
  }
}

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

// A term of the manual page and its explanation.
std::string entry(const std::string& term, const std::string& text) {
  return ".TP\n" + term + '\n' + roff(text) + '\n';
}

}  // namespace

std::string usage_line(const OptionTable& table) {
  std::string line = "usage: " + table.command();
  for (const Option& positional : table.positionals()) {
    const std::string text = positional.value_text();
    line += positional.is_required ? " " + text : " [" + text + "]";
  }
  for (const Option& option : table.options())
    if (option.is_required) line += " --" + option.name + " " + option.value_text();
  return line + " [options]";
}

std::string help_text(const OptionTable& table, int terminal_width) {
  const size_t width = static_cast<size_t>(std::clamp(terminal_width, 60, 100));
  size_t widest = 0;
  for (const Option& option : table.options()) {
    const size_t size = left_side(option).size();
    if (size <= kWidestLeft) widest = std::max(widest, size);
  }
  const size_t start = kIndent + widest + 2;

  std::ostringstream out;
  out << usage_line(table) << "\n\n";
  for (const std::string& line : wrap(split(table.summary()), width))
    out << line << "\n";

  for (const auto& [heading, options] : sections_of(table)) {
    out << "\n" << heading << "\n";
    for (const Option* option : options)
      write_row(out, left_side(*option), right_side(table, *option, width - start), start, width);
  }

  if (!table.examples().empty()) out << "\nExamples\n";
  for (const OptionTable::Example& example : table.examples()) {
    out << "  " << example.line << "\n";
    for (const std::string& line : wrap(split(example.description), width - 6))
      out << "      " << line << "\n";
  }
  return out.str();
}

std::string roff(std::string_view text) {
  std::string escaped;
  if (text.starts_with('.') || text.starts_with('\'')) escaped = "\\&";
  for (const char c : text)
    escaped += c == '\\' ? "\\e" : c == '-' ? "\\-" : std::string(1, c);
  return escaped;
}

std::string man_section(const OptionTable& table) {
  const std::string usage = usage_line(table).substr(std::string_view("usage: ").size());
  std::string page = ".SH " + roff(table.command()) + "\n.B " + roff(usage) + "\n.PP\n" +
                     roff(table.summary()) + '\n';
  for (const auto& [heading, options] : sections_of(table)) {
    if (!options[0]->is_positional) page += ".SS " + roff(heading) + '\n';
    for (const Option* option : options) {
      std::string term = bold(option->is_positional ? option->value_text() : "--" + option->name);
      if (!option->short_name.empty()) term = bold("-" + option->short_name) + ", " + term;
      if (!option->is_positional && !option->is_flag())
        term += " \\fI" + roff(option->value_text()) + "\\fR";
      const std::string note = note_on(table, *option);
      page += entry(term, option->description + (note.empty() ? "" : " " + note));
    }
  }
  if (!table.examples().empty()) page += ".SS Examples\n";
  for (const OptionTable::Example& example : table.examples())
    page += entry(bold(example.line), example.description);
  return page;
}

std::pair<std::string, std::string> completion_script(const std::vector<Command>& commands) {
  std::string names, parts;
  for (const Command& command : commands) {
    names += command.name + ' ';
    if (!command.parts.empty())
      parts += "    2:" + command.name + ") words='" + join(command.parts) + "' ;;\n";
  }
  std::string script(kCompletion[0]);
  for (const auto& [mark, text] : {std::pair("@COMMANDS@ "sv, names), {"@PARTS@\n"sv, parts}})
    script.replace(script.find(mark), mark.size(), text);
  constexpr std::string_view kCases = "@CASES@\n";
  const size_t cases = script.find(kCases);
  return {script.substr(0, cases), script.substr(cases + kCases.size())};
}

std::string completion_case(const OptionTable& table) {
  std::vector<std::string> names;
  std::string values;
  for (const Option& option : table.options()) {
    names.push_back("--" + option.name);
    if (option.is_flag() || (option.choices.empty() && !option.is_number())) continue;
    // The first word after the option; for a list of any length, every word.
    const std::string place = option.most_values() > 1 ? ":*" : ":1";
    std::string pattern = "--" + option.name + place;
    if (!option.short_name.empty()) pattern += "|-" + option.short_name + place;
    const std::string words = option.is_number() ? "" : "words='" + join(option.choices) + "' ";
    values += "        " + pattern + ") " + words + "files= ;;\n";
  }
  const std::string command = table.command().substr(table.command().find(' ') + 1);
  return "    '" + command + " '*)\n      options='" + join(names) + "'\n      case $place in\n" +
         values + "      esac ;;\n";
}
}  // namespace gloss::translate
