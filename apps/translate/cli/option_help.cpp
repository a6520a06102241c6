#include "apps/translate/cli/option_help.h"

#include <algorithm>
#include <sstream>
#include <vector>

namespace gloss::translate {
namespace {

constexpr size_t kIndent = 2;
constexpr size_t kWidestLeft = 28;  // a longer left side has a line to itself

std::vector<std::string> split(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> words;
  for (std::string word; in >> word;)
    words.push_back(word);
  return words;
}

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

// "-b, --beam-size N". One-letter short forms line up; options without one start where names do.
std::string left_side(const Option& option) {
  std::string text = option.short_name().empty() ? "    " : "-" + option.short_name() + ", ";
  text += "--" + option.name();
  return option.is_flag() ? text : text + " " + option.value_text();
}

// The description word by word, and the default, which is not broken.
std::vector<std::string> right_side(const OptionTable& table, const Option& option) {
  std::vector<std::string> words = split(option.description());
  const std::string note = note_on(table, option);
  if (!note.empty()) words.push_back(note);
  return words;
}

struct Row {
  std::string left;
  std::vector<std::string> right;  // words
};

// A heading and its rows, the right sides beginning in the column `start`.
void write_rows(std::ostream& out, std::string_view heading, const std::vector<Row>& rows,
                size_t start, size_t width) {
  if (rows.empty()) return;
  out << "\n" << heading << "\n";
  for (const Row& row : rows) {
    std::string line = std::string(kIndent, ' ') + row.left;
    if (line.size() + 2 > start) {
      out << line << "\n";
      line.clear();
    }
    for (const std::string& part : wrap(row.right, width - start)) {
      line.resize(start, ' ');
      out << line << part << "\n";
      line.clear();
    }
  }
}

}  // namespace

std::vector<std::string> groups_in_order(const OptionTable& table) {
  std::vector<std::string> groups;
  for (const Option& option : table.options()) {
    const bool known = std::find(groups.begin(), groups.end(), option.group) != groups.end();
    if (!known && option.group != kGeneralGroup) groups.push_back(option.group);
  }
  groups.emplace_back(kGeneralGroup);
  return groups;
}

std::string note_on(const OptionTable& table, const Option& option) {
  if (option.is_required()) return "(required)";
  std::string note = option.is_flag() ? "" : "default: " + option.default_shown();
  const Option::Words variants = option.variants();
  if (!variants.empty() && variants.size() < table.variants().size()) {
    std::string names;
    for (const std::string& variant : variants)
      names += (names.empty() ? "" : ", ") + variant;
    note = "only " + names + (note.empty() ? "" : "; " + note);
  }
  return note.empty() ? "" : "(" + note + ")";
}

std::string usage_line(const OptionTable& table) {
  std::string line = "usage: " + table.command();
  for (const Option& positional : table.positionals()) {
    const std::string text = positional.value_text();
    line += positional.is_required() ? " " + text : " [" + text + "]";
  }
  for (const Option& option : table.options()) {
    if (option.is_required()) line += " --" + option.name() + " " + option.value_text();
  }
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

  std::vector<Row> arguments;
  for (const Option& positional : table.positionals()) {
    arguments.push_back({positional.value_text(), split(positional.description())});
  }
  write_rows(out, "Arguments", arguments, start, width);

  for (const std::string& group : groups_in_order(table)) {
    std::vector<Row> rows;
    for (const Option& option : table.options()) {
      if (option.group == group && table.is_active(option))
        rows.push_back({left_side(option), right_side(table, option)});
    }
    write_rows(out, group, rows, start, width);
  }

  if (!table.examples().empty()) out << "\nExamples\n";
  for (const OptionTable::Example& example : table.examples()) {
    out << "  " << example.line << "\n";
    for (const std::string& line : wrap(split(example.description), width - 6)) {
      out << "      " << line << "\n";
    }
  }
  return out.str();
}

}  // namespace gloss::translate
