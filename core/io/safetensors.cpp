#include "core/io/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <limits>
#include <sstream>
#include <stdexcept>

#include "core/check.h"
#include "core/io/crc32c.h"
#include "core/io/file.h"
#include "core/io/json.h"

namespace gloss {
namespace {

static_assert(std::endian::native == std::endian::little, "as in the file, so in memory");

constexpr const char* kMetadata = "__metadata__";
constexpr const char* kChecksums = "gloss.crc32c";  // of the metadata
constexpr uint64_t kMaxHeader = 100'000'000;        // the format's own limit, in bytes
constexpr int64_t kLengthBytes = 8;                 // of the header's length, which starts the file

template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw std::runtime_error(message.str());
}

// What `body` returns; if it fails, then with `where` in front of the message.
template <class Body>
auto within(const std::string& where, const Body& body) {
  try {
    return body();
  } catch (const std::runtime_error& error) {
    fail(where, ": ", error.what());
  }
}

// --- Number types ---

// IEEE binary16: 1 bit of sign, 5 of exponent, 10 of fraction.
struct Float16 {
  explicit operator real() const {
    const int exponent = bits >> 10 & 31;
    const auto fraction = static_cast<real>(bits & 1023);
    const real magnitude = exponent == 0   ? std::ldexp(fraction, -24)
                           : exponent < 31 ? std::ldexp(1024 + fraction, exponent - 25)
                           : fraction == 0 ? std::numeric_limits<real>::infinity()
                                           : std::numeric_limits<real>::quiet_NaN();
    return bits >> 15 ? -magnitude : magnitude;
  }
  uint16_t bits;
};

// The upper half of a float.
struct BFloat16 {
  explicit operator real() const { return std::bit_cast<float>(uint32_t{bits} << 16); }
  uint16_t bits;
};

template <class T>
void convert(const char* bytes, real* y, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    T x;
    std::memcpy(&x, bytes + i * int64_t{sizeof(T)}, sizeof(T));
    y[i] = static_cast<real>(x);
  }
}

struct Dtype {
  std::string_view name;
  int64_t bytes;  // of one number
  void (*convert)(const char* bytes, real* y, int64_t n);
};

constexpr Dtype kDtypes[] = {{"F64", 8, convert<double>},  {"F32", 4, convert<float>},
                             {"F16", 2, convert<Float16>}, {"BF16", 2, convert<BFloat16>},
                             {"I64", 8, convert<int64_t>}, {"I32", 4, convert<int32_t>},
                             {"I16", 2, convert<int16_t>}, {"I8", 1, convert<int8_t>},
                             {"U8", 1, convert<uint8_t>},  {"BOOL", 1, convert<uint8_t>}};

// --- The header ---

struct Entry {
  std::string name;
  Dtype dtype;
  Shape shape;
  int64_t begin, end;  // in bytes, from the start of the data
};

Dtype parse_dtype(const Json& json) {
  const std::string& name = json.as_string();
  const Dtype* const found = std::ranges::find(kDtypes, name, &Dtype::name);
  if (found == std::end(kDtypes)) fail("'", name, "' is not supported");
  return *found;
}

std::vector<int64_t> parse_sizes(const Json& json) {
  std::vector<int64_t> sizes;
  for (const Json& item : json.items()) {
    sizes.push_back(item.as_int());
    if (sizes.back() < 0) fail(sizes.back(), " is negative");
  }
  return sizes;
}

Shape parse_shape(const Json& json) {
  const std::vector<int64_t> lengths = parse_sizes(json);
  if (lengths.size() > Shape::kMaxRank) {
    fail(lengths.size(), " dimensions, at most ", Shape::kMaxRank, " are supported");
  }
  const Shape shape(lengths);
  // Lengths of 0 are left out: the product of some of the lengths must not overflow either.
  int64_t room = std::numeric_limits<int64_t>::max() / 8;  // no number takes more than 8 bytes
  for (const int64_t length : shape) {
    if (length > room) fail(shape, " is too large");
    room /= std::max<int64_t>(length, 1);
  }
  return shape;
}

