#include "core/allocator.h"

#include <cmath>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

using gloss::real;
using gloss::Storage;
namespace allocator = gloss::allocator;

namespace {

// Sanitizer builds do not cache.
bool caching() {
  { const Storage block(1000); }
  return allocator::cached() > 0;
}

}  // namespace

TEST_CASE("allocator: live and peak count the blocks in use", "[core]") {
  const int64_t before = allocator::live();
  allocator::reset_peak();
  CHECK(allocator::peak() == before);
  {
    const Storage first(1024);  // 4096 bytes are a size class of their own, with real = float
    CHECK(allocator::live() == before + 4096);
    { const Storage second(2048); }
    CHECK(allocator::live() == before + 4096);
    CHECK(allocator::peak() == before + 4096 + 8192);
  }
  CHECK(allocator::live() == before);
  CHECK(allocator::peak() == before + 4096 + 8192);
  allocator::reset_peak();
  CHECK(allocator::peak() == before);
}

TEST_CASE("allocator: a request is rounded up by at most a quarter, and to at least 64 bytes",
          "[core]") {
  const int64_t before = allocator::live();
  for (const int64_t size : {0, 1, 16}) {
    const Storage block(size);
    CHECK(block.size() == size);
    CHECK(allocator::live() - before == 64);
  }
  for (int64_t size = 17; size < 100000; size += 1 + size / 7) {
    const Storage block(size);
    const int64_t asked = size * static_cast<int64_t>(sizeof(real));
    const int64_t given = allocator::live() - before;
    CHECK(given >= asked);
    CHECK(given * 4 <= asked * 5);
  }
}

TEST_CASE("allocator: blocks are aligned to 64 bytes", "[core]") {
  std::vector<std::unique_ptr<Storage>> blocks;
  for (const int64_t size : {0, 1, 17, 100, 1000, 33333}) {
    blocks.push_back(std::make_unique<Storage>(size));
    CHECK(reinterpret_cast<uintptr_t>(blocks.back()->data()) % 64 == 0);
  }
}

TEST_CASE("allocator: a freed block serves the next request of its size class", "[core]") {
  if (!caching()) return;
  allocator::release_cache();
  real* first = nullptr;
  {
    Storage block(1000);
    first = block.data();
  }
  const int64_t kept = allocator::cached();
  CHECK(kept >= 4000);
  Storage again(1010);  // another size of the same class
  CHECK(again.data() == first);
  CHECK(allocator::cached() == 0);
  Storage other(1000);  // the cache is empty now
  CHECK(other.data() != first);
}

TEST_CASE("allocator: a large request takes a freed block of up to twice its size", "[core]") {
  if (!caching()) return;
  allocator::release_cache();
  const int64_t before = allocator::live();
  { const Storage freed(1 << 20); }
  {
    const Storage smaller(1 << 19);
    CHECK(allocator::cached() == 0);
    CHECK(allocator::live() - before == (1 << 20) * static_cast<int64_t>(sizeof(real)));
  }
  const int64_t kept = allocator::cached();
  const Storage too_small(400'000), small(100);
  CHECK(allocator::cached() == kept);
}

TEST_CASE("allocator: blocks of many sizes, one at a time, do not add up in the cache", "[core]") {
  if (!caching()) return;
  allocator::release_cache();
  allocator::reset_peak();
  constexpr int64_t kMost = 20'000'000;  // numbers
  const int64_t all = allocator::live() + kMost * int64_t{sizeof(real)};
  for (int64_t size = kMost / 16; size <= kMost; size += kMost / 16) {
    { const Storage block(size); }
    CHECK(allocator::live() + allocator::cached() <= all + all / 2);
  }
  CHECK(allocator::cached() >= kMost * int64_t{sizeof(real)});
}

TEST_CASE("allocator: release_cache empties the cache and leaves the blocks in use alone",
          "[core]") {
  Storage used(5);
  used.data()[4] = 7;
  { const Storage block(3000); }
  allocator::release_cache();
  CHECK(allocator::cached() == 0);
  CHECK(used.data()[4] == 7);
}

TEST_CASE("allocator: threads can allocate and free blocks at the same time", "[core]") {
  const int64_t before = allocator::live();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([t] {
      for (int i = 0; i < 500; ++i) {
        Storage block(1 + (i * 37 + t) % 300);
        block.data()[0] = 1;
      }
    });
  for (std::thread& thread : threads)
    thread.join();
  CHECK(allocator::live() == before);
}

#ifndef NDEBUG
TEST_CASE("allocator: a debug build fills every new block with NaN, also a reused one", "[core]") {
  for (int round = 0; round < 2; ++round) {
    Storage block(333);
    int64_t filled = 0;
    for (int64_t i = 0; i < block.size(); ++i)
      filled += std::isnan(block.data()[i]);
    CHECK(filled == 333);
    block.data()[0] = 1;
  }
}
#else
TEST_CASE("allocator: a release build leaves the numbers of a reused block as they were",
          "[core]") {
  if (!caching()) return;
  allocator::release_cache();
  {
    Storage block(333);
    block.data()[7] = 5;
  }
  Storage again(333);
  CHECK(again.data()[7] == 5);
}
#endif
