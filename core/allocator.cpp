#include "core/allocator.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <vector>

#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace gloss {
namespace {

// Large blocks ask for pages of 2 MiB, where the system has them: a product that goes down a matrix
// finds each of its rows on another small page, and the processor remembers few of those.
constexpr int64_t kHugePage = int64_t{1} << 21;

std::align_val_t alignment(int64_t bytes) {
  return std::align_val_t{static_cast<size_t>(bytes >= kHugePage ? kHugePage : 64)};
}

void* allocate_block(int64_t bytes) {
  void* const block = ::operator new(static_cast<size_t>(bytes), alignment(bytes));
#if defined(MADV_HUGEPAGE)
  // A system that refuses gives small pages, which work as well.
  if (bytes >= kHugePage) madvise(block, static_cast<size_t>(bytes), MADV_HUGEPAGE);
#endif
  return block;
}

void free_block(void* block, int64_t bytes) {
  ::operator delete(block, alignment(bytes));
}

// Sanitizers watch the system's allocator; blocks that never go back to it would hide mistakes.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool kUseCache = false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
constexpr bool kUseCache = false;
#else
constexpr bool kUseCache = true;
#endif
#else
constexpr bool kUseCache = true;
#endif

// Four classes to each power of two: 4, 5, 6 and 7 times a power of two, from 64 bytes up.
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

// Never destroyed: tensors with static storage may outlive any static object of ours.
Cache& cache() {
  static Cache* const instance = new Cache;
  return *instance;
}

void* allocate(int64_t bytes) {
  Cache& c = cache();
  const std::lock_guard lock(c.mutex);
  void* block = nullptr;
  if (std::vector<void*>& blocks = c.free[bytes]; !blocks.empty()) {
    block = blocks.back();
    blocks.pop_back();
    c.cached -= bytes;
  } else {
    block = allocate_block(bytes);
  }
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
      data_(static_cast<real*>(allocate(size_class(size * static_cast<int64_t>(sizeof(real)))))) {
#ifndef NDEBUG
  std::fill_n(data_, size_, std::numeric_limits<real>::quiet_NaN());
#endif
}

Storage::~Storage() {
  release(data_, size_class(size_ * static_cast<int64_t>(sizeof(real))));
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
}

}  // namespace allocator
}  // namespace gloss
