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

}  // namespace

int threads() {
  return ThreadPool::in_chunk() ? 1 : process().threads.load();
}

void set_threads(int64_t count) {
  check(count >= 1 && count <= kMaxThreads, "set_threads", "the number of threads must be 1 to ",
        kMaxThreads, ", not ", count);
  const std::lock_guard lock(process().mutex);
  process().pool.reset();
  process().threads = static_cast<int>(count);
}

void detail::run_chunks(int64_t chunks, void (*run)(const void* context, int64_t chunk) noexcept,
                        const void* context) {
  if (chunks == 1 || threads() == 1) {
    for (int64_t chunk = 0; chunk < chunks; ++chunk)
      run(context, chunk);
    return;
  }
  Process& p = process();
  const std::lock_guard lock(p.mutex);
  if (!p.pool) {
    p.pool = std::make_unique<ThreadPool>(p.threads);
    p.threads = p.pool->size();
  }
  p.pool->run(chunks, run, context);
}

}  // namespace gloss
