#include "apps/translate/cli/man_page.h"

#include "apps/translate/cli/option_help.h"

namespace gloss::translate {
namespace {

std::string bold(std::string_view text) {
  return "\\fB" + roff(text) + "\\fR";
}

std::string italic(std::string_view text) {
  return text.empty() ? "" : " \\fI" + roff(text) + "\\fR";
}

// A term and what is said of it.
std::string entry(const std::string& term, const std::string& text) {
  return ".TP\n" + term + '\n' + roff(text) + '\n';
}

std::string names_of(const Option& option) {
  const std::string name = bold("--" + option.name());
  return option.short_name().empty() ? name : bold("-" + option.short_name()) + ", " + name;
}

}  // namespace

std::string roff(std::string_view text) {
  std::string escaped;
  if (text.starts_with('.') || text.starts_with('\'')) escaped = "\\&";
  for (const char c : text) {
    if (c == '\\')
      escaped += "\\e";
    else if (c == '-')
      escaped += "\\-";
    else
      escaped += c;
  }
  return escaped;
}

std::string man_section(const OptionTable& table) {
  const std::string usage = usage_line(table).substr(std::string_view("usage: ").size());
  std::string page = ".SH " + roff(table.command()) + "\n.B " + roff(usage) + "\n.PP\n" +
                     roff(table.summary()) + '\n';
  for (const Option& positional : table.positionals())
    page += entry(bold(positional.value_text()), positional.description());
  for (const std::string& group : groups_in_order(table)) {
    std::string entries;
    for (const Option& option : table.options()) {
      if (option.group != group) continue;
      const std::string note = note_on(table, option);
      entries += entry(names_of(option) + italic(option.is_flag() ? "" : option.value_text()),
                       option.description() + (note.empty() ? "" : " " + note));
    }
    if (!entries.empty()) page += ".SS " + roff(group) + '\n' + entries;
  }
  if (!table.examples().empty()) page += ".SS Examples\n";
  for (const OptionTable::Example& example : table.examples())
    page += entry(bold(example.line), example.description);
  return page;
}

}  // namespace gloss::translate
