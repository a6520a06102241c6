#include <stdexcept>
#include <string>

#include "core/allocator.h"
#include "core/io/safetensors.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/mutate.h"
#include "tests/support/temporary_folder.h"

using namespace gloss;

namespace {

SafeTensors small_model() {
  return {{{"settings", R"({"dim":"3"})"}, {"words", "cat\ndog\n"}},
          {{"w", Tensor::from({2, 3}, {0, 1, -2, real(0.5), 3, 4})},
           {"empty", Tensor({3, 0, 2})},
           {"b", Tensor::from({3}, {7, 8, 9})}}};
}

bool same_tensors(const SafeTensors& a, const SafeTensors& b) {
  return std::ranges::equal(a.tensors, b.tensors, [](const auto& x, const auto& y) {
    return x.first == y.first && same_bits(x.second, y.second);
  });
}

// The message of reading these bytes, or nothing.
std::string complaint(const TemporaryFolder& folder, const std::string& bytes) {
  try {
    read_safetensors(folder.write("x", bytes));
    return "";
  } catch (const std::runtime_error& error) {
    return error.what();
  }
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("safetensors: a changed bit in a number is detected and the tensor is named", "[core]") {
  const TemporaryFolder folder;
  write_safetensors(folder.file("x"), small_model());
  const std::string whole = folder.read("x");
  for (size_t byte = 1; byte <= 36; ++byte)
    for (int bit = 0; bit < 8; ++bit) {
      std::string changed = whole;
      char& c = changed[changed.size() - byte];
      c = static_cast<char>(c ^ 1 << bit);
      CHECK_THAT(
          complaint(folder, changed),
          ContainsSubstring(byte <= 12 ? "tensor 'b': not what was saved: the checksum is "
                                       : "tensor 'w': not what was saved: the checksum is "));
    }
}

TEST_CASE("safetensors: a changed name, shape, type or entry of metadata is detected", "[core]") {
  const TemporaryFolder folder;
  write_safetensors(folder.file("x"), small_model());
  const std::string whole = folder.read("x");
  for (const auto& [from, to] : {std::pair("cat", "cut"), std::pair("[2,3]", "[3,2]"),
                                 std::pair("F32", "I32"), std::pair("\"b\"", "\"c\"")})
    CHECK_THAT(complaint(folder, replaced(whole, from, to)),
               ContainsSubstring("header: not what was saved: the checksum is "));
  for (const auto& [from, to, message] :
       {std::tuple(R"({\"w)", R"([\"w)", "gloss.crc32c: json: byte 4: expected ',' or ']'"),
        std::tuple(R"({\"w)", R"({\"v)", "tensor 'w': json: no member 'w'"),
        std::tuple(R"(\"empty\":0)", R"(\"empty\":1)", "the checksum is 0, it was 1")})
    CHECK_THAT(complaint(folder, replaced(whole, from, to)), ContainsSubstring(message));
}

TEST_CASE("safetensors: a file without checksums is read, and has them when it is written again",
          "[core]") {
  const TemporaryFolder folder;
  write_safetensors(folder.file("x"), small_model());
  const std::string path =
      folder.write("y", replaced(folder.read("x"), "gloss.crc32c", "their.crc32c"));
  SafeTensors read = read_safetensors(path);
  CHECK(same_tensors(read, small_model()));
  CHECK(read.find_metadata("their.crc32c"));
  read.metadata.pop_back();
  write_safetensors(path, read);
  CHECK(folder.read("y") == folder.read("x"));
}

TEST_CASE("safetensors: each of 10,000 damaged files is refused or read without a difference",
          "[core]") {
  const TemporaryFolder folder;
  const SafeTensors before = small_model();
  write_safetensors(folder.file("x"), before);
  const std::string whole = folder.read("x");
  allocator::reset_peak();
  const int64_t most = allocator::peak() + 1024;
  Rng rng;
  int read = 0, refused = 0;
  for (int i = 0; i < 10'000; ++i) {
    CAPTURE(i);
    const std::string damaged = mutated(whole, rng), path = folder.write("damaged", damaged);
    try {
      const SafeTensors after = read_safetensors(path);
      CHECK(same_tensors(after, before));
      // One damage can take the checksums away together with what stands before them.
      if (damaged.find("\"gloss.crc32c\"") != std::string::npos)
        CHECK(after.metadata == before.metadata);
      ++read;
    } catch (const std::runtime_error& error) {
      CHECK_THAT(error.what(), ContainsSubstring("safetensors: '" + path + "': "));
      ++refused;
    }
  }
  CHECK(allocator::peak() <= most);
  CHECK(read > 10);  // damage to spaces and to the name of the checksums
  CHECK(refused > 9'000);
}
