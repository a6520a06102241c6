#include "core/io/json.h"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/random.h"
#include "tests/support/catch.h"

using gloss::Json;

namespace {

std::string nested(int levels) {
  const auto count = static_cast<size_t>(levels);
  return std::string(count, '[') + std::string(count, ']');
}

std::string round_trip(const std::string& text) {
  return Json::parse(text).dump();
}

// A value of any kind, with bytes that are not UTF-8 in its strings and keys.
Json random_value(gloss::Rng& rng, int depth) {
  const auto text = [&] {
    std::string bytes(rng.below(6), ' ');
    for (char& c : bytes)
      c = static_cast<char>(rng.below(256));
    return bytes;
  };
  switch (rng.below(depth > 0 ? 7 : 5)) {
    case 0:
      return nullptr;
    case 1:
      return rng.below(2) == 1;
    case 2:
      return static_cast<int64_t>(rng.below(UINT64_MAX));
    case 3:  // any bits of a double: infinities, NaN and subnormal numbers too
      return std::bit_cast<double>(rng.below(UINT64_MAX));
    case 4:
      return text();
    case 5: {
      Json::Array items(rng.below(4));
      for (Json& item : items)
        item = random_value(rng, depth - 1);
      return items;
    }
    default: {
      Json::Object members(rng.below(4));
      for (auto& [key, value] : members) {
        key = text();
        value = random_value(rng, depth - 1);
      }
      return members;
    }
  }
}

}  // namespace

TEST_CASE("json: parse reads every kind of value", "[core]") {
  const Json json = Json::parse(
      " {\"none\": null, \"yes\": true, \"no\": false, \"n\": -7, \"x\": 0.5e+1,\r\n"
      "\t\"text\": \"a b\", \"list\": [1, [ ], { }]} ");
  CHECK(json.at("none").is_null());
  CHECK(json.at("yes").as_bool());
  CHECK_FALSE(json.at("no").as_bool());
  CHECK(json.at("n").as_int() == -7);
  CHECK(json.at("x").as_double() == 5.0);
  CHECK_FALSE(json.at("x").is_int());
  CHECK(json.at("text").as_string() == "a b");
  CHECK(json.at("list").items().size() == 3);
  CHECK(json.at("list").items()[1].is_array());
  CHECK(json.at("list").items()[2].is_object());
}

TEST_CASE("json: an object keeps its members in the order of the text", "[core]") {
  const Json json = Json::parse(R"({"b":1,"a":2,"":3,"c":4})");
  std::string keys;
  for (const auto& [key, value] : json.members()) {
    keys += key + std::to_string(value.as_int());
  }
  CHECK(keys == "b1a23c4");
}

TEST_CASE("json: text in the form of dump() survives a round trip", "[core]") {
  for (const char* text : {"null", "true", "0", "-1", "9223372036854775807", "-9223372036854775808",
                           "0.1", "1.0", "-0.0", "1e+300", "5e-324", "1.7976931348623157e+308",
                           "\"\"", "[]", "{}", "[[],[{}]]", R"({"a":[1,2.5,"x"],"b":{"c":null}})",
                           R"("\"\\\n\r\t\u0000\u001f/)"
                           "\x7f\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80\""}) {
    CHECK(round_trip(text) == text);
  }
}

TEST_CASE("json: an integer beyond 64 bits is read as a double", "[core]") {
  CHECK(Json::parse("9007199254740993").as_int() == 9007199254740993);  // 2^53 + 1
  CHECK_FALSE(Json::parse("9223372036854775808").is_int());
  CHECK(Json::parse("9223372036854775808").as_double() == 9223372036854775808.0);
}