Entry parse_entry(const Json::Member& member, int64_t data_bytes) {
  const Json& json = member.second;
  for (const auto& [key, value] : json.members()) {
    if (key != "dtype" && key != "shape" && key != "data_offsets") fail("unknown key '", key, "'");
  }
  const auto field = [&](const char* key, const auto& parse) {
    const Json& value = json.at(key);
    return within(key, [&] { return parse(value); });
  };
  const Dtype dtype = field("dtype", parse_dtype);
  const Shape shape = field("shape", parse_shape);
  const std::vector<int64_t> offsets = field("data_offsets", parse_sizes);
  if (offsets.size() != 2) fail("data_offsets: expected 2 numbers, found ", offsets.size());
  const int64_t begin = offsets[0], end = offsets[1], needed = shape.size() * dtype.bytes;
  const auto refuse = [&](const auto&... parts) {
    fail("data_offsets [", begin, ", ", end, "] ", parts...);
  };
  if (end - begin != needed) {
    refuse("hold ", end - begin, " bytes, shape ", shape, " of ", dtype.name, " needs ", needed);
  }
  if (end > data_bytes) refuse("reach beyond the ", data_bytes, " bytes of data in the file");
  return {member.first, dtype, shape, begin, end};
}

// Sorts the entries by their place in the data, which they must fill together.
void lay_out(std::vector<Entry>& entries, int64_t data_bytes) {
  std::ranges::stable_sort(entries, {}, [](const Entry& e) { return std::pair(e.begin, e.end); });
  int64_t at = 0;
  for (const Entry& entry : entries) {
    if (entry.begin != at) {
      fail("tensor '", entry.name, "': data_offsets begin at ", entry.begin,
           entry.begin < at ? ", inside a tensor that ends at " : ", after a gap from ", at);
    }
    at = entry.end;
  }
  if (at != data_bytes) fail("the tensors take ", at, " of ", data_bytes, " bytes of data");
}

std::vector<std::pair<std::string, std::string>> parse_metadata(const Json& json) {
  std::vector<std::pair<std::string, std::string>> metadata;
  for (const Json::Member& member : json.members()) {
    const std::string where = "'" + member.first + "'";
    metadata.emplace_back(member.first, within(where, [&] { return member.second.as_string(); }));
  }
  return metadata;
}

Json to_json(const std::vector<std::pair<std::string, std::string>>& metadata) {
  return Json::Object(metadata.begin(), metadata.end());
}

std::vector<float> numbers_of(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

std::string_view bytes_of(const std::vector<float>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)};
}

// `where` begins the messages.
std::string make_header(const std::string& where, const SafeTensors& contents) {
  check(!contents.find_metadata(kChecksums), where.c_str(), "metadata cannot be named ",
        kChecksums);
  Json::Object header = {{kMetadata, to_json(contents.metadata)}}, checksums;
  int64_t end = 0;
  for (const auto& [name, x] : contents.tensors) {
    check(name != kMetadata, where.c_str(), "a tensor cannot be named ", name);
    check(bool(x), where.c_str(), "tensor '", name, "' holds nothing");
    const int64_t begin = end;
    end += x.size() * int64_t{sizeof(float)};
    const Json shape = std::vector<int64_t>(x.shape().begin(), x.shape().end());
    header.emplace_back(name, Json::object({{"dtype", "F32"},
                                            {"shape", shape},
                                            {"data_offsets", Json::array({begin, end})}}));
    checksums.emplace_back(name, crc32c(bytes_of(numbers_of(x))));
  }
  checksums.emplace_back(kMetadata, crc32c(Json(header).dump()));
  header[0].second[kChecksums] = Json(std::move(checksums)).dump();
  std::string text = Json(std::move(header)).dump();
  try {
    Json::parse(text);  // refuses names that occur twice or are not UTF-8
  } catch (const std::runtime_error& error) {
    throw std::invalid_argument(where + ": header: " + error.what());
  }
  text.resize((text.size() + 7) / 8 * 8, ' ');  // aligns the data
  check(text.size() <= kMaxHeader, where.c_str(), "a header of ", text.size(),
        " bytes is longer than the format allows, ", kMaxHeader);
  return text;
}

// --- Files ---

void read_bytes(std::istream& file, char* bytes, int64_t count) {
  if (!file.read(bytes, count)) fail("cannot read all of the file");
}

std::string read_header(std::istream& file, int64_t file_bytes) {
  if (file_bytes < kLengthBytes) {
    fail("the file ends after ", file_bytes, " bytes, inside the length of the header");
  }
  uint64_t length = 0;
  read_bytes(file, reinterpret_cast<char*>(&length), kLengthBytes);
  const std::string what = "a header of " + std::to_string(length) + " bytes";
  if (length > kMaxHeader) fail(what, " is longer than the format allows, ", kMaxHeader);
  if (length > static_cast<uint64_t>(file_bytes - kLengthBytes)) {
    fail(what, " does not fit in a file of ", file_bytes);
  }
  std::string text(length, '\0');
  read_bytes(file, text.data(), static_cast<int64_t>(length));
  if (!text.starts_with('{')) fail("header: expected '{' as its first byte");
  return text;
}

