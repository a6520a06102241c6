#include "apps/translate/report/html.h"

#include "apps/translate/text/unicode.h"

namespace gloss::translate {

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

std::string element(std::string_view tag, std::string_view attributes, std::string_view content) {
  std::string html = "<" + std::string(tag);
  if (!attributes.empty()) html += " " + std::string(attributes);
  return html + ">" + std::string(content) + "</" + std::string(tag) + ">";
}

}  // namespace gloss::translate