TEST_CASE("json: escapes become the characters they stand for", "[core]") {
  CHECK(Json::parse(R"("\"\\\/\b\f\n\r\t")").as_string() == "\"\\/\b\f\n\r\t");
  CHECK(Json::parse(R"("\u0041\u00e9\u20AC")").as_string() == "A\xC3\xA9\xE2\x82\xAC");
  CHECK(Json::parse(R"("\uD83D\ude00")").as_string() == "\xF0\x9F\x98\x80");  // U+1F600
  CHECK(Json::parse(R"("\udbff\udfff")").as_string() == "\xF4\x8F\xBF\xBF");  // U+10FFFF
  CHECK(Json::parse(R"("a\u0000b")").as_string() == std::string("a\0b", 3));
}

TEST_CASE("json: malformed text is refused with the offset of the byte and the reason", "[core]") {
  struct Case {
    std::string text, message;
  };
  const std::vector<Case> cases = {
      {"", "byte 0: expected a value, found the end"},
      {" \n", "byte 2: expected a value, found the end"},
      {std::string("\0", 1), "byte 0: expected a value"},
      {"nul", "byte 0: expected a value"},
      {"True", "byte 0: expected a value"},
      {"NaN", "byte 0: expected a value"},
      {"+1", "byte 0: expected a value"},
      {".5", "byte 0: expected a value"},
      {"\xEF\xBB\xBF{}", "byte 0: expected a value"},
      {"// no", "byte 0: expected a value"},
      {"'a'", "byte 0: expected a value"},
      {"truefalse", "byte 4: expected nothing after the value"},
      {"{} {}", "byte 3: expected nothing after the value"},
      {std::string("1\0", 2), "byte 1: expected nothing after the value"},
      {"1\xC2\xA0", "byte 1: expected nothing after the value"},
      {"-", "byte 1: expected a digit, found the end"},
      {"-a", "byte 1: expected a digit"},
      {"1.", "byte 2: expected a digit, found the end"},
      {"1.e5", "byte 2: expected a digit"},
      {"1e", "byte 2: expected a digit, found the end"},
      {"1e+", "byte 3: expected a digit, found the end"},
      {"0x10", "byte 1: expected nothing after the value"},
      {"01", "byte 1: a number may not start with 0"},
      {"-00", "byte 2: a number may not start with 0"},
      {"[1e999]", "byte 1: a number is out of range"},
      {"[1,]", "byte 3: expected a value"},
      {"[,1]", "byte 1: expected a value"},
      {"[1 2]", "byte 3: expected ',' or ']'"},
      {"[1", "byte 2: expected ',' or ']', found the end"},
      {"[", "byte 1: expected a value, found the end"},
      {"]", "byte 0: expected a value"},
      {"[1}", "byte 2: expected ',' or ']'"},
      {"{", "byte 1: expected an object key in quotes, found the end"},
      {"{1:2}", "byte 1: expected an object key in quotes"},
      {R"({"a":1,})", "byte 7: expected an object key in quotes"},
      {R"({"a" 1})", "byte 5: expected ':' after an object key"},
      {R"({"a"})", "byte 4: expected ':' after an object key"},
      {R"({"a":})", "byte 5: expected a value"},
      {R"({"a":1 "b":2})", "byte 7: expected ',' or '}'"},
      {R"({"a":1, "b":2, "\u0061":3})", "byte 15: the object has a 'a' already"},
      {"\"abc", "byte 4: expected '\"' after a string, found the end"},
      {"\"a\nb\"", "byte 2: a control character is not escaped"},
      {R"("\x41")", "byte 2: expected one of \"\\/bfnrtu after a backslash"},
      {"\"\\", "byte 2: expected one of \"\\/bfnrtu after a backslash, found the end"},
      {R"("\u12")", "byte 3: expected four hexadecimal digits after \\u"},
      {R"("\u-123")", "byte 3: expected four hexadecimal digits after \\u"},
      {R"("\u12g4")", "byte 3: expected four hexadecimal digits after \\u"},
      {R"("a\ud83d")", "byte 2: half a surrogate pair"},
      {R"("a\ud83d\n")", "byte 2: half a surrogate pair"},
      {R"("a\ud83d\ud83d")", "byte 2: half a surrogate pair"},
      {R"("a\ude00")", "byte 2: half a surrogate pair"},
  };
  for (const Case& c : cases) {
    INFO(c.text);
    try {
      Json::parse(c.text);
      FAIL_CHECK("was accepted");
    } catch (const std::runtime_error& error) {
      CHECK(error.what() == "json: " + c.message);
    }
  }
}

