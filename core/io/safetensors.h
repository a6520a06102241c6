#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tensor.h"

// Files in the safetensors format (https://github.com/huggingface/safetensors), which other
// frameworks read and write too:
//
//   8 bytes   length N of the header, little-endian
//   N bytes   header in JSON: {"__metadata__": {"made by": "gloss"},
//             "weight": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}}, then spaces
//   the rest  the numbers, row-major and little-endian; offsets count from here
//
// The tensors fill the data without gap or overlap. Names and metadata are UTF-8.
//
// What is written here has one more entry of metadata, "gloss.crc32c": an object in JSON with the
// CRC-32C of each tensor's bytes, and under "__metadata__" that of the header as Json::dump()
// writes it without this entry. Reading checks them and takes the entry away; files of other
// writers have none.

namespace gloss {

struct SafeTensors {
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<std::pair<std::string, Tensor>> tensors;

  const Tensor* find(std::string_view name) const;  // nullptr if there is none
  const std::string* find_metadata(std::string_view key) const;
};

// Reads tensors of at most four dimensions, in the order of their data, of type F64, F32, F16,
// BF16, I64, I32, I16, I8, U8 or BOOL; each number is rounded to the nearest `real`. Every size is
// checked against the file's before anything is allocated for it. Throws std::runtime_error for a
// file that cannot be read or is not what the format asks for:
//
//   safetensors: 'x.safetensors': tensor 'w': data_offsets [0, 20] hold 20 bytes, shape [2, 3] of
//   F32 needs 24
//   safetensors: 'x.safetensors': tensor 'w': not what was saved: the checksum is 7, it was 42
SafeTensors read_safetensors(const std::string& path);

// Writes every tensor as F32; the same contents give the same bytes. An interrupted save leaves the
// file that was there before (core/file.h). Throws std::invalid_argument for contents that could
// not be read back (a name used twice or not UTF-8, a tensor that holds nothing),
// std::runtime_error with the system's reason if writing fails.
void write_safetensors(const std::string& path, const SafeTensors& contents);

}  // namespace gloss
