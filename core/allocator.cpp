#include "core/allocator.h"

#include <algorithm>
#include <limits>
#include <map>
#include <mutex>
#include <new>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#ifdef __GLIBC__
#include <malloc.h>
#endif
#if __has_include(<sys/mman.h>)
#include <sys/mman.h>
#endif

namespace gloss {
namespace {

// Memory comes from the system in chunks, which are cut into blocks:
//
//   chunk   | block |   free   | block | block |      free      |
//
// A block is the beginning of the smallest free range that is large enough (best fit). When it is
// freed, it joins the free ranges beside it. Batches differ in their shapes, and a range serves
// blocks of any size; blocks kept for requests of their own size would be twice what a batch needs.
// Only small blocks are kept so, which saves time, until their memory is needed.
//
// Chunks ask for huge pages of 2 MiB. A matrix product that reads down a column touches another
// page of 4 KiB in every row, and the TLB holds the addresses of only a few of them.
constexpr int64_t kHugePage = int64_t{1} << 21, kSmall = int64_t{1} << 18;

std::align_val_t alignment(int64_t bytes) {
  return std::align_val_t{static_cast<size_t>(bytes >= kHugePage ? kHugePage : 64)};
}

char* allocate_chunk(int64_t bytes) {
  void* const chunk = ::operator new(static_cast<size_t>(bytes), alignment(bytes));
#if defined(MADV_HUGEPAGE)
  // If the system refuses, the chunk has small pages and works as well.
  if (bytes >= kHugePage) madvise(chunk, static_cast<size_t>(bytes), MADV_HUGEPAGE);
#endif
  return static_cast<char*>(chunk);
}

// The address sanitizer does not see a use after free if the block is only cached.
#if defined(__has_feature)  // clang
constexpr bool kUseCache = !__has_feature(address_sanitizer);
#elif defined(__SANITIZE_ADDRESS__)  // g++
constexpr bool kUseCache = false;
#else
constexpr bool kUseCache = true;
#endif

using Ranges = std::map<char*, int64_t>;  // the beginnings, and the bytes

struct Cache {
  std::mutex mutex;
  Ranges chunks, free;
  std::set<std::pair<int64_t, char*>> by_size;            // the free ranges, from the smallest on
  std::unordered_map<int64_t, std::vector<char*>> small;  // freed blocks outside of them, by size
  int64_t held = 0, live = 0, peak = 0;  // bytes of chunks, of blocks, and the most of blocks
};

// Never destroyed, because tensors in static variables may be destroyed later than any static
// variable of this file.
Cache& cache() {
  static Cache* const instance = [] {
#ifdef __GLIBC__
    // Chunks are mapped one by one. Otherwise the C library begins to put them on its heap once one
    // was freed, where the gaps that their alignment leaves stay resident.
    mallopt(M_MMAP_THRESHOLD, int{kHugePage});
#endif
    return new Cache;
  }();
  return *instance;
}

void add_free(Cache& c, char* begin, int64_t bytes) {
  c.free.emplace(begin, bytes);
  c.by_size.emplace(bytes, begin);
}

// Returns the range after it.
Ranges::iterator remove_free(Cache& c, Ranges::iterator range) {
  c.by_size.erase({range->second, range->first});
  return c.free.erase(range);
}

// Adds a block to the free ranges.
void join(Cache& c, char* block, int64_t bytes) {
  // Chunks may lie side by side, but are given back one by one: no range goes across two.
  auto next = c.free.lower_bound(block);
  if (next != c.free.end() && next->first == block + bytes && !c.chunks.contains(next->first)) {
    bytes += next->second;
    next = remove_free(c, next);
  }
  if (next != c.free.begin() && !c.chunks.contains(block)) {
    if (const auto before = std::prev(next); before->first + before->second == block) {
      block = before->first;
      bytes += before->second;
      remove_free(c, before);
    }
  }
  add_free(c, block, bytes);
}

void join_small(Cache& c) {
  for (auto& [bytes, blocks] : c.small)
    for (char* const block : std::exchange(blocks, {}))
      join(c, block, bytes);
}

// Gives chunks without a block back to the system.
void free_unused_chunks(Cache& c) {
  for (auto range = c.free.begin(); range != c.free.end();) {
    const auto [begin, bytes] = *range;
    if (const auto chunk = c.chunks.find(begin);
        chunk != c.chunks.end() && chunk->second == bytes) {
      range = remove_free(c, range);
      c.chunks.erase(chunk);
      c.held -= bytes;
      ::operator delete(begin, alignment(bytes));
    } else {
      ++range;
    }
  }
}

int64_t rounded_up(int64_t bytes, int64_t unit) {
  return (bytes + unit - 1) / unit * unit;
}

// Adds a chunk with room for `bytes`. The more there are, the larger it is: a range ends with its
// chunk, so that few of them leave less unused.
void add_chunk(Cache& c, int64_t bytes) {
  if (kUseCache) bytes = rounded_up(std::max(bytes, c.held / 32), kHugePage);
  char* const chunk = allocate_chunk(bytes);
  c.chunks.emplace(chunk, bytes);
  c.held += bytes;
  add_free(c, chunk, bytes);
}

// A block that waits for a request of its size, or else of a free range or of a new chunk.
char* take(Cache& c, int64_t bytes) {
  if (bytes <= kSmall)
    if (std::vector<char*>& blocks = c.small[bytes]; !blocks.empty()) {
      char* const block = blocks.back();
      blocks.pop_back();
      return block;
    }
  // A small block in the middle of a large range would leave two smaller ones.
  auto best = c.by_size.lower_bound({bytes, nullptr});
  if (best == c.by_size.end() || (bytes <= kSmall && best->first > kSmall)) {
    join_small(c);
    best = c.by_size.lower_bound({bytes, nullptr});
  }
  if (best == c.by_size.end()) {
    free_unused_chunks(c);  // they are too small
    add_chunk(c, bytes);
    best = c.by_size.lower_bound({bytes, nullptr});
  }
  const auto [size, block] = *best;
  remove_free(c, c.free.find(block));
  if (size > bytes) add_free(c, block + bytes, size - bytes);
  return block;
}

char* allocate(int64_t bytes) {
  Cache& c = cache();
  const std::lock_guard lock(c.mutex);
  char* const block = take(c, bytes);
  c.live += bytes;
  c.peak = std::max(c.peak, c.live);
  return block;
}

void release(char* block, int64_t bytes) {
  Cache& c = cache();
  const std::lock_guard lock(c.mutex);
  c.live -= bytes;
  if (kUseCache && bytes <= kSmall) {
    c.small[bytes].push_back(block);
  } else {
    join(c, block, bytes);
    if (!kUseCache) free_unused_chunks(c);
  }
}

}  // namespace

Storage::Storage(int64_t size)
    : size_(size),
      bytes_(rounded_up(std::max<int64_t>(size, 1) * static_cast<int64_t>(sizeof(real)), 64)),
      data_(reinterpret_cast<real*>(allocate(bytes_))) {
#ifndef NDEBUG
  std::fill_n(data_, size_, std::numeric_limits<real>::quiet_NaN());
#endif
}

Storage::~Storage() {
  release(reinterpret_cast<char*>(data_), bytes_);
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
  return cache().held - cache().live;
}

void reset_peak() {
  const std::lock_guard lock(cache().mutex);
  cache().peak = cache().live;
}

void release_cache() {
  const std::lock_guard lock(cache().mutex);
  join_small(cache());
  free_unused_chunks(cache());
#ifdef __GLIBC__
  malloc_trim(0);  // the C library keeps freed pages that lie between others
#endif
}

}  // namespace allocator
}  // namespace gloss
