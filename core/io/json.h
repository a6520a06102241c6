#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

// JSON (RFC 8259) for the header of a safetensors file, for logs and for results:
//
//   Json record = Json::object({{"event", "progress"}, {"update", 100}});
//   record["loss"] = 4.25;
//   record.dump();  // {"event":"progress","update":100,"loss":4.25}
//
// A number that is written without fraction and exponent and fits an int64_t is one. Any other is a
// double. dump() keeps the difference (1 and 1.0).

namespace gloss {

class Json {
 public:
  using Array = std::vector<Json>;
  using Member = std::pair<std::string, Json>;
  using Object = std::vector<Member>;  // in the order of insertion

  static constexpr int kMaxDepth = 64;  // arrays and objects inside each other

  Json() = default;  // null
  Json(std::nullptr_t) {}
  Json(std::same_as<bool> auto value) : value_(value) {}  // not for pointers
  Json(std::floating_point auto value) : value_(static_cast<double>(value)) {}
  Json(std::string value) : value_(std::move(value)) {}
  Json(std::string_view value) : value_(std::string(value)) {}
  Json(const char* value) : value_(std::string(value)) {}
  Json(Array items) : value_(std::move(items)) {}
  Json(Object members) : value_(std::move(members)) {}

  template <std::integral T>
  requires(!std::same_as<T, bool>) Json(T value) : value_(static_cast<int64_t>(value)) {
    if (!std::in_range<int64_t>(value)) {
      throw std::invalid_argument("json: " + std::to_string(value) + " does not fit an int64_t");
    }
  }

  template <class T>
  Json(const std::vector<T>& items) : value_(Array(items.begin(), items.end())) {}

  static Json array(std::initializer_list<Json> items = {}) { return Array(items); }
  static Json object(std::initializer_list<Member> members = {}) { return Object(members); }

  // Parses one JSON text. Throws std::runtime_error with the offset of the offending byte, from 0:
  // `json: byte 17: expected ':' after an object key`. Stricter than RFC 8259: no key twice in an
  // object, strings in UTF-8, numbers in the range of a double, nesting up to kMaxDepth.
  static Json parse(std::string_view text);

  // The text of the value. parse() reads it back as the same value, but for two replacements:
  // numbers that are not finite, which JSON cannot express, become null, and bytes that are not
  // UTF-8 become U+FFFD (a file name may hold them). Doubles are written with as few digits as
  // identify them. With indent 0 the text is one line without spaces. Otherwise each value is on a
  // line of its own, indented by that many spaces a level.
  // Throws std::invalid_argument for two members of one name and for nesting beyond kMaxDepth.
  std::string dump(int indent = 0) const;

  bool operator==(const Json&) const = default;

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  bool is_bool() const { return std::holds_alternative<bool>(value_); }
  bool is_int() const { return std::holds_alternative<int64_t>(value_); }
  bool is_number() const { return is_int() || std::holds_alternative<double>(value_); }
  bool is_string() const { return std::holds_alternative<std::string>(value_); }
  bool is_array() const { return std::holds_alternative<Array>(value_); }
  bool is_object() const { return std::holds_alternative<Object>(value_); }

  // The value, or std::runtime_error: `json: expected a string, found an array`.
  bool as_bool() const { return as<bool>("true or false"); }
  int64_t as_int() const { return as<int64_t>("an integer"); }  // 1, but not 1.0
  double as_double() const { return is_int() ? double(as_int()) : as<double>("a number"); }
  const std::string& as_string() const { return as<std::string>("a string"); }
  const Array& items() const { return as<Array>("an array"); }
  const Object& members() const { return as<Object>("an object"); }

  // A member's value; find() gives nullptr if there is none, at() throws
  // `json: no member 'shape'`. Both throw if this is not an object.
  const Json* find(std::string_view key) const;
  const Json& at(std::string_view key) const;

  // The member's value, added as null if there is none. Of a null, operator[] makes an object and
  // push_back() an array.
  Json& operator[](std::string_view key);
  void push_back(Json item);

 private:
  template <class T>
  const T& as(const char* expected) const {
    if (const T* value = std::get_if<T>(&value_)) return *value;
    wrong_kind(expected);
  }

  [[noreturn]] void wrong_kind(const char* expected) const;

  std::variant<std::monostate, bool, int64_t, double, std::string, Array, Object> value_;
};

// 56.5425 with 1 decimal: "56.5", as printf's %.1f would in the C locale.
std::string fixed(double value, int decimals);

// The double nearest to fixed(value, decimals), so that dump() shows no more than these decimals.
double rounded(double value, int decimals);

}  // namespace gloss
