#include "apps/translate/report/html.h"

#include <algorithm>
#include <stdexcept>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

using namespace std::string_view_literals;

// The texts of page.html and explain.html, as raw string literals that the build writes.
constexpr std::string_view kPages[] = {
#include "explain.html.inc"
#include "page.html.inc"
};

std::string_view template_of(std::string_view part) {
  const std::string heading = "=== " + std::string(part) + "\n";
  for (const std::string_view page : kPages)
    if (const size_t at = page.find(heading); at != std::string_view::npos) {
      const std::string_view text = page.substr(at + heading.size());
      return text.substr(0, text.find("\n\n"));
    }
  throw std::logic_error("report: no page has a part '" + std::string(part) + "'");
}

}  // namespace

std::string escape(std::string_view text) {
  constexpr std::string_view kSpecial = "&<>\"'\t\n";
  constexpr const char* kShown[] = {"&amp;", "&lt;", "&gt;", "&quot;", "&#39;", " ", " "};
  std::string html;
  for (const Utf8Char c : Characters(text)) {
    const bool control = c.value < ' ' || (c.value >= 0x7f && c.value < 0xa0);
    if (const size_t special = kSpecial.find(c.bytes[0]); special != std::string_view::npos)
      html += kShown[special];
    else
      append_utf8(html, control ? U'\uFFFD' : c.value);
  }
  return html;
}

std::string html(std::string_view part,
                 const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string filled;
  std::string_view rest = template_of(part);
  for (size_t at; (at = rest.find("{{")) != std::string_view::npos;) {
    filled += rest.substr(0, at);
    rest.remove_prefix(at);
    const size_t braces = rest.starts_with("{{{") ? 3 : 2, end = rest.find("}}");
    const std::string_view name = rest.substr(braces, end - braces);
    const auto value = std::ranges::find(values, name, [](const auto& v) { return v.first; });
    if (value == values.end())
      throw std::logic_error("report: no value for '" + std::string(name) + "'");
    filled += braces == 3 ? value->second : escape(value->second);
    rest.remove_prefix(end + braces);
  }
  return filled.append(rest);
}

}  // namespace gloss::translate
