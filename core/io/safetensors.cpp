#include "core/io/safetensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "core/check.h"
#include "core/io/crc32c.h"
#include "core/io/dtype.h"
#include "core/io/file.h"
#include "core/io/json.h"
#include "core/io/utf8.h"

namespace gloss {
namespace {

static_assert(std::endian::native == std::endian::little,
              "numbers are copied as they are in memory");

using Metadata = std::vector<std::pair<std::string, std::string>>;

constexpr const char* kMetadataKey = "__metadata__";
constexpr const char* kChecksumsKey = "gloss.crc32c";  // an entry of the metadata
constexpr uint64_t kMaxHeader = 100'000'000;           // the format's own limit, in bytes
constexpr int64_t kLengthBytes = 8;                    // the header's length, the start of the file

Json to_json(const Metadata& metadata) {
  return Json::Object(metadata.begin(), metadata.end());
}

Json::Object sorted(const Json& object) {
  Json::Object members = object.members();
  std::ranges::sort(members, {}, &Json::Member::first);
  return members;
}

// The checksum of a header without checksums, the same for every order in which a program may write
// the same tensors and metadata: members sorted by name, and without the places of the data.
uint32_t header_checksum(const Json& header) {
  Json::Object canonical;
  for (const auto& [name, value] : sorted(header))
    canonical.emplace_back(
        name, name == kMetadataKey
                  ? sorted(value)
                  : Json::object({{"dtype", value.at("dtype")}, {"shape", value.at("shape")}}));
  return crc32c(Json(std::move(canonical)).dump());
}

// --- Writing ---

std::vector<float> floats_of(const Tensor& x) {
  return {x.values().begin(), x.values().end()};
}

std::string_view bytes_of(const std::vector<float>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(float)};
}

// `where` begins the messages.
std::string make_header(const char* where, const SafeTensors& contents) {
  check(!contents.find_metadata(kChecksumsKey), where, "metadata cannot be named ", kChecksumsKey);
  Json::Object header = {{kMetadataKey, to_json(contents.metadata)}}, checksums;
  int64_t end = 0;
  for (const auto& [key, value] : contents.metadata) {
    check(!invalid_utf8_at(key) && !invalid_utf8_at(value), where, "metadata is not UTF-8");
    check(contents.find_metadata(key) == &value, where, "two metadata entries are named ", key);
  }
  for (const auto& [name, x] : contents.tensors) {
    check(!invalid_utf8_at(name), where, "the name of a tensor is not UTF-8");
    check(name != kMetadataKey, where, "a tensor cannot be named ", name);
    check(contents.find(name) == &x, where, "two tensors are named ", name);
    check(bool(x), where, "tensor '", name, "' holds nothing");
    const int64_t begin = end;
    end += x.size() * int64_t{sizeof(float)};
    const Json shape = std::vector<int64_t>(x.shape().begin(), x.shape().end());
    header.emplace_back(name, Json::object({{"dtype", "F32"},
                                            {"shape", shape},
                                            {"data_offsets", Json::array({begin, end})}}));
    checksums.emplace_back(name, crc32c(bytes_of(floats_of(x))));
  }
  checksums.emplace_back(kMetadataKey, header_checksum(header));
  header[0].second[kChecksumsKey] = Json(std::move(checksums)).dump();
  std::string text = Json(std::move(header)).dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');  // aligns the data
  check(text.size() <= kMaxHeader, where, "a header of ", text.size(),
        " bytes is longer than the format allows, ", kMaxHeader);
  return text;
}

// --- Reading the header ---

// Throws std::runtime_error with a message of these parts.
template <class... Parts>
[[noreturn]] void fail(const Parts&... parts) {
  std::ostringstream message;
  (message << ... << parts);
  throw std::runtime_error(message.str());
}

// Returns what `body` returns. If it throws, `where` is put in front of the message.
template <class Body>
auto within(const std::string& where, const Body& body) {
  try {
    return body();
  } catch (const std::runtime_error& error) {
    fail(where, ": ", error.what());
  }
}

struct TensorEntry {
  std::string name;
  Dtype dtype;
  Shape shape;
  int64_t begin, end;  // in bytes, from the start of the data
};

struct Header {
  Metadata metadata;
  std::vector<TensorEntry> entries;  // in the order of their data, which they fill without a gap
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

Shape to_shape(const std::vector<int64_t>& lengths) {
  try {
    return Shape(lengths);
  } catch (const std::invalid_argument& error) {
    fail(error.what());  // which begins with "shape: "
  }
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
  const Shape shape = to_shape(field("shape", parse_sizes));
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

// Throws std::runtime_error for what the format does not allow.
Header parse_header(const Json& header, int64_t data_bytes) {
  Header result;
  for (const Json::Member& member : header.members()) {
    if (member.first != kMetadataKey) {
      result.entries.push_back(
          within("tensor '" + member.first + "'", [&] { return parse_entry(member, data_bytes); }));
      continue;
    }
    within(kMetadataKey, [&] {
      for (const Json::Member& entry : member.second.members())
        result.metadata.emplace_back(
            entry.first, within("'" + entry.first + "'", [&] { return entry.second.as_string(); }));
    });
  }
  sort_and_check_layout(result.entries, data_bytes);
  return result;
}

// --- Reading the file ---

void read_bytes(std::istream& file, char* bytes, int64_t count) {
  if (!file.read(bytes, count)) fail("cannot read all of the file");
}

std::string read_header(std::istream& file, int64_t file_bytes) {
  if (file_bytes < kLengthBytes) {
    fail("the file ends after ", file_bytes, " bytes, inside the length of the header");
  }
  uint64_t length = 0;
  read_bytes(file, reinterpret_cast<char*>(&length), kLengthBytes);
  if (std::memcmp(&length, "version ", kLengthBytes) == 0)
    fail("a Git LFS pointer to a file, not the file (git lfs pull gets it)");
  const std::string what = "a header of " + std::to_string(length) + " bytes";
  if (length > kMaxHeader)
    fail("not a safetensors file: ", what, " is longer than the format allows, ", kMaxHeader);
  if (length > static_cast<uint64_t>(file_bytes - kLengthBytes)) {
    fail(what, " does not fit in a file of ", file_bytes);
  }
  std::string text(length, '\0');
  read_bytes(file, text.data(), static_cast<int64_t>(length));
  if (!text.starts_with('{')) fail("header: expected '{' as its first byte");
  return text;
}

// Reads the next tensor, and computes the checksum of its bytes.
std::pair<Tensor, uint32_t> read_tensor(std::istream& file, const TensorEntry& entry) {
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
    fail("not what was saved: the checksum is ", found, ", it was ", saved,
         " (the file is damaged: copy it again or restore a backup. If a program changed it on "
         "purpose, remove '",
         kChecksumsKey, "' from its metadata)");
  }
}

// Moves the checksums out of the metadata, and checks the header's. Null if there are none.
Json take_checksums(Json header, Metadata& metadata) {
  const auto found = std::ranges::find(metadata, kChecksumsKey, &Metadata::value_type::first);
  if (found == metadata.end()) return {};
  const Json checksums = within(kChecksumsKey, [&] { return Json::parse(found->second); });
  metadata.erase(found);
  header[kMetadataKey] = to_json(metadata);
  const int64_t saved = checksums.at(kMetadataKey).as_int(), checksum = header_checksum(header);
  // In files of before it is the checksum of the header as it stood.
  if (saved != checksum && saved != int64_t{crc32c(header.dump())})
    check_checksum(checksums, kMetadataKey, checksum);
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
    if (!file) throw_system_error("read");
    const auto file_bytes = static_cast<int64_t>(std::filesystem::file_size(path));
    const std::string text = read_header(file, file_bytes);
    const int64_t data_bytes = file_bytes - kLengthBytes - static_cast<int64_t>(text.size());
    const Json json = within("header", [&] { return Json::parse(text); });
    Header header = parse_header(json, data_bytes);
    const Json checksums = within("header", [&] { return take_checksums(json, header.metadata); });

    SafeTensors contents{std::move(header.metadata), {}};
    for (const TensorEntry& entry : header.entries) {
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
  const std::string header = make_header(where.c_str(), contents);
  const uint64_t length = header.size();
  NewFile file(path);
  file.stream() << std::string_view(reinterpret_cast<const char*>(&length), sizeof(length))
                << header;
  for (const auto& [name, x] : contents.tensors)
    file.stream() << bytes_of(floats_of(x));
  file.complete();
}

}  // namespace gloss
