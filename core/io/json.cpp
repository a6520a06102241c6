#include "core/io/json.h"

#include <charconv>
#include <cmath>
#include <cstdio>
#include <iterator>
#include <unordered_set>

#include "core/check.h"
#include "core/io/utf8.h"

namespace gloss {
namespace {

// The characters that have a short escape, and the letters that stand for them.
constexpr std::string_view kEscaped = "\"\\\b\f\n\r\t", kEscapes = "\"\\bfnrt";

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (const Utf8Char c : Characters(text)) {
    const size_t i = c.value < 0x80 ? kEscaped.find(static_cast<char>(c.value)) : kEscaped.npos;
    if (i != kEscaped.npos) {
      out.append({'\\', kEscapes[i]});
    } else if (c.value < 0x20) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(c.value));
      out += escape;
    } else {
      append_utf8(out, c.value);  // U+FFFD for a byte that is not UTF-8
    }
  }
  return out += '"';
}

std::string number(double value) {
  if (!std::isfinite(value)) return "null";
  char buffer[32];
  std::string text(buffer, std::to_chars(buffer, std::end(buffer), value).ptr);
  return text.find_first_of(".e") == text.npos ? text + ".0" : text;
}

// Appends the text of a value inside `depth` arrays and objects.
void append(std::string& out, const Json& json, int indent, int depth) {
  const auto new_line = [&](int level) {
    if (indent > 0) out.append("\n").append(static_cast<size_t>(indent * level), ' ');
  };
  // "[1,2]" or "{...}", with each part on a line of its own if there is an indent.
  const auto append_list = [&](const char* brackets, const auto& parts, const auto& append_part) {
    check(depth < Json::kMaxDepth, "json", "more than ", Json::kMaxDepth, " levels of nesting");
    out += brackets[0];
    for (const auto& part : parts) {
      if (&part != &parts.front()) out += ',';
      new_line(depth + 1);
      append_part(part);
    }
    if (!parts.empty()) new_line(depth);
    out += brackets[1];
  };
  if (json.is_null()) {
    out += "null";
  } else if (json.is_bool()) {
    out += json.as_bool() ? "true" : "false";
  } else if (json.is_int()) {
    out += std::to_string(json.as_int());
  } else if (json.is_number()) {
    out += number(json.as_double());
  } else if (json.is_string()) {
    out += quoted(json.as_string());
  } else if (json.is_array()) {
    append_list("[]", json.items(),
                [&](const Json& item) { append(out, item, indent, depth + 1); });
  } else {
    std::unordered_set<std::string> keys;
    append_list("{}", json.members(), [&](const Json::Member& member) {
      const auto [key, is_new] = keys.insert(quoted(member.first));
      check(is_new, "json", "an object has two members ", *key);
      out += *key + (indent > 0 ? ": " : ":");
      append(out, member.second, indent, depth + 1);
    });
  }
}

}  // namespace

std::string Json::dump(int indent) const {
  std::string text;
  append(text, *this, indent, 0);
  return text;
}

void Json::wrong_kind(const char* expected) const {
  constexpr const char* kKinds[] = {"null",     "true or false", "an integer", "a fraction",
                                    "a string", "an array",      "an object"};
  throw std::runtime_error(std::string("json: expected ") + expected + ", found " +
                           kKinds[value_.index()]);
}

const Json* Json::find(std::string_view key) const {
  for (const auto& [name, value] : members()) {
    if (name == key) return &value;
  }
  return nullptr;
}

const Json& Json::at(std::string_view key) const {
  if (const Json* value = find(key)) return *value;
  throw std::runtime_error("json: no member '" + std::string(key) + "'");
}

Json& Json::operator[](std::string_view key) {
  if (is_null()) value_ = Object();
  if (const Json* value = find(key)) return const_cast<Json&>(*value);
  return std::get<Object>(value_).emplace_back(key, nullptr).second;
}

void Json::push_back(Json item) {
  if (is_null()) value_ = Array();
  if (!is_array()) wrong_kind("an array");
  std::get<Array>(value_).push_back(std::move(item));
}

std::string fixed(double value, int decimals) {
  std::string text(static_cast<size_t>(decimals) + 320, ' ');  // up to 309 digits before the point
  char* const end = text.data() + text.size();
  const auto format = std::chars_format::fixed;
  text.resize(std::to_chars(text.data(), end, value, format, decimals).ptr - text.data());
  return text;
}

double rounded(double value, int decimals) {
  const std::string text = fixed(value, decimals);
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

}  // namespace gloss
