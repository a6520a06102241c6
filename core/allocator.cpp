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

// Freed blocks of one size, and when the last of them came.
struct FreeBlocks {
  std::vector<void*> blocks;
  int64_t time = 0;
};

struct Cache {
  std::mutex mutex;
  std::map<int64_t, FreeBlocks> free;  // by size
  int64_t time = 0;                    // blocks released so far
  int64_t live = 0, peak = 0, cached = 0;
};

// Never destroyed, because tensors in static variables may be destroyed later than any static
// variable of this file.
Cache& cache() {
  static Cache* const instance = [] {
#ifdef __GLIBC__
    // Blocks of huge pages are mapped one by one. Otherwise the C library begins to put them on its
    // heap once one was freed, where the gaps that their alignment leaves stay resident.
    mallopt(M_MMAP_THRESHOLD, int{kHugePage});
#endif
    return new Cache;
  }();
  return *instance;
}

// Frees cached blocks, those whose size is out of use for longest first, until `bytes` more make no
// more than a quarter above the most that tensors held at once, or kAlwaysKept. Batches differ in
// their shapes: blocks of all their sizes would be twice what one of them needs.
void make_room(Cache& c, int64_t bytes) {
  constexpr int64_t kAlwaysKept = int64_t{1} << 26;
  const int64_t most = std::max(kAlwaysKept, c.peak + c.peak / 4);
  while (c.cached > 0 && c.live + c.cached + bytes > most) {
    const auto oldest =
        std::ranges::min_element(c.free, {}, [](const auto& entry) { return entry.second.time; });
    auto& [size, free] = *oldest;
    for (void* const block : free.blocks) {
      free_block(block, size);
      c.cached -= size;
    }
    c.free.erase(oldest);
  }
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
    std::vector<void*>& blocks = it->second.blocks;
    if (blocks.empty()) continue;
    block = blocks.back();
    blocks.pop_back();
    bytes = it->first;
    c.cached -= bytes;
    break;
  }
  if (!block) {
    make_room(c, bytes);
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
    FreeBlocks& free = c.free[bytes];
    free.blocks.push_back(block);
    free.time = ++c.time;
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
  for (auto& [bytes, free] : cache().free)
    for (void* block : free.blocks)
      free_block(block, bytes);
  cache().free.clear();
  cache().cached = 0;
#ifdef __GLIBC__
  malloc_trim(0);  // the C library keeps freed pages that lie between others
#endif
}

}  // namespace allocator
}  // namespace gloss
