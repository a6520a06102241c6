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

class Writer {
 public:
  explicit Writer(int indent) : indent_(indent) {}

  void append(const Json& json) {
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
      append_list("[]", json.items(), [&](const Json& item) { append(item); });
    } else {
      std::unordered_set<std::string> keys;
      append_list("{}", json.members(), [&](const Json::Member& member) {
        const auto [key, is_new] = keys.insert(quoted(member.first));
        check(is_new, "json", "an object has two members ", *key);
        out += *key + (indent_ > 0 ? ": " : ":");
        append(member.second);
      });
    }
  }

  std::string out;

 private:
  // "[1,2]" or "{...}", with each part on a line of its own if there is an indent.
  template <class Part>
  void append_list(const char* brackets, const std::vector<Part>& parts, const auto& append_part) {
    check(++depth_ <= Json::kMaxDepth, "json", "more than ", Json::kMaxDepth, " levels of nesting");
    out += brackets[0];
    for (const Part& part : parts) {
      if (&part != &parts.front()) out += ',';
      new_line();
      append_part(part);
    }
    --depth_;
    if (!parts.empty()) new_line();
    out += brackets[1];
  }

  void new_line() {
    if (indent_ > 0) out.append("\n").append(static_cast<size_t>(indent_ * depth_), ' ');
  }

  int indent_, depth_ = 0;
};

}  // namespace

std::string Json::dump(int indent) const {
  Writer writer(indent);
  writer.append(*this);
  return writer.out;
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