// The tensor whose numbers come next, and the checksum of its bytes.
std::pair<Tensor, uint32_t> read_tensor(std::istream& file, const Entry& entry) {
  std::array<char, 1 << 16> buffer;
  const int64_t at_once = int64_t{buffer.size()} / entry.dtype.bytes;
  Tensor x(entry.shape);
  uint32_t checksum = 0;
  for (int64_t i = 0; i < x.size(); i += at_once) {
    const int64_t count = std::min(at_once, x.size() - i), bytes = count * entry.dtype.bytes;
    read_bytes(file, buffer.data(), bytes);
    checksum = crc32c({buffer.data(), static_cast<size_t>(bytes)}, checksum);
    entry.dtype.convert(buffer.data(), x.data() + i, count);
  }
  return {x, checksum};
}

void check_checksum(const Json& checksums, const std::string& name, int64_t found) {
  if (const int64_t saved = checksums.at(name).as_int(); saved != found) {
    fail("not what was saved: the checksum is ", found, ", it was ", saved);
  }
}

// Takes the checksums out of the metadata, and checks the header's. Null if there are none.
Json take_checksums(Json header, std::vector<std::pair<std::string, std::string>>& metadata) {
  const auto found = std::ranges::find(metadata, kChecksums, [](const auto& m) { return m.first; });
  if (found == metadata.end()) return {};
  const Json checksums = within(kChecksums, [&] { return Json::parse(found->second); });
  metadata.erase(found);
  header[kMetadata] = to_json(metadata);
  check_checksum(checksums, kMetadata, crc32c(header.dump()));
  return checksums;
}

template <class Value>
const Value* find_in(const std::vector<std::pair<std::string, Value>>& list, std::string_view key) {
  for (const auto& [name, value] : list) {
    if (name == key) return &value;
  }
  return nullptr;
}

}  // namespace

const Tensor* SafeTensors::find(std::string_view name) const {
  return find_in(tensors, name);
}

const std::string* SafeTensors::find_metadata(std::string_view key) const {
  return find_in(metadata, key);
}

SafeTensors read_safetensors(const std::string& path) {
  return within("safetensors: '" + path + "'", [&] {
    check_regular(path);
    std::ifstream file(path, std::ios::binary);
    if (!file) fail_in_system("read");
    const auto file_bytes = static_cast<int64_t>(std::filesystem::file_size(path));
    const std::string text = read_header(file, file_bytes);
    const Json header = within("header", [&] { return Json::parse(text); });
    const int64_t data_bytes = file_bytes - kLengthBytes - static_cast<int64_t>(text.size());

    SafeTensors contents;
    std::vector<Entry> entries;
    for (const Json::Member& member : header.members()) {
      if (member.first == kMetadata) {
        contents.metadata = within(kMetadata, [&] { return parse_metadata(member.second); });
      } else {
        entries.push_back(within("tensor '" + member.first + "'",
                                 [&] { return parse_entry(member, data_bytes); }));
      }
    }
    lay_out(entries, data_bytes);
    const Json checksums =
        within("header", [&] { return take_checksums(header, contents.metadata); });
    for (const Entry& entry : entries) {
      const auto [x, checksum] = read_tensor(file, entry);
      if (!checksums.is_null()) {
        within("tensor '" + entry.name + "'",
               [&, found = checksum] { check_checksum(checksums, entry.name, found); });
      }
      contents.tensors.emplace_back(entry.name, x);
    }
    return contents;
  });
}

void write_safetensors(const std::string& path, const SafeTensors& contents) {
  const std::string where = "safetensors: '" + path + "'";
  const std::string header = make_header(where, contents);
  const uint64_t length = header.size();
  within(where, [&] {
    NewFile file(path);
    file.write(&length, sizeof(length));
    file.write(header.data(), header.size());
    for (const auto& [name, x] : contents.tensors) {
      const std::vector<float> numbers = numbers_of(x);
      file.write(numbers.data(), bytes_of(numbers).size());
    }
    file.complete();
  });
}

}  // namespace gloss
