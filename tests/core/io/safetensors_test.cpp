#include "core/io/safetensors.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "core/allocator.h"
#include "core/random.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

using namespace gloss;
using namespace std::string_literals;
namespace fs = std::filesystem;

namespace {

std::string bytes_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string file_of(const std::string& header, const std::string& data) {
  std::string length;
  for (int shift = 0; shift < 64; shift += 8)
    length += static_cast<char>(header.size() >> shift & 0xFF);
  return length + header + data;
}

// The one tensor "x" of a file made of these parts.
Tensor read_one(const std::string& dtype, const std::string& shape, const std::string& data) {
  const TemporaryFolder folder;
  const std::string header = R"({"x":{"dtype":")" + dtype + R"(","shape":)" + shape +
                             R"(,"data_offsets":[0,)" + std::to_string(data.size()) + "]}}";
  return read_safetensors(folder.write("x", file_of(header, data))).tensors.at(0).second;
}

std::vector<real> numbers(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

// What `action` throws, without the start, `safetensors: '...': `.
template <class Error, class Action>
std::string error_of(const std::string& path, const Action& action) {
  const std::string start = "safetensors: '" + path + "': ";
  try {
    action();
    return "no error";
  } catch (const Error& error) {
    const std::string message = error.what();
    return message.starts_with(start) ? message.substr(start.size()) : "does not begin " + start;
  }
}

std::string read_error(const std::string& path) {
  return error_of<std::runtime_error>(path, [&] { read_safetensors(path); });
}

SafeTensors mixture() {
  Rng rng;
  return {{{"made by", "gloss"}, {"", "\xC3\xA9 \"\\\n"s + '\0'}},
          {{"w", Tensor::from({2, 3}, {0, 1, -2, real(0.5), real(1e-40), real(3e38)})},
           {"scalar", Tensor::scalar(7)},
           {"empty", Tensor({3, 0, 2})},
           {"large", Tensor::normal({1, 7, 1, 11003}, 0, 1, rng)},  // more than is read at once
           {"v", Tensor::from({2}, {8, 9})}}};
}

// A file of one tensor, `w` [2, 3] of F32, and one entry of metadata, byte by byte.
const std::string kHeader =
    R"({"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}})";
const std::string kData =  // 0 1 -2 0.5 10 inf
    "\0\0\0\0\0\0\x80\x3F\0\0\0\xC0\0\0\0\x3F\0\0\x20\x41\0\0\x80\x7F"s;

}  // namespace

TEST_CASE("safetensors: tensors and metadata are read back in the order in which they were written",
          "[core]") {
  const TemporaryFolder folder;
  const SafeTensors before = mixture();
  write_safetensors(folder.file("x.safetensors"), before);
  const SafeTensors after = read_safetensors(folder.file("x.safetensors"));
  CHECK(after.metadata == before.metadata);
  REQUIRE(after.tensors.size() == before.tensors.size());
  for (size_t i = 0; i < before.tensors.size(); ++i) {
    const auto& [name, x] = before.tensors[i];
    const Tensor& y = after.tensors[i].second;
    CAPTURE(name);
    CHECK(after.tensors[i].first == name);
    CHECK(y.shape() == x.shape());
    const auto equal = [](real a, real b) { return static_cast<float>(a) == b; };
    CHECK(std::ranges::equal(x.values(), y.values(), equal));  // exactly, in the float build
  }
  CHECK(after.find("v")->at({1}) == 9);
  CHECK(after.find("u") == nullptr);
  CHECK(*after.find_metadata("made by") == "gloss");
  CHECK(after.find_metadata("gloss") == nullptr);
  write_safetensors(folder.file("x.safetensors"), {});
  // 3006996672 = crc32c(b'{"__metadata__":{}}')
  CHECK(bytes_of(folder.file("x.safetensors")) ==
        file_of(R"({"__metadata__":{"gloss.crc32c":"{\"__metadata__\":3006996672}"}}       )", ""));
  CHECK(read_safetensors(folder.file("x.safetensors")).tensors.empty());
}

