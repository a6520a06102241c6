#include "core/parallel.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <chrono>
#include <cstdint>
#include <exception>
#include <mutex>
#include <new>
#include <set>
#include <stdexcept>
#include <string>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

using gloss::ordered_sum;
using gloss::parallel_for;
using gloss::set_threads;
using gloss::WithThreads;

namespace {

using Chunks = std::set<std::pair<int64_t, int64_t>>;

Chunks chunks(int64_t n, int64_t grain) {
  Chunks seen;
  std::mutex mutex;
  parallel_for(n, grain, [&](int64_t begin, int64_t end) {
    const std::lock_guard lock(mutex);
    seen.insert({begin, end});
  });
  return seen;
}

}  // namespace

TEST_CASE("parallel_for: the chunks depend on the size and the grain alone", "[core]") {
  for (const int count : gloss::kThreadCounts) {
    const WithThreads threads(count);
    CHECK(chunks(10, 3) == Chunks{{0, 3}, {3, 6}, {6, 9}, {9, 10}});
    CHECK(chunks(9, 3) == Chunks{{0, 3}, {3, 6}, {6, 9}});
    CHECK(chunks(3, 3) == Chunks{{0, 3}});
    CHECK(chunks(1, 100) == Chunks{{0, 1}});
    CHECK(chunks(0, 3).empty());
    CHECK(chunks(0, 0).empty());
    CHECK(chunks(10007, 10).size() == 1001);
  }
}

TEST_CASE("parallel_for: every element is visited once", "[core]") {
  const WithThreads threads(8);
  std::vector<int> visits(100003, 0);
  parallel_for(100003, 64, [&](int64_t begin, int64_t end) {
    for (int64_t i = begin; i < end; ++i)
      ++visits[static_cast<size_t>(i)];
  });
  CHECK(std::count(visits.begin(), visits.end(), 1) == 100003);
}

TEST_CASE("parallel_for: as many threads work as were set", "[core]") {
  for (const int count : {1, 2, 3, 2}) {
    const WithThreads threads(count);
    CHECK(gloss::threads() == count);
    std::mutex mutex;
    std::set<std::thread::id> seen;
    std::atomic<int> present{0};
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    parallel_for(count, 1, [&](int64_t, int64_t) {  // each chunk waits until all are running
      ++present;
      while (present < count && std::chrono::steady_clock::now() < deadline)
        std::this_thread::yield();
      const std::lock_guard lock(mutex);
      seen.insert(std::this_thread::get_id());
    });
    CHECK(seen.size() == static_cast<size_t>(count));
  }
}

TEST_CASE("parallel_for: several threads can call it at the same time", "[core]") {
  const WithThreads threads(3);
  std::vector<int64_t> sums(4, 0);
  std::vector<std::thread> callers;
  for (int64_t& sum : sums)
    callers.emplace_back([&sum] {
      for (int round = 0; round < 200; ++round)
        sum += ordered_sum(100, 7, [](int64_t begin, int64_t end) { return end - begin; });
    });
  for (std::thread& caller : callers)
    caller.join();
  CHECK(sums == std::vector<int64_t>(4, 20000));
}

TEST_CASE("parallel_for: inside another it runs its chunks in order on the same thread", "[core]") {
  const WithThreads threads(3);
  std::atomic<int> strangers{0}, disorders{0};
  parallel_for(20, 1, [&](int64_t, int64_t) {
    const std::thread::id self = std::this_thread::get_id();
    int64_t last = -1;
    parallel_for(50, 1, [&](int64_t begin, int64_t) {
      if (std::this_thread::get_id() != self) ++strangers;
      if (begin != last + 1) ++disorders;
      last = begin;
    });
    if (gloss::threads() != 1) ++strangers;
  });
  CHECK(strangers == 0);
  CHECK(disorders == 0);
}

TEST_CASE("parallel_for: an exception in one of several chunks ends the program", "[core]") {
  const WithThreads no_pool_before_the_fork(1);
  for (const int count : {1, 3}) {
    const pid_t child = fork();
    if (child == 0) {
      std::set_terminate([] { _exit(7); });
      set_threads(count);
      try {
        parallel_for(8, 1, [](int64_t, int64_t) { throw std::bad_alloc(); });
      } catch (const std::bad_alloc&) {
      }
      _exit(1);
    }
    int status = 0;
    waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 7);
  }
}

TEST_CASE("parallel_tasks: every task runs, and the exception of the lowest is thrown", "[core]") {
  for (const int count : gloss::kThreadCounts) {
    const WithThreads threads(count);
    std::vector<int64_t> sums(5, 0);
    const auto task = [&](int64_t i) {
      sums[static_cast<size_t>(i)] =
          ordered_sum(100, 7, [](int64_t begin, int64_t end) { return end - begin; });
      if (i == 1 || i == 3) throw std::runtime_error("task " + std::to_string(i));
    };
    CHECK_THROWS_WITH(gloss::parallel_tasks(5, task), "task 1");
    CHECK(sums == std::vector<int64_t>(5, 100));
  }
}

TEST_CASE("parallel_tasks: a task has its share of the threads, and those of tasks that ended",
          "[core]") {
  const WithThreads four(4);
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const auto wait_until = [&](const auto& holds) {
    while (!holds() && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
  };
  std::atomic<int> arrived{0}, asked{0};
  std::vector<int> shares(2);
  int alone = 0;
  gloss::parallel_tasks(2, [&](int64_t i) {
    ++arrived;
    wait_until([&] { return arrived == 2; });
    shares[static_cast<size_t>(i)] = gloss::threads();
    ++asked;
    wait_until([&] { return asked == 2; });
    if (i == 0) wait_until([&] { return (alone = gloss::threads()) == 4; });
  });
  CHECK(shares == std::vector<int>{2, 2});
  CHECK(alone == 4);
}

TEST_CASE("ordered_sum: the sum has the same bits for any number of threads", "[core]") {
  const auto part = [](int64_t begin, int64_t end) {
    float sum = 0;
    for (int64_t i = begin; i < end; ++i)
      sum += 1 / static_cast<float>(1 + i * i % 977);
    return sum;
  };
  uint32_t expected = 0;
  for (const int count : gloss::kThreadCounts) {
    const WithThreads threads(count);
    const auto bits = std::bit_cast<uint32_t>(ordered_sum(100003, 100, part));
    if (count == 1) expected = bits;
    CHECK(bits == expected);
  }
  CHECK(std::bit_cast<uint32_t>(part(0, 100003)) != expected);  // the order does decide the bits
}

TEST_CASE("ordered_sum: the sum of no chunks is 0, that of one chunk its value", "[core]") {
  const auto length = [](int64_t begin, int64_t end) { return end - begin; };
  CHECK(ordered_sum(0, 10, length) == 0);
  CHECK(ordered_sum(7, 10, length) == 7);
  CHECK(ordered_sum(101, 10, length) == 101);
}

TEST_CASE("set_threads: a number outside 1 to 1024 is refused, however large", "[core]") {
  const std::string rule = "set_threads: the number of threads must be 1 to 1024, not ";
  CHECK_THROWS_WITH(set_threads(0), rule + "0");
  CHECK_THROWS_AS(set_threads(-2), std::invalid_argument);
  CHECK_THROWS_WITH(set_threads(1025), rule + "1025");
  CHECK_THROWS_WITH(set_threads(3'000'000'000), rule + "3000000000");
}
