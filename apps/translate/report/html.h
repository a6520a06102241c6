#pragma once

#include <string>
#include <string_view>

namespace gloss::translate {

// Text escaped for use between tags and in quoted attributes. Control characters and bytes that are
// not UTF-8, which HTML does not allow, become U+FFFD.
std::string escape(std::string_view text);

// <tag attributes>content</tag>; the content is HTML.
std::string element(std::string_view tag, std::string_view attributes, std::string_view content);

}  // namespace gloss::translate