TEST_CASE("json: parse refuses a string that is not UTF-8", "[core]") {
  for (const std::string bytes :
       {"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xC3", "\xC3(", "\xE0\x9F\xBF", "\xE2\x82",
        "\xED\xA0\x80", "\xF0\x8F\xBF\xBF", "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF"}) {
    CHECK_THROWS_WITH(Json::parse("[\"" + bytes + "\"]"), "json: byte 2: a string is not UTF-8");
  }
  for (const std::string bytes : {"\xC2\x80", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                                  "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    CHECK(Json::parse("\"" + bytes + "\"").as_string() == bytes);
  }
}

TEST_CASE("json: dump writes U+FFFD for each byte that is not UTF-8", "[core]") {
  CHECK(Json("a\xFF\xE2\x82z\xC3\xA9").dump() == "\"a\uFFFD\uFFFD\uFFFDz\u00E9\"");
  CHECK(Json::object({{"caf\xE9.log", 1}}).dump() == "{\"caf\uFFFD.log\":1}");
}

TEST_CASE("json: dump refuses an object with two members of one name", "[core]") {
  CHECK_THROWS_WITH(Json(Json::Object{{"a", 1}, {"b", 2}, {"a", 3}}).dump(),
                    "json: an object has two members \"a\"");
  CHECK_THROWS_AS(Json(Json::Object{{"\xFE", 1}, {"\xFF", 2}}).dump(), std::invalid_argument);
}

TEST_CASE("json: dump writes 64 levels of nesting and refuses a 65th", "[core]") {
  Json deep = nullptr;
  for (int level = 0; level < 64; ++level)
    deep = level % 2 == 0 ? Json::array({deep}) : Json::object({{"x", deep}});
  CHECK(Json::parse(deep.dump()) == deep);
  CHECK_THROWS_WITH(Json::array({deep}).dump(), "json: more than 64 levels of nesting");
  CHECK_THROWS_AS(Json::object({{"x", deep}}).dump(), std::invalid_argument);
}

