#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace gloss::translate {

// What is wrong with the tags of a page, or nothing: every tag but <!DOCTYPE> and <meta> is closed
// in its place, attributes are quoted, and no bare < or > stands in the text. The style sheet is
// skipped.
inline std::string markup_fault(std::string_view html) {
  std::vector<std::string> open;
  for (size_t at = 0; at < html.size();) {
    const size_t tag = html.find_first_of("<>", at);
    if (tag == std::string_view::npos) break;
    const std::string here = " at: " + std::string(html.substr(tag, 60));
    if (html[tag] == '>') return "a bare >" + here;
    size_t end = tag;
    for (bool quoted = false; quoted || html[end] != '>'; ++end) {
      if (end + 1 == html.size()) return "an open tag" + here;
      if (html[end] == '"') quoted = !quoted;
      if (html[end] == '<' && end != tag) return "a < inside a tag" + here;
    }
    const std::string_view inside = html.substr(tag + 1, end - tag - 1);
    const std::string name(inside.substr(0, inside.find_first_of(" /", 1)));
    if (name.empty() || name.find_first_of("\"'= ") != std::string::npos) return "no tag" + here;
    at = end + 1;
    if (name[0] == '/') {
      if (open.empty() || "/" + open.back() != name) return "a tag closed out of place" + here;
      open.pop_back();
    } else if (name != "!DOCTYPE" && name != "meta" && !inside.ends_with('/')) {
      open.push_back(name);
      if (name == "style") at = html.find("</style>", at);
    }
  }
  return open.empty() ? "" : "<" + open.back() + "> stays open";
}

}  // namespace gloss::translate
