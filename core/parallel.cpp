#include "core/parallel.h"

#include <atomic>
#include <cstdlib>
#include <memory>
#include <mutex>
#include <omp.h>

#include "core/check.h"
#include "core/container.h"
#include "core/thread_pool.h"

namespace gloss {
namespace {

// More threads than the container has processors would wait for each other while suspended.
int default_threads() {
  const int count = std::min({omp_get_max_threads(), omp_get_thread_limit(), kMaxThreads});
  const int granted = container_limits().processors;
  return granted > 0 && std::getenv("OMP_NUM_THREADS") == nullptr ? std::min(count, granted)
                                                                  : count;
}

struct Process {
  std::atomic<int> threads{default_threads()};
  std::mutex mutex;                  // held while the pool runs a job or is replaced
  std::unique_ptr<ThreadPool> pool;  // started by the first job
};

Process& process() {
  static Process instance;
  return instance;
}

using Doing = ThreadPool::Doing;

void run_serially(int64_t n, detail::Function f, const void* context) {
  for (int64_t i = 0; i < n; ++i)
    f(context, i);
}

// Calls run(pool), which is started before if it is not there.
template <class Run>
void with_pool(const Run& run) {
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (!p.pool) {
    p.pool = std::make_unique<ThreadPool>(p.threads);
    p.threads = p.pool->size();
  }
  run(*p.pool);
}

}  // namespace

int threads() {
  if (ThreadPool::doing() == Doing::kChunk) return 1;
  if (ThreadPool::doing() == Doing::kTask) return process().pool->threads_for_task();
  return process().threads;
}

void set_threads(int64_t count) {
  check(count >= 1 && count <= kMaxThreads, "set_threads", "the number of threads must be 1 to ",
        kMaxThreads, ", not ", count);
  const std::lock_guard lock(process().mutex);
  process().pool.reset();
  process().threads = static_cast<int>(count);
}

void detail::run_chunks(int64_t n, Function f, const void* context) {
  if (n == 1 || threads() == 1) return run_serially(n, f, context);
  if (ThreadPool::doing() == Doing::kTask)  // whose job holds the mutex
    return process().pool->run(n, f, context);
  with_pool([&](ThreadPool& pool) { pool.run(n, f, context); });
}

void detail::run_tasks(int64_t n, Function f, const void* context) {
  if (n == 1 || threads() == 1 || ThreadPool::doing() != Doing::kNothing)
    return run_serially(n, f, context);
  with_pool([&](ThreadPool& pool) { pool.run_tasks(n, f, context); });
}

}  // namespace gloss
