#include "core/io/json.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iterator>
#include <system_error>
#include <unordered_set>

namespace gloss {

namespace {

// The letter after a backslash at the same place as the character that it stands for.
constexpr std::string_view kEscapes = "\"\\/bfnrt";
constexpr std::string_view kEscaped = "\"\\/\b\f\n\r\t";

void append_utf8(std::string& out, uint32_t code) {
  const int bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  const auto append = [&](uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  const uint32_t mark = bytes == 1 ? 0 : 0xFF00u >> bytes & 0xFF;  // as many ones as bytes
  append(mark | code >> 6 * (bytes - 1));
  for (int shift = 6 * (bytes - 2); shift >= 0; shift -= 6)
    append(0x80 | (code >> shift & 0x3F));
}

// How many bytes the well-formed UTF-8 character at the start of `text` takes; 0 if there is none
// (Unicode standard, table 3-7).
size_t utf8_length(std::string_view text) {
  const auto byte = [&](size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  const size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0 || length > text.size()) return 0;
  const unsigned lowest = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;   // else overlong
  const unsigned highest = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;  // else no character
  if (byte(1) < lowest || byte(1) > highest) return 0;
  for (size_t i = 2; i < length; ++i) {
    if (byte(i) >> 6 != 2) return 0;
  }
  return length;
}

// Recursive descent, a function for each rule of the grammar: it starts at the first byte of what
// it reads and stops behind the last.
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Json document() {
    Json result = element();
    if (at_ < text_.size()) fail("expected nothing after the value");
    return result;
  }

 private:
  [[noreturn]] void fail(const std::string& what) const {
    fail_at(at_, what + (at_ < text_.size() ? "" : ", found the end"));
  }

  [[noreturn]] static void fail_at(size_t at, const std::string& what) {
    throw std::runtime_error("json: byte " + std::to_string(at) + ": " + what);
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }
  bool at_digit() const { return peek() >= '0' && peek() <= '9'; }

  bool accept(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  void skip_space() { at_ = std::min(text_.find_first_not_of(" \t\n\r", at_), text_.size()); }

  // A value with white space around it.
  Json element() {
    skip_space();
    Json result = value();
    skip_space();
    return result;
  }

  Json value() {
    if (peek() == '"') return string();
    if (peek() == '-' || at_digit()) return number();
    if (accept("{")) return object();
    if (accept("[")) return array();
    if (accept("true")) return true;
    if (accept("false")) return false;
    if (accept("null")) return nullptr;
    fail("expected a value");
  }

  Json object() {
    Json::Object members;
    std::unordered_set<std::string> keys;
    list("}", [&] {
      skip_space();
      if (peek() != '"') fail("expected an object key in quotes");
      const size_t key_at = at_;
      std::string key = string();
      if (!keys.insert(key).second) fail_at(key_at, "the object has a '" + key + "' already");
      skip_space();
      if (!accept(":")) fail("expected ':' after an object key");
      members.emplace_back(std::move(key), element());
    });
    return members;
  }

  Json array() {
    Json::Array items;
    list("]", [&] { items.push_back(element()); });
    return items;
  }

  // What follows an opening bracket.
  template <class Part>
  void list(const char* close, const Part& part) {
    if (++depth_ > Json::kMaxDepth) {
      fail_at(at_ - 1, "more than " + std::to_string(Json::kMaxDepth) + " levels of nesting");
    }
    skip_space();
    if (!accept(close)) {
      part();
      while (accept(","))
        part();
      if (!accept(close)) fail(std::string("expected ',' or '") + close + "'");
    }
    --depth_;
  }

  std::string string() {
    std::string result;
    for (accept("\""); !accept("\"");) {
      if (at_ == text_.size()) fail("expected '\"' after a string");
      if (accept("\\")) {
        append_utf8(result, escape());
        continue;
      }
      const size_t length = utf8_length(text_.substr(at_));
      if (length == 0) fail("a string is not UTF-8");
      if (static_cast<unsigned char>(peek()) < 0x20) fail("a control character is not escaped");
      result += text_.substr(at_, length);
      at_ += length;
    }
    return result;
  }

  // The character that is meant by what follows a backslash.
  uint32_t escape() {
    const size_t start = at_ - 1;
    if (const size_t i = kEscapes.find(peek()); i != kEscapes.npos) {
      ++at_;
      return static_cast<uint32_t>(kEscaped[i]);
    }
    if (!accept("u")) fail("expected one of \"\\/bfnrtu after a backslash");
    const uint32_t code = four_hex_digits();
    if (code < 0xD800 || code > 0xDFFF) return code;
    if (code < 0xDC00 && accept("\\u")) {
      const uint32_t low = four_hex_digits();
      if (low >= 0xDC00 && low <= 0xDFFF) return 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
    }
    fail_at(start, "half a surrogate pair");
  }

  uint32_t four_hex_digits() {
    const std::string_view digits = text_.substr(at_, 4);
    const char* const end = digits.data() + digits.size();
    uint32_t code = 0;
    if (digits.size() < 4 || std::from_chars(digits.data(), end, code, 16).ptr != end) {
      fail("expected four hexadecimal digits after \\u");
    }
    at_ += 4;
    return code;
  }

  Json number() {
    const size_t start = at_;
    accept("-");
    if (!accept("0")) digits();
    if (at_digit()) fail("a number may not start with 0");
    const size_t integer_end = at_;
    if (accept(".")) digits();
    if (accept("e") || accept("E")) {
      accept("+") || accept("-");
      digits();
    }
    const char* const begin = text_.data() + start;
    const char* const end = text_.data() + at_;
    int64_t integer = 0;
    const bool is_integer = at_ == integer_end;
    if (is_integer && std::from_chars(begin, end, integer).ec == std::errc()) return integer;
    double fraction = 0;
    if (std::from_chars(begin, end, fraction).ec == std::errc()) return fraction;
    fail_at(start, "a number is out of range");
  }

  void digits() {
    if (!at_digit()) fail("expected a digit");
    at_ = std::min(text_.find_first_not_of("0123456789", at_), text_.size());
  }

  std::string_view text_;
  size_t at_ = 0;
  int depth_ = 0;
};

void append_string(std::string& out, std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  out += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (const size_t i = kEscaped.find(c); i != kEscaped.npos && c != '/') {
      out.append({'\\', kEscapes[i]});
    } else if (byte < 0x20) {
      out.append("\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
    } else {
      out += c;
    }
  }
  out += '"';
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  char buffer[32];
  const std::string_view text(buffer, std::to_chars(buffer, std::end(buffer), value).ptr);
  out += text;
  if (text.find_first_of(".e") == text.npos) out += ".0";
}

void append(std::string& out, const Json& json, int indent, int level) {
  // "[1,2]" or "{...}", each part on a line of its own if there is an indent.
  const auto append_parts = [&](const char* brackets, const auto& parts, const auto& append_part) {
    const auto new_line = [&](int to_level) {
      if (indent > 0) out.append("\n").append(static_cast<size_t>(indent * to_level), ' ');
    };
    out += brackets[0];
    for (const auto& part : parts) {
      if (&part != &parts.front()) out += ',';
      new_line(level + 1);
      append_part(part);
    }
    if (!parts.empty()) new_line(level);
    out += brackets[1];
  };

  if (json.is_null()) {
    out += "null";
  } else if (json.is_bool()) {
    out += json.as_bool() ? "true" : "false";
  } else if (json.is_int()) {
    out += std::to_string(json.as_int());
  } else if (json.is_number()) {
    append_double(out, json.as_double());
  } else if (json.is_string()) {
    append_string(out, json.as_string());
  } else if (json.is_array()) {
    append_parts("[]", json.items(),
                 [&](const Json& item) { append(out, item, indent, level + 1); });
  } else {
    append_parts("{}", json.members(), [&](const Json::Member& member) {
      append_string(out, member.first);
      out += indent > 0 ? ": " : ":";
      append(out, member.second, indent, level + 1);
    });
  }
}

}  // namespace

Json Json::parse(std::string_view text) {
  return Parser(text).document();
}

std::string Json::dump(int indent) const {
  std::string out;
  append(out, *this, indent, 0);
  return out;
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