TEST_CASE("safetensors: the bytes of a file are those that the format requires", "[core]") {
  const TemporaryFolder folder;
  // crc32c(kData) and
  // crc32c(b'{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2,3]}}'), by
  //   def crc32c(data):
  //       crc = 0xFFFFFFFF
  //       for byte in data:
  //           crc ^= byte
  //           for _ in range(8): crc = crc >> 1 ^ (0x82F63B78 if crc & 1 else 0)
  //       return crc ^ 0xFFFFFFFF
  const std::string checksums =
      R"(,"gloss.crc32c":"{\"w\":3700985046,\"__metadata__\":3873876428}")";
  std::string header = kHeader;
  header.insert(header.find("},"), checksums);
  const std::string expected = file_of(header + "      ", kData);
  const real inf = std::numeric_limits<real>::infinity();
  const SafeTensors contents = {{{"a", "b"}},
                                {{"w", Tensor::from({2, 3}, {0, 1, -2, real(0.5), 10, inf})}}};
  for (const char* path : {"x", "x", "y"}) {  // the second replaces the first
    write_safetensors(folder.file(path), contents);
    CHECK(bytes_of(folder.file(path)) == expected);
  }
  CHECK_FALSE(fs::exists(folder.file("x.tmp")));
  CHECK(numbers(*read_safetensors(folder.file("x")).find("w")) ==
        std::vector<real>{0, 1, -2, real(0.5), 10, inf});
}

TEST_CASE("safetensors: a file with the checksum of the header as it stood is read", "[core]") {
  const TemporaryFolder folder;
  std::string header = kHeader;  // 2657967018 = crc32c(kHeader)
  header.insert(header.find("},"),
                R"(,"gloss.crc32c":"{\"w\":3700985046,\"__metadata__\":2657967018}")");
  const SafeTensors read = read_safetensors(folder.write("x", file_of(header, kData)));
  CHECK(read.metadata == decltype(read.metadata){{"a", "b"}});
  CHECK(numbers(read.tensors.at(0).second)[3] == real(0.5));
  header.replace(header.find(R"("b")"), 3, R"("c")");
  CHECK_THAT(read_error(folder.write("x", file_of(header, kData))),
             ContainsSubstring("not what was saved"));
}

// As the library at https://github.com/huggingface/safetensors does: tensors in another order,
// metadata in the order of a hash map, and other white space.
TEST_CASE("safetensors: a file whose tensors and metadata another program reordered is read",
          "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("x");
  write_safetensors(path, {{{"made by", "gloss"}, {"words", "caf\u00E9 \"\n"}},
                           {{"w", Tensor::from({1, 2}, {1, 2})},
                            {"a", Tensor::from({1}, {3})},
                            {"empty", Tensor({0})}}});
  const std::string whole = bytes_of(path);
  const std::string key = R"("gloss.crc32c":")";
  const size_t begin = whole.find(key), end = whole.find("}\"", begin) + 2;
  REQUIRE(begin != std::string::npos);
  const std::string checksums = whole.substr(begin, end - begin);
  const std::string data = whole.substr(whole.size() - 12);
  const std::string header =
      R"({ "__metadata__": {"words": "caf\u00e9 \"\n", )" + checksums + R"(, "made by": "gloss"},
         "a": {"shape": [1], "dtype": "F32", "data_offsets": [0, 4]},
         "empty": {"dtype": "F32", "shape": [0], "data_offsets": [4, 4]},
         "w": {"dtype": "F32", "shape": [1, 2], "data_offsets": [4, 12]}})";
  const std::string moved = data.substr(8) + data.substr(0, 8);
  const SafeTensors read = read_safetensors(folder.write("y", file_of(header, moved)));
  CHECK(numbers(*read.find("w")) == std::vector<real>{1, 2});
  CHECK(numbers(*read.find("a")) == std::vector<real>{3});
  CHECK(*read.find_metadata("words") == "caf\u00E9 \"\n");
  CHECK(read.metadata.size() == 2);

  const auto error = [&](const std::string& from, const std::string& to) {
    std::string changed = header;
    changed.replace(changed.find(from), from.size(), to);
    return read_error(folder.write("y", file_of(changed, moved)));
  };
  for (const auto& [from, to] :
       {std::pair("[1, 2]", "[2, 1]"), {"\"gloss\"", "\"glass\""}, {"\"made by\"", "\"made to\""}})
    CHECK_THAT(error(from, to), ContainsSubstring("header: not what was saved") &&
                                    ContainsSubstring("copy it again or restore a backup"));
  CHECK_THAT(read_error(folder.write("y", file_of(header, data))),
             ContainsSubstring("tensor 'a': not what was saved"));
}

