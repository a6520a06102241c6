#pragma once

#include <cstddef>
#include <cstdint>

#include "core/real.h"

namespace gloss {

// A block of numbers, aligned to 64 bytes and uninitialised. Debug builds fill it with NaN, which
// exposes reading before writing. The memory of freed blocks is kept: training asks for as much
// again at every step, and every fresh page costs a page fault. allocator.cpp draws how.
class Storage {
 public:
  explicit Storage(int64_t size);  // in elements
  ~Storage();
  Storage(const Storage&) = delete;
  Storage& operator=(const Storage&) = delete;

  real* data() const { return data_; }
  int64_t size() const { return size_; }

 private:
  int64_t size_;
  int64_t bytes_;  // of the block
  real* data_;
};

// Bytes in all blocks of the process. A block is a multiple of 64 bytes, and has 64 even for a
// scalar.
namespace allocator {

int64_t live();    // in use now
int64_t peak();    // the maximum of live() since the start or the last reset_peak()
int64_t cached();  // in no block, but kept for later ones
void reset_peak();
void release_cache();  // gives chunks of memory without a block back to the system

}  // namespace allocator
}  // namespace gloss
