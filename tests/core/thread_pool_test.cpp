#include "core/thread_pool.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

using namespace gloss;

namespace {

using Run = std::function<void(int64_t chunks, const std::function<void(int64_t)>& f)>;

// A ChunkFunction whose context is the function to call.
void call(const void* context, int64_t chunk) noexcept {
  (*static_cast<const std::function<void(int64_t)>*>(context))(chunk);
}

Run on(ThreadPool& pool) {
  return [&](int64_t chunks, const auto& f) { pool.run(chunks, call, &f); };
}

// Calls the test with the pool and with its specification, both with this many threads.
void for_both(int threads, const std::function<void(const Run&)>& test) {
  ThreadPool pool(threads);
  REQUIRE(pool.size() == threads);
  {
    INFO("ThreadPool");
    test(on(pool));
  }
  {
    INFO("OpenMP");
    test([&](int64_t chunks, const auto& f) { run_with_openmp(threads, chunks, call, &f); });
  }
}

bool every_chunk_runs_once(const Run& run, int64_t chunks) {
  std::vector<std::atomic<int>> visits(static_cast<size_t>(chunks));
  run(chunks, [&](int64_t chunk) { ++visits[static_cast<size_t>(chunk)]; });
  return std::ranges::all_of(visits, [](const auto& count) { return count == 1; });
}

// Whether `work` succeeds in a process that cannot start a thread. Root is exempt from the limit,
// so the process gives up that right first.
bool succeeds_without_new_threads(const std::function<bool()>& work) {
  const pid_t child = fork();
  if (child == 0) {
    constexpr uid_t kNobody = 65534;
    const rlimit none{0, 0};
    const bool ready =
        (getuid() != 0 || setuid(kNobody) == 0) && setrlimit(RLIMIT_NPROC, &none) == 0;
    _exit(ready && work() ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

}  // namespace

TEST_CASE("thread pool: a job runs every chunk once, as its specification does", "[core]") {
  for (const int threads : {1, 2, 4})
    for_both(threads, [](const Run& run) {
      for (const int64_t chunks : {1, 2, 3, 64, 1001})
        CHECK(every_chunk_runs_once(run, chunks));
    });
}

TEST_CASE("thread pool: as many chunks as there are threads run at the same time", "[core]") {
  for (const int threads : {1, 2, 4})
    for_both(threads, [&](const Run& run) {
      std::atomic<int> present{0}, alone{0};
      const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
      run(threads, [&](int64_t) {
        ++present;
        while (present < threads && std::chrono::steady_clock::now() < deadline)
          std::this_thread::yield();
        if (present < threads) ++alone;
      });
      CHECK(alone == 0);
    });
}

TEST_CASE("thread pool: a job ends when its last chunk has ended", "[core]") {
  for_both(3, [](const Run& run) {
    std::atomic<int> ended{0};
    run(7, [&](int64_t chunk) {
      std::this_thread::sleep_for(std::chrono::milliseconds(chunk));
      ++ended;
    });
    CHECK(ended == 7);
  });
}

TEST_CASE("thread pool: thousands of short jobs in a row lose no chunk", "[core]") {
  for_both(4, [](const Run& run) {
    std::vector<int> visits(22);
    for (int job = 0; job < 5000; ++job)
      run(22, [&](int64_t chunk) { ++visits[static_cast<size_t>(chunk)]; });
    CHECK(visits == std::vector<int>(22, 5000));
  });
}

TEST_CASE("thread pool: a helper that sleeps wakes up for the next job", "[core]") {
  for_both(3, [](const Run& run) {
    for (int job = 0; job < 5; ++job) {
      CHECK(every_chunk_runs_once(run, 100));
      std::this_thread::sleep_for(std::chrono::milliseconds(5));  // helpers poll for 0.1 ms
    }
  });
}

TEST_CASE("thread pool: doing() tells what the calling thread runs, on every thread", "[core]") {
  using enum ThreadPool::Doing;
  ThreadPool pool(3);
  CHECK(ThreadPool::doing() == kNothing);
  std::atomic<int> chunks{0}, tasks{0};
  const std::function<void(int64_t)> count_chunk = [&](int64_t) {
    chunks += ThreadPool::doing() == kChunk;
  };
  const std::function<void(int64_t)> count_task = [&](int64_t) {
    tasks += ThreadPool::doing() == kTask;
    pool.run(50, call, &count_chunk);
    tasks += ThreadPool::doing() == kTask;
  };
  pool.run(50, call, &count_chunk);
  CHECK(chunks == 50);
  pool.run_tasks(7, call, &count_task);
  CHECK(chunks == 400);
  CHECK(tasks == 14);
  CHECK(ThreadPool::doing() == kNothing);
}

TEST_CASE("thread pool: jobs of tasks side by side lose no chunk", "[core]") {
  for (const int threads : {1, 2, 3, 8}) {
    ThreadPool pool(threads);
    for (int round = 0; round < 50; ++round) {
      std::vector<std::vector<int>> visits(3, std::vector<int>(22));
      const std::function<void(int64_t)> task = [&](int64_t i) {
        std::vector<int>& of_task = visits[static_cast<size_t>(i)];
        const std::function<void(int64_t)> chunk = [&](int64_t j) {
          ++of_task[static_cast<size_t>(j)];
        };
        for (int job = 0; job < 40; ++job)
          pool.run(22, call, &chunk);
      };
      pool.run_tasks(3, call, &task);
      CHECK(visits == std::vector(3, std::vector<int>(22, 40)));
    }
  }
}

TEST_CASE("thread pool: threads without a task share the chunks of the tasks", "[core]") {
  constexpr int kThreads = 4;
  ThreadPool pool(kThreads);
  std::atomic<int> present{0}, alone{0};
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  const std::function<void(int64_t)> chunk = [&](int64_t) {  // waits until all threads run one
    ++present;
    while (present < kThreads && std::chrono::steady_clock::now() < deadline)
      std::this_thread::yield();
    if (present < kThreads) ++alone;
  };
  const std::function<void(int64_t)> task = [&](int64_t i) {
    if (i == 0) pool.run(kThreads, call, &chunk);
  };
  pool.run_tasks(2, call, &task);
  CHECK(alone == 0);
}

TEST_CASE("thread pool: a pool that ends at once, idle or just after a job, leaves no thread",
          "[core]") {
  for (int round = 0; round < 200; ++round) {
    ThreadPool pool(4);
    if (round % 2 == 1) CHECK(every_chunk_runs_once(on(pool), 5));
  }
}

TEST_CASE("thread pool: where no thread can be started, the calling thread does all chunks",
          "[core]") {
  CHECK(succeeds_without_new_threads([] {
    ThreadPool pool(4);
    return pool.size() == 1 && every_chunk_runs_once(on(pool), 100);
  }));
}

TEST_CASE("parallel_for: where no thread can be started, it runs on one and threads() says so",
          "[core]") {
  const WithThreads no_pool_before_the_fork(1);
  CHECK(succeeds_without_new_threads([] {
    set_threads(4);
    const int64_t sum = ordered_sum(100, 7, [](int64_t begin, int64_t end) { return end - begin; });
    return sum == 100 && threads() == 1;
  }));
}