TEST_CASE("safetensors: every number type is converted to real", "[core]") {
  using Numbers = std::vector<real>;
  const real inf = std::numeric_limits<real>::infinity();
  // struct.pack('<2d', 1.5, -2.0**-30), struct.pack('<3e', 1.5, -2, 65504) and so on
  CHECK(numbers(read_one("F64", "[2]", "\0\0\0\0\0\0\xF8\x3F\0\0\0\0\0\0\x10\xBE"s)) ==
        Numbers{1.5, real(-0x1p-30)});
  CHECK(numbers(read_one("F16", "[3]", "\0\x3E\0\xC0\xFF\x7B"s)) == Numbers{1.5, -2, 65504});
  CHECK(numbers(read_one("BF16", "[3]", "\xC0\x3F\0\xC0\x80\x7F"s)) == Numbers{1.5, -2, inf});
  CHECK(numbers(read_one("I64", "[2]", "\xFE\xFF\xFF\xFF\xFF\xFF\xFF\xFF\0\0\0\0\1\0\0\0"s)) ==
        Numbers{-2, real(0x1p32)});
  CHECK(numbers(read_one("I32", "[2]", "\xFE\xFF\xFF\xFF\0\0\1\0"s)) == Numbers{-2, 65536});
  CHECK(numbers(read_one("I16", "[2]", "\xFE\xFF\0\1"s)) == Numbers{-2, 256});
  CHECK(numbers(read_one("I8", "[2,1]", "\xFE\x7F"s)) == Numbers{-2, 127});
  CHECK(numbers(read_one("U8", "[2]", "\xFE\x7F"s)) == Numbers{254, 127});
  CHECK(numbers(read_one("BOOL", "[2]", "\0\1"s)) == Numbers{0, 1});
  CHECK(std::isnan(read_one("F32", "[]", "\0\0\xC0\x7F"s).item()));
  CHECK(std::isnan(read_one("BF16", "[]", "\xC0\x7F"s).item()));
}

TEST_CASE("safetensors: all 65,536 numbers of F16 are converted", "[core]") {
  std::string data;
  for (int bits = 0; bits < 65536; ++bits)
    data.append({static_cast<char>(bits & 0xFF), static_cast<char>(bits >> 8)});
  const Tensor x = read_one("F16", "[65536]", data);
  const real* const y = x.data();
  CHECK(y[0x0001] == real(0x1p-24));  // the smallest subnormal number
  CHECK(y[0x0400] == real(0x1p-14));  // the smallest normal number
  CHECK(y[0x3555] == real(0.333251953125));
  CHECK(y[0x7C00] == std::numeric_limits<real>::infinity());
  CHECK(std::is_sorted(y, y + 0x7C01));
  CHECK(std::all_of(y + 0x7C01, y + 0x8000, [](real nan) { return std::isnan(nan); }));
  CHECK(std::equal(y, y + 0x7C01, y + 0x8000, [](real a, real b) { return a == -b; }));
  CHECK(std::signbit(y[0x8000]));
}

TEST_CASE("safetensors: files of other programs may differ in order and white space", "[core]") {
  const TemporaryFolder folder;
  const std::string header =
      "{ \"b\": {\"data_offsets\": [1, 3], \"shape\": [2], \"dtype\": \"U8\"},\n"
      "\"none\":{\"dtype\":\"F64\",\"shape\":[0],\"data_offsets\":[3,3]},"
      "\"a\":{\"dtype\":\"I8\",\"shape\":[],\"data_offsets\":[0,1]}, \"__metadata__\": {} }  \n";
  const SafeTensors read = read_safetensors(folder.write("x", file_of(header, "\1\2\3")));
  REQUIRE(read.tensors.size() == 3);
  CHECK(read.tensors[0].first == "a");  // the first in the data
  CHECK(read.find("a")->item() == 1);
  CHECK(numbers(*read.find("b")) == std::vector<real>{2, 3});
  CHECK(read.find("none")->shape() == Shape{0});
}

