#include "core/allocator.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <deque>
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
    const Storage first(1024);
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

TEST_CASE("allocator: a request is rounded up to a multiple of 64 bytes", "[core]") {
  const int64_t before = allocator::live();
  for (const int64_t size : {0, 1, 16, 17, 31, 100, 99999}) {
    const Storage block(size);
    CHECK(block.size() == size);
    const int64_t asked = size * static_cast<int64_t>(sizeof(real));
    const int64_t given = allocator::live() - before;
    CHECK(given % 64 == 0);
    CHECK(given >= std::max<int64_t>(asked, 1));
    CHECK(given < asked + 64 + (size == 0));
  }
}

TEST_CASE("allocator: blocks are aligned to 64 bytes", "[core]") {
  std::vector<std::unique_ptr<Storage>> blocks;
  for (const int64_t size : {0, 1, 17, 100, 1000, 33333}) {
    blocks.push_back(std::make_unique<Storage>(size));
    CHECK(reinterpret_cast<uintptr_t>(blocks.back()->data()) % 64 == 0);
  }
}

TEST_CASE("allocator: a freed block serves the next request that fits", "[core]") {
  if (!caching()) return;
  const Storage first(100'000);
  auto between = std::make_unique<Storage>(100'000);
  const Storage last(100'000);
  real* const freed = between->data();
  between.reset();
  const int64_t kept = allocator::cached();
  const Storage again(90'000);
  CHECK(again.data() == freed);
  CHECK(allocator::cached() == kept - 90'000 * int64_t{sizeof(real)});
}

TEST_CASE("allocator: freed blocks that lie side by side make room for a larger one", "[core]") {
  if (!caching()) return;
  for (const auto& order : {std::vector<size_t>{0, 1, 2}, {2, 1, 0}, {0, 2, 1}}) {
    allocator::release_cache();
    std::vector<std::unique_ptr<Storage>> blocks;
    for (int i = 0; i < 5; ++i)
      blocks.push_back(std::make_unique<Storage>(100'000));
    real* const first = blocks[1]->data();
    CHECK(blocks[3]->data() == first + 200'000);
    for (const size_t i : order)
      blocks[1 + i].reset();
    CHECK(Storage(300'000).data() == first);
  }
}

TEST_CASE("allocator: of the free ranges the smallest that is large enough is used", "[core]") {
  if (!caching()) return;
  allocator::release_cache();
  auto large = std::make_unique<Storage>(200'000);
  const Storage between(100'000);
  auto fits = std::make_unique<Storage>(100'000);
  const Storage last(100'000);
  real* const expected = fits->data();
  large.reset();
  fits.reset();
  CHECK(Storage(90'000).data() == expected);
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

TEST_CASE("allocator: small blocks that live longer than others do not cut the memory to pieces",
          "[core]") {
  if (!caching()) return;
  allocator::release_cache();
  constexpr int64_t kLarge = 5'000'000;  // numbers
  const int64_t before = allocator::live() + allocator::cached();
  std::deque<Storage> kept;
  for (int64_t round = 0; round < 300; ++round) {
    std::deque<Storage> small;
    for (int64_t i = 0; i < 20; ++i)
      (i == 10 ? kept : small).emplace_back(1000 + 16 * (round + i));
    if (kept.size() > 50) kept.pop_front();
    const Storage large(kLarge);
  }
  const int64_t all = allocator::live() + allocator::cached() - before;
  CHECK(all <= 2 * kLarge * int64_t{sizeof(real)});
}

TEST_CASE("allocator: release_cache leaves no memory without blocks, and blocks in use alone",
          "[core]") {
  allocator::release_cache();
  const int64_t before = allocator::cached();
  constexpr int64_t kMore = 10'000'000;  // numbers: more than is kept, so that it gets a chunk
  Storage used(5);
  used.data()[4] = 7;
  { const Storage block(kMore); }
  if (caching()) CHECK(allocator::cached() >= kMore * int64_t{sizeof(real)});
  allocator::release_cache();
  CHECK(allocator::cached() <= before + (1 << 21));
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
