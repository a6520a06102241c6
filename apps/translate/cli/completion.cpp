#include "apps/translate/cli/completion.h"

#include <map>

namespace gloss::translate {
namespace {

std::string join(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words)
    text += (text.empty() ? "" : " ") + word;
  return text;
}

}  // namespace

std::string completion_case(const OptionTable& table) {
  std::vector<std::string> names;
  std::string values;
  for (const Option& option : table.options()) {
    names.push_back("--" + option.name());
    if (option.is_flag() || (option.choices().empty() && !option.is_number())) continue;
    // Behind the option: the first word, or for a list that does not end each word.
    const std::string place = option.most_values() > 1 ? ":*" : ":1";
    std::string pattern = "--" + option.name() + place;
    if (!option.short_name().empty()) pattern += "|-" + option.short_name() + place;
    const std::string words = option.is_number() ? "" : "words='" + join(option.choices()) + "' ";
    values += "        " + pattern + ") " + words + "files= ;;\n";
  }
  const std::string command = table.command().substr(table.command().find(' ') + 1);
  return "    '" + command + " '*)\n      options='" + join(names) + "'\n      case $place in\n" +
         values + "      esac ;;\n";
}

std::string completion_beginning(const std::vector<std::string>& commands) {
  std::vector<std::string> first;
  std::map<std::string, std::string> second;  // words, by the first one
  for (const std::string& command : commands) {
    const size_t space = command.find(' ');
    const std::string word = command.substr(0, space);
    if (first.empty() || first.back() != word) first.push_back(word);
    if (space != std::string::npos) second[word] += command.substr(space) + ' ';
  }
  std::string groups;
  for (const auto& [word, more] : second)
    groups +=
        "      " + word + ") COMPREPLY=($(compgen -W '" + more + "' -- \"$word\")); return ;;\n";
  return "# Completion of gloss for bash: source it, or put it where bash looks for completions.\n"
         "_gloss() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} files=yes options= words= place= i n=0\n"
         "  COMPREPLY=()\n"
         "  if [[ $COMP_CWORD -eq 1 ]]; then\n"
         "    COMPREPLY=($(compgen -W '" +
         join(first) +
         " --help --version' -- \"$word\"))\n"
         "    return\n"
         "  fi\n"
         "  if [[ $COMP_CWORD -eq 2 ]]; then\n"
         "    case ${COMP_WORDS[1]} in\n" +
         groups +
         "      *) ;;\n"
         "    esac\n"
         "  fi\n"
         "  # Where the word stands: \"--type:1\" is the first one behind --type. \"=\" counts as "
         "none.\n"
         "  [[ $word == '=' ]] && word=\n"
         "  for ((i = COMP_CWORD; i > 1; --i)); do\n"
         "    if [[ $i -lt $COMP_CWORD && ${COMP_WORDS[i]} == -* ]]; then\n"
         "      place=${COMP_WORDS[i]}:$n\n"
         "      break\n"
         "    fi\n"
         "    [[ ${COMP_WORDS[i]} == '=' && $i -lt $COMP_CWORD ]] || n=$((n + 1))\n"
         "  done\n"
         "  case \"${COMP_WORDS[*]:1:2} \" in\n";
}

std::string completion_end() {
  return "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n"
         "  elif [[ -n $files ]]; then\n"
         "    compopt -o filenames 2>/dev/null\n"
         "    local IFS=$'\\n'\n"
         "    COMPREPLY=($(compgen -f -- \"$word\"))\n"
         "  else\n"
         "    COMPREPLY=($(compgen -W \"$words\" -- \"$word\"))\n"
         "  fi\n"
         "}\n"
         "complete -F _gloss gloss\n";
}

}  // namespace gloss::translate
