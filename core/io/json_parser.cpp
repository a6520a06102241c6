#include <algorithm>
#include <charconv>
#include <system_error>
#include <unordered_set>

#include "core/io/json.h"
#include "core/io/utf8.h"

namespace gloss {
namespace {

// A recursive-descent parser: one function for each rule of the grammar. It starts at the first
// byte of what it parses and stops behind the last.
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

  // A value and the white space around it.
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

  // The rest of an array or object, after its opening bracket.
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
      const Utf8Char c = char_at(text_, at_);
      if (!c.well_formed()) fail("a string is not UTF-8");
      if (c.value < 0x20) fail("a control character is not escaped");
      result += c.bytes;
      at_ += c.bytes.size();
    }
    return result;
  }

  // The character that an escape stands for. The backslash is behind us.
  char32_t escape() {
    const size_t start = at_ - 1;
    const std::string_view letters = "\"\\/bfnrt", characters = "\"\\/\b\f\n\r\t";
    if (const size_t i = letters.find(peek()); i != letters.npos) {
      ++at_;
      return static_cast<char32_t>(characters[i]);
    }
    if (!accept("u")) fail("expected one of \"\\/bfnrtu after a backslash");
    const char32_t code = four_hex_digits();
    if (code < 0xD800 || code > 0xDFFF) return code;
    if (code < 0xDC00 && accept("\\u")) {
      const char32_t low = four_hex_digits();
      if (low >= 0xDC00 && low <= 0xDFFF) return 0x10000 + ((code - 0xD800) << 10 | (low - 0xDC00));
    }
    fail_at(start, "half a surrogate pair");
  }

  char32_t four_hex_digits() {
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

}  // namespace

Json Json::parse(std::string_view text) {
  return Parser(text).document();
}

}  // namespace gloss
