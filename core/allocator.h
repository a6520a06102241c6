#pragma once

#include <cstddef>
#include <cstdint>

#include "core/real.h"

namespace gloss {

// A 64-byte aligned block of numbers, uninitialised; debug builds fill it with NaN, so that reading
// before writing shows. Blocks come from a cache: training asks for the same sizes again and again,
// and fresh pages from the system cost a fault each.
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
  real* data_;
};

// What the cache holds, in bytes. Requests are rounded up to a size class, at most a quarter more.
namespace allocator {

int64_t live();    // in use now
int64_t peak();    // the most that was in use at once since the start or the last reset_peak()
int64_t cached();  // kept for reuse
void reset_peak();
void release_cache();  // hands the cached blocks back to the system

}  // namespace allocator
}  // namespace gloss
