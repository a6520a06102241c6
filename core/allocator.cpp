#include "core/allocator.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace gloss {
namespace {

// Large blocks ask for huge pages of 2 MiB. A matrix product that reads down a column touches
// another page of 4 KiB in every row, and the TLB holds the addresses of only a few of them.
constexpr int64_t kHugePage = int64_t{1} << 21;

std::align_val_t alignment(int64_t bytes) {
  return std::align_val_t{static_cast<size_t>(bytes >= kHugePage ? kHugePage : 64)};
}

void* allocate_block(int64_t bytes) {
  void* const block = ::operator new(static_cast<size_t>(bytes), alignment(bytes));
#if defined(MADV_HUGEPAGE)
  // If the system refuses, the block has small pages and works as well.
  if (bytes >= kHugePage) madvise(block, static_cast<size_t>(bytes), MADV_HUGEPAGE);
#endif
  return block;
}

void free_block(void* block, int64_t bytes) {
  ::operator delete(block, alignment(bytes));
}

// The address sanitizer does not see a use after free if the block is only cached.
#if defined(__has_feature)  // clang
constexpr bool kUseCache = !__has_feature(address_sanitizer);
#elif defined(__SANITIZE_ADDRESS__)  // g++
constexpr bool kUseCache = false;
#else
constexpr bool kUseCache = true;
#endif

// Four size classes for each power of two from 64 bytes up: 64, 80, 96, 112, 128, 160, 192 ...
int64_t size_class(int64_t bytes) {
  constexpr int64_t kSmallest = 64;
  if (bytes <= kSmallest) return kSmallest;
  const auto step = static_cast<int64_t>(std::bit_floor(static_cast<uint64_t>(bytes - 1))) / 4;
  return (bytes + step - 1) / step * step;
}

struct Cache {
  std::mutex mutex;
  std::map<int64_t, std::vector<void*>> free;
  int64_t live = 0, peak = 0, cached = 0;
};

// Never destroyed, because tensors in static variables may be destroyed later than any static
// variable of this file.
Cache& cache() {
  static Cache* const instance = new Cache;
  return *instance;
}

// A block of at least `bytes` bytes; its true size is returned in `bytes`. A large request also
// takes a freed block that is up to kSurplus times as large: in a search sentences end one by one,
// so that the results of each step are a little smaller than those of the step before.
void* allocate(int64_t& bytes) {
  constexpr int64_t kLarge = 1 << 18, kSurplus = 2;
  Cache& c = cache();
  const std::lock_guard lock(c.mutex);
  void* block = nullptr;
  const int64_t most = bytes >= kLarge ? kSurplus * bytes : bytes;
  for (auto it = c.free.lower_bound(bytes); it != c.free.end() && it->first <= most; ++it) {
    std::vector<void*>& blocks = it->second;
    if (blocks.empty()) continue;
    block = blocks.back();
    blocks.pop_back();
    bytes = it->first;
    c.cached -= bytes;
    break;
  }
  if (!block) block = allocate_block(bytes);
  c.live += bytes;
  c.peak = std::max(c.peak, c.live);
  return block;
}

void release(void* block, int64_t bytes) {
  Cache& c = cache();
  const std::lock_guard lock(c.mutex);
  c.live -= bytes;
  if (kUseCache) {
    c.free[bytes].push_back(block);
    c.cached += bytes;
  } else {
    free_block(block, bytes);
  }
}

}  // namespace

Storage::Storage(int64_t size)
    : size_(size),
      bytes_(size_class(size * static_cast<int64_t>(sizeof(real)))),
      data_(static_cast<real*>(allocate(bytes_))) {
#ifndef NDEBUG
  std::fill_n(data_, size_, std::numeric_limits<real>::quiet_NaN());
#endif
}

Storage::~Storage() {
  release(data_, bytes_);
}

namespace allocator {

int64_t live() {
  const std::lock_guard lock(cache().mutex);
  return cache().live;
}

int64_t peak() {
  const std::lock_guard lock(cache().mutex);
  return cache().peak;
}

int64_t cached() {
  const std::lock_guard lock(cache().mutex);
  return cache().cached;
}

void reset_peak() {
  const std::lock_guard lock(cache().mutex);
  cache().peak = cache().live;
}

void release_cache() {
  const std::lock_guard lock(cache().mutex);
  for (auto& [bytes, blocks] : cache().free)
    for (void* block : blocks)
      free_block(block, bytes);
  cache().free.clear();
  cache().cached = 0;
#ifdef __GLIBC__
  malloc_trim(0);  // the C library keeps freed pages that lie between others
#endif
}

}  // namespace allocator
}  // namespace gloss