TEST_CASE("safetensors: a malformed header is refused with the reason", "[core]") {
  struct Case {
    std::string header;
    size_t data_bytes;
    std::string message;
  };
  const auto w = [](const std::string& shape, const std::string& at = "[0,4]",
                    const std::string& type = "\"F32\"") {
    return R"({"w":{"data_offsets":)" + at + ",\"shape\":" + shape + ",\"dtype\":" + type + "}}";
  };
  const auto two = [](const std::string& a, const std::string& b) {
    const std::string bytes = R"(":{"dtype":"U8","shape":[2],"data_offsets":)";
    return "{\"a" + bytes + a + "},\"b" + bytes + b + "}}";
  };
  const std::string max = "9223372036854775807";
  const std::vector<Case> cases = {
      {"", 0, "header: expected '{' as its first byte"},
      {" {}", 0, "header: expected '{' as its first byte"},
      {"{", 0, "header: json: byte 1: expected an object key in quotes, found the end"},
      {"{}\0"s, 0, "header: json: byte 2: expected nothing after the value"},
      {R"({"w":1,"w":1})", 0, "header: json: byte 7: the object has a 'w' already"},
      {R"({"__metadata__":{"a":"b","a":"c"}})", 0, "byte 25: the object has a 'a' already"},
      {R"({"w":)" + std::string(100, '['), 0, "header: json: byte 68: more than 64 levels"},
      {R"({"__metadata__":[]})", 0, "__metadata__: json: expected an object, found an array"},
      {R"({"__metadata__":{"a":1}})", 0, "__metadata__: 'a': json: expected a string, found an i"},
      {R"({"w":1})", 0, "tensor 'w': json: expected an object, found an integer"},
      {R"({"w":{}})", 0, "tensor 'w': json: no member 'dtype'"},
      {R"({"w":{"dtype":"F32","shape":[]}})", 0, "tensor 'w': json: no member 'data_offsets'"},
      {R"({"w":{"dtype":"F32","shape":[],"offsets":[0,4]}})", 4, "unknown key 'offsets'"},
      {R"({"w":{"v":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}})", 4, "unknown key 'v'"},
      {w("[]", "[0,4]", "1"), 4, "tensor 'w': dtype: json: expected a string, found an integer"},
      {w("[]", "[0,1]", "\"F8_E4M3\""), 1, "tensor 'w': dtype: 'F8_E4M3' is not supported"},
      {w("1"), 4, "tensor 'w': shape: json: expected an array, found an integer"},
      {w("[[1]]"), 4, "tensor 'w': shape: json: expected an integer, found an array"},
      {w("[1.0]"), 4, "tensor 'w': shape: json: expected an integer, found a fraction"},
      {w("[9223372036854775808]"), 4, "shape: json: expected an integer, found a fraction"},
      {w("[-1,-1]"), 4, "tensor 'w': shape: -1 is negative"},
      {w("[1,1,1,1,1]"), 4, "tensor 'w': shape: at most 4 dimensions, not 5"},
      {w("[" + max + "]"), 4, "tensor 'w': shape: [" + max + "] is too large"},
      {w("[4294967296,4294967296]", "[0,0]"), 0, "[4294967296, 4294967296] is too large"},
      {w("[0," + max + ",2]", "[0,0]"), 0, "shape: [0, " + max + ", 2] is too large"},
      {w("[" + max + ",2,0]", "[0,0]"), 0, "shape: [" + max + ", 2, 0] is too large"},
      {w("[]", "[0,4,8]"), 4, "tensor 'w': data_offsets: expected 2 numbers, found 3"},
      {w("[]", "[0,4e0]"), 4, "data_offsets: json: expected an integer, found a fraction"},
      {w("[]", "[-4,0]"), 4, "tensor 'w': data_offsets: -4 is negative"},
      {w("[]", "[4,0]"), 4, "data_offsets [4, 0] hold -4 bytes, shape [] of F32 needs 4"},
      {w("[2,3]", "[0,20]"), 20,
       "tensor 'w': data_offsets [0, 20] hold 20 bytes, shape [2, 3] of F32 needs 24"},
      {w("[2,3]", "[0,24]"), 20,
       "data_offsets [0, 24] reach beyond the 20 bytes of data in the file"},
      {w("[1099511627776]", "[0,4398046511104]"), 4, "reach beyond the 4 bytes of data"},
      {w("[]", "[0," + max + "]"), 4, "hold " + max + " bytes, shape [] of F32 needs 4"},
      {w("[]", "[4,8]"), 8, "tensor 'w': data_offsets begin at 4, after a gap from 0"},
      {w("[]"), 5, "the tensors take 4 of 5 bytes of data"},
      {"{}", 1, "the tensors take 0 of 1 bytes of data"},
      {two("[0,2]", "[1,3]"), 3, "tensor 'b': data_offsets begin at 1, inside a tensor that ends"},
      {two("[0,2]", "[0,2]"), 2, "tensor 'b': data_offsets begin at 0, inside a tensor that ends"},
      {two("[3,5]", "[0,2]"), 5, "tensor 'a': data_offsets begin at 3, after a gap from 2"},
  };
  const TemporaryFolder folder;
  allocator::reset_peak();
  const int64_t peak = allocator::peak();
  for (const Case& c : cases) {
    INFO(c.header);
    const std::string bytes = file_of(c.header, std::string(c.data_bytes, '\0'));
    CHECK_THAT(read_error(folder.write("x", bytes)), ContainsSubstring(c.message));
  }
  CHECK(allocator::peak() == peak);  // nothing was allocated for any of them
}

