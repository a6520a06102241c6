#pragma once

#include <cstddef>
#include <cstdint>

#include "core/real.h"

namespace gloss {

// A block of numbers, aligned to 64 bytes and uninitialised. Debug builds fill it with NaN, which
// exposes reading before writing. A freed block goes to a cache: training asks for the same sizes
// again and again, and every fresh page costs a page fault. allocator.cpp says what it keeps.
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

// Bytes in all blocks of the process. A block is larger than the request by at most a quarter, but
// takes at least 64 bytes, even for a scalar. Only a large request may get a cached block of up to
// twice its size.
namespace allocator {

int64_t live();    // in use now
int64_t peak();    // the maximum of live() since the start or the last reset_peak()
int64_t cached();  // freed and kept for reuse
void reset_peak();
void release_cache();  // returns the cached blocks to the system

}  // namespace allocator
}  // namespace gloss
