#include "core/io/safetensors_header.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

namespace gloss {
namespace {

// IEEE binary16: 1 sign bit, 5 bits of exponent, 10 bits of fraction.
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

// bfloat16: the upper half of a float.
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

constexpr Dtype kDtypes[] = {{"F64", 8, convert<double>},  {"F32", 4, convert<float>},
                             {"F16", 2, convert<Float16>}, {"BF16", 2, convert<BFloat16>},
                             {"I64", 8, convert<int64_t>}, {"I32", 4, convert<int32_t>},
                             {"I16", 2, convert<int16_t>}, {"I8", 1, convert<int8_t>},
                             {"U8", 1, convert<uint8_t>},  {"BOOL", 1, convert<uint8_t>}};

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
  // The size in bytes must not overflow, and neither may the product of only some of the lengths.
  // So a length of 0 counts as 1.
  int64_t room = std::numeric_limits<int64_t>::max() / 8;  // no number takes more than 8 bytes
  for (const int64_t length : shape) {
    if (length > room) fail(shape, " is too large");
    room /= std::max<int64_t>(length, 1);
  }
  return shape;
}

TensorEntry parse_entry(const Json::Member& member, int64_t data_bytes) {
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

void sort_and_check_layout(std::vector<TensorEntry>& entries, int64_t data_bytes) {
  std::ranges::stable_sort(entries, {},
                           [](const TensorEntry& e) { return std::pair(e.begin, e.end); });
  int64_t at = 0;
  for (const TensorEntry& entry : entries) {
    if (entry.begin != at) {
      fail("tensor '", entry.name, "': data_offsets begin at ", entry.begin,
           entry.begin < at ? ", inside a tensor that ends at " : ", after a gap from ", at);
    }
    at = entry.end;
  }
  if (at != data_bytes) fail("the tensors take ", at, " of ", data_bytes, " bytes of data");
}

}  // namespace

SafeTensorsHeader parse_safetensors_header(const Json& header, int64_t data_bytes) {
  SafeTensorsHeader result;
  for (const Json::Member& member : header.members()) {
    if (member.first != kMetadataKey) {
      result.entries.push_back(
          within("tensor '" + member.first + "'", [&] { return parse_entry(member, data_bytes); }));
      continue;
    }
    within(kMetadataKey, [&] {
      for (const auto& [key, value] : member.second.members()) {
        const Json& text = value;
        result.metadata.emplace_back(key,
                                     within("'" + key + "'", [&] { return text.as_string(); }));
      }
    });
  }
  sort_and_check_layout(result.entries, data_bytes);
  return result;
}

}  // namespace gloss