TEST_CASE("json: parse reads what dump writes, and dump writes it again", "[core]") {
  gloss::Rng rng;
  int written = 0;
  for (int i = 0; i < 20'000; ++i) {
    const Json value = random_value(rng, 4);
    std::string text;
    try {
      text = value.dump();
    } catch (const std::invalid_argument&) {
      continue;  // a name twice
    }
    ++written;
    const Json read = Json::parse(text);
    CHECK(read.dump() == text);
    CHECK(Json::parse(value.dump(2)) == read);
  }
  CHECK(written > 19'000);
}

TEST_CASE("json: parse reads 64 levels of nesting and refuses a 65th", "[core]") {
  CHECK(round_trip(nested(64)) == nested(64));
  CHECK_THROWS_WITH(Json::parse(nested(65)), "json: byte 64: more than 64 levels of nesting");
  CHECK_THROWS_WITH(Json::parse(std::string(1 << 20, '[')),
                    "json: byte 64: more than 64 levels of nesting");
  CHECK(Json::parse("[" + nested(63) + "," + nested(63) + "]").items().size() == 2);
}

TEST_CASE("json: C++ values of each kind convert to JSON", "[core]") {
  CHECK(Json().dump() == "null");
  CHECK(Json(true).dump() == "true");
  CHECK(Json(int8_t{-3}).dump() == "-3");
  CHECK(Json(uint64_t{7}).dump() == "7");
  CHECK(Json(0.5f).dump() == "0.5");
  CHECK(Json("text").dump() == "\"text\"");
  CHECK(Json(std::string_view("text")).dump() == "\"text\"");
  CHECK(Json(std::vector<std::string>{"a", "b"}).dump() == R"(["a","b"])");
  CHECK(Json(std::vector<std::vector<double>>{{0.25}, {}}).dump() == "[[0.25],[]]");
  CHECK(Json::array().dump() == "[]");
  CHECK(Json::object().dump() == "{}");
  CHECK(Json::array({1, "two", nullptr, Json::object({{"three", 3.5}})}).dump() ==
        R"([1,"two",null,{"three":3.5}])");
  CHECK_THROWS_AS(Json(std::numeric_limits<uint64_t>::max()), std::invalid_argument);
  CHECK_THROWS_WITH(Json(std::numeric_limits<uint64_t>::max()),
                    "json: 18446744073709551615 does not fit an int64_t");
}

TEST_CASE("json: members are added at the end and replaced in place", "[core]") {
  Json json;
  json["z"] = 1;
  json["a"]["inner"] = "x";
  json["list"].push_back(1);
  json["list"].push_back("two");
  json["z"] = 2;
  CHECK(json.dump() == R"({"z":2,"a":{"inner":"x"},"list":[1,"two"]})");
  CHECK(json.find("missing") == nullptr);
  CHECK(json.find("a")->at("inner").as_string() == "x");
}

TEST_CASE("json: an error names the kind that was expected and the one that was found", "[core]") {
  const Json json = Json::parse(R"({"text":"a","one":1,"list":[],"half":0.5})");
  CHECK_THROWS_WITH(json.at("shape"), "json: no member 'shape'");
  CHECK_THROWS_WITH(json.as_string(), "json: expected a string, found an object");
  CHECK_THROWS_WITH(json.items(), "json: expected an array, found an object");
  CHECK_THROWS_WITH(json.at("text").as_double(), "json: expected a number, found a string");
  CHECK_THROWS_WITH(json.at("half").as_int(), "json: expected an integer, found a fraction");
  CHECK_THROWS_WITH(json.at("one").as_bool(), "json: expected true or false, found an integer");
  CHECK_THROWS_WITH(json.at("list").find("x"), "json: expected an object, found an array");
  CHECK_THROWS_WITH(Json().members(), "json: expected an object, found null");
  CHECK_THROWS_WITH(Json(true)["x"], "json: expected an object, found true or false");
  CHECK_THROWS_WITH(Json("text").push_back(1), "json: expected an array, found a string");
}

TEST_CASE("json: with an indent every value is on a line of its own", "[core]") {
  // json.dumps({"a": [1, 2.0], "b": {}, "c": []}, indent=1)
  CHECK(Json::parse(R"({"a":[1,2.0],"b":{},"c":[]})").dump(1) ==
        "{\n \"a\": [\n  1,\n  2.0\n ],\n \"b\": {},\n \"c\": []\n}");
}

TEST_CASE("json: dump writes null for numbers that are not finite", "[core]") {
  const double infinity = std::numeric_limits<double>::infinity();
  CHECK(Json(std::vector<double>{std::nan(""), infinity, -infinity}).dump() == "[null,null,null]");
}

TEST_CASE("json: fixed and rounded keep the number of decimals asked for", "[core]") {
  // f"{56.542513:.1f}", f"{0.125:.2f}", f"{2.675:.2f}": exact values, halves to even
  CHECK(gloss::fixed(56.542513, 1) == "56.5");
  CHECK(gloss::fixed(0.125, 2) == "0.12");
  CHECK(gloss::fixed(2.675, 2) == "2.67");
  CHECK(gloss::fixed(100, 0) == "100");
  CHECK(gloss::fixed(-1e308, 3).size() == 314);
  CHECK(Json(gloss::rounded(56.542513, 3)).dump() == "56.543");
  CHECK(Json(gloss::rounded(100, 1)).dump() == "100.0");
}