TEST_CASE("safetensors: a header longer than the file or the format allows is refused", "[core]") {
  const TemporaryFolder folder;
  const auto error = [&](const std::string& bytes) { return read_error(folder.write("x", bytes)); };
  CHECK(error("") == "the file ends after 0 bytes, inside the length of the header");
  CHECK(error("\2\0\0\0\0\0\0"s) == "the file ends after 7 bytes, inside the length of the header");
  CHECK(error("\2\0\0\0\0\0\0\0"s) == "a header of 2 bytes does not fit in a file of 8");
  CHECK(error("\3\0\0\0\0\0\0\0{}"s) == "a header of 3 bytes does not fit in a file of 10");
  CHECK(error("\1\xE1\xF5\5\0\0\0\0"s) ==
        "not a safetensors file: a header of 100000001 bytes is longer than the format allows, "
        "100000000");
  CHECK(error(std::string(8, '\xFF')) ==
        "not a safetensors file: a header of 18446744073709551615 bytes is longer than the format "
        "allows, 100000000");
  CHECK(error("version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n") ==
        "a Git LFS pointer to a file, not the file (git lfs pull gets it)");
}

TEST_CASE("safetensors: every shortened file is refused", "[core]") {
  const TemporaryFolder folder;
  const std::string bytes = file_of(kHeader, kData);
  REQUIRE(read_error(folder.write("x", bytes)) == "no error");
  for (size_t length = 0; length < bytes.size(); ++length) {
    CAPTURE(length);
    const std::string error = read_error(folder.write("x", bytes.substr(0, length)));
    CHECK_THAT(error, !ContainsSubstring("no error") && !ContainsSubstring("does not begin"));
  }
}

TEST_CASE("safetensors: a file with one changed byte is read or refused", "[core]") {
  const TemporaryFolder folder;
  const std::string bytes = file_of(kHeader, kData);
  Rng rng;
  int read = 0;
  for (int i = 0; i < 2000; ++i) {
    std::string changed = bytes;
    const size_t at = rng.below(bytes.size());
    changed[at] = static_cast<char>(rng.below(256));
    const std::string error = read_error(folder.write("x", changed));
    read += error == "no error";
    CHECK_THAT(error, !ContainsSubstring("does not begin"));
  }
  CHECK(read > 200);  // a fifth of the bytes are data
  CHECK(read < 1800);
}

TEST_CASE("safetensors: a file that cannot be opened is reported with the system's reason",
          "[core]") {
  const TemporaryFolder folder;
  CHECK(read_error(folder.file("none")) == "cannot read: No such file or directory");
  CHECK(read_error(folder.write("x", "") + "/x") == "cannot read: Not a directory");
  CHECK(read_error(folder.file("")) == "not a regular file");
  CHECK(read_error("/dev/null") == "not a regular file");
  fs::permissions(folder.file("x"), fs::perms::none);
  if (!std::ifstream(folder.file("x"))) {  // root may read anything
    CHECK(read_error(folder.file("x")) == "cannot read: Permission denied");
  }
}

TEST_CASE("safetensors: a save that fails names the file and the reason", "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("none/x");
  CHECK_THROWS_WITH(write_safetensors(path, mixture()),
                    "cannot write '" + path + "': No such file or directory");
  CHECK_THROWS_WITH(write_safetensors("/dev/full", mixture()),
                    "cannot write '/dev/full': No space left on device");
}

TEST_CASE("safetensors: contents that could not be read back are refused", "[core]") {
  const TemporaryFolder folder;
  const std::string path = folder.file("x");
  const Tensor x = Tensor::scalar(1);
  const auto error = [&](const SafeTensors& contents) {
    return error_of<std::invalid_argument>(path, [&] { write_safetensors(path, contents); });
  };
  CHECK(error({{}, {{"w", x}, {"w", x}}}) == "two tensors are named w");
  CHECK(error({{{"a", "b"}, {"a", "c"}}, {}}) == "two metadata entries are named a");
  CHECK(error({{{"a", "\xFF"}}, {}}) == "metadata is not UTF-8");
  CHECK(error({{{"\xFF", "a"}}, {}}) == "metadata is not UTF-8");
  CHECK(error({{}, {{"\xFF", x}}}) == "the name of a tensor is not UTF-8");
  CHECK(error({{{"gloss.crc32c", ""}}, {}}) == "metadata cannot be named gloss.crc32c");
  CHECK(error({{}, {{"__metadata__", x}}}) == "a tensor cannot be named __metadata__");
  CHECK(error({{}, {{"w", Tensor()}}}) == "tensor 'w' holds nothing");
  CHECK(error({{{"a", std::string(100'000'000, 'b')}}, {}}) ==
        "a header of 100000072 bytes is longer than the format allows, 100000000");
  CHECK_FALSE(fs::exists(path));
  CHECK_FALSE(fs::exists(path + ".tmp"));
}
