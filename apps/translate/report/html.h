#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace gloss::translate {

// Text escaped for use between tags and in quoted attributes. Control characters and bytes that are
// not UTF-8, which HTML does not allow, become U+FFFD.
std::string escape(std::string_view text);

// The part of page.html, or of explain/explain.html, below the line "=== part". {{name}} is
// replaced by the value of that name, escaped; {{{name}}} by the value as it is, which must be
// HTML. std::logic_error if there is no such part or value.
std::string html(std::string_view part,
                 const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace gloss::translate
