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
// write_safetensors adds one entry to the metadata, "gloss.crc32c": a JSON object with the CRC-32C
// of each tensor's bytes, and under "__metadata__" the CRC-32C of what Json::dump() writes for the
// header without this entry, without data_offsets, and with all members sorted by name. So another
// program may store tensors and metadata in another order. read_safetensors checks and removes the
// entry. Files of other programs have none, and are read without this check.

namespace gloss {

struct SafeTensors {
  std::vector<std::pair<std::string, std::string>> metadata;
  std::vector<std::pair<std::string, Tensor>> tensors;

  const Tensor* find(std::string_view name) const;  // nullptr if there is none
  const std::string* find_metadata(std::string_view key) const;
};

// Reads tensors of at most four dimensions, in the order of their data, of type F64, F32, F16,
// BF16, I64, I32, I16, I8, U8 or BOOL. Each number is rounded to the nearest `real`. Every size is
// compared with the file's before memory is allocated for it. Throws std::runtime_error for a file
// that cannot be read or violates the format:
//
//   safetensors: 'x.safetensors': tensor 'w': data_offsets [0, 20] hold 20 bytes, shape [2, 3] of
//   F32 needs 24
//   safetensors: 'x.safetensors': tensor 'w': not what was saved: the checksum is 7, it was 42
SafeTensors read_safetensors(const std::string& path);

// Writes every tensor as F32. The same contents give the same bytes. A save that fails leaves the
// file that was there before (core/io/file.h). Throws std::invalid_argument for contents that could
// not be read back (a name that is used twice or is not UTF-8, a tensor that holds nothing), and
// std::runtime_error with the system's reason if writing fails.
void write_safetensors(const std::string& path, const SafeTensors& contents);

}  // namespace gloss
