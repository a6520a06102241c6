#include "apps/translate/cli/config_file.h"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <sstream>
#include <stdexcept>

namespace gloss::translate {
namespace {

constexpr std::string_view kBlanks = " \t\r";
constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::string_view trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string quote(const std::string& word) {
  if (!word.empty() && word[0] != '#' && word.find_first_of(" \t\r\n\"") == std::string::npos) {
    return word;
  }
  std::string text = "\"";
  for (const char c : word) {
    if (c == '"' || c == '\\') text += '\\';
    text += c == '\n' ? "\\n" : std::string(1, c);
  }
  return text + "\"";
}

}  // namespace

std::string join_words(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + quote(word);
  return text;
}

std::vector<std::string> split_words(std::string_view text) {
  std::vector<std::string> words;
  size_t i = 0;
  while (true) {
    i = std::min(text.find_first_not_of(kBlanks, i), text.size());
    if (i == text.size() || text[i] == '#') return words;
    std::string word;
    bool quoted = false;
    for (; i < text.size() && (quoted || kBlanks.find(text[i]) == std::string_view::npos); ++i) {
      const char next = i + 1 < text.size() ? text[i + 1] : '\0';
      if (text[i] == '"') {
        quoted = !quoted;
      } else if (quoted && text[i] == '\\' && (next == '"' || next == '\\' || next == 'n')) {
        word += next == 'n' ? '\n' : next;
        ++i;
      } else {
        word += text[i];
      }
    }
    if (quoted) throw UsageError("a quotation mark is not closed");
    words.push_back(word);
  }
}

void load_config(const std::string& path, OptionTable& table) {
  if (path == "-") return load_config(std::cin, "standard input", table);
  std::ifstream in(path);
  if (!in) throw std::runtime_error("config: cannot open '" + path + "'");
  load_config(in, path, table);
}

void load_config(std::istream& in, std::string_view name, OptionTable& table) {
  std::string line;
  for (int64_t number = 1; std::getline(in, line); ++number) {
    std::string_view rest = line;
    if (number == 1 && rest.starts_with(kByteOrderMark)) rest.remove_prefix(kByteOrderMark.size());
    rest = trim(rest);
    if (rest.empty() || rest[0] == '#') continue;

    const std::string origin = std::string(name) + ":" + std::to_string(number);
    const size_t equals = rest.find('=');
    if (equals == std::string_view::npos) {
      throw UsageError(origin + ": expected 'option = value', got '" + std::string(rest) + "'");
    }
    std::vector<std::string> words;
    try {
      words = split_words(rest.substr(equals + 1));
    } catch (const UsageError& error) {
      throw UsageError(origin + ": " + error.what());
    }
    table.set_from_file(trim(rest.substr(0, equals)), words, origin);
  }
  if (in.bad()) throw std::runtime_error("config: cannot read '" + std::string(name) + "'");
}

std::string dump_config(const OptionTable& table) {
  std::ostringstream out;
  out << "# " << table.command() << "\n";
  std::string group;
  for (const Option& option : table.options()) {
    if (option.is_command_line_only) continue;
    if (option.group != group) out << "\n# " << option.group << "\n";
    group = option.group;
    if (option.unset()) {
      out << "# " << option.name << " = " << option.value_text()
          << " (default: " << option.default_shown() << ")\n";
    } else {
      out << option.name << " = " << join_words(option.texts()) << "\n";
    }
  }
  return out.str();
}

}  // namespace gloss::translate
