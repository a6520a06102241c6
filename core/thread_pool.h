#pragma once

#include <atomic>
#include <cstdint>
#include <thread>
#include <vector>

namespace gloss {

// Does one chunk of a job. `context` points to what the job needs. An exception ends the program:
// helpers would go on with a job that run() has left.
using ChunkFunction = void (*)(const void* context, int64_t chunk) noexcept;

// The specification of ThreadPool::run, in OpenMP. The tests hold the pool to it.
void run_with_openmp(int threads, int64_t chunks, ChunkFunction f, const void* context);

// Threads that share the chunks of one job after another. OpenMP could do the same, and the pool
// replaces it for two reasons:
//
// - An OpenMP region ends when all its threads have arrived at its end. On a busy machine one of
//   them may not be running at all, and a training step has hundreds of regions. Here run() waits
//   only for chunks that a thread has begun (core/README.md has the measurement).
// - OpenMP ends the program if the system refuses to start a thread. The pool then works with the
//   threads that it has.
class ThreadPool {
 public:
  // Starts threads - 1 helpers, or as many as the system allows.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(helpers_.size()) + 1; }  // the caller of run() counts

  // Calls f(context, chunk) once for each chunk in [0, chunks), spread over the helpers and the
  // calling thread, and returns when all calls have returned. To be called by one thread at a
  // time, and not from within f.
  void run(int64_t chunks, ChunkFunction f, const void* context);

  // Whether the calling thread is running a chunk of any pool.
  static bool in_chunk();

 private:
  void help();
  void run_unclaimed_chunks();

  ChunkFunction f_ = nullptr;
  const void* context_ = nullptr;
  std::atomic<int64_t> unclaimed_{0};   // chunks that no thread has begun; not above 0 when idle
  std::atomic<int64_t> unfinished_{0};  // chunks that have not ended
  std::vector<std::thread> helpers_;    // last: a helper uses the members above
};

}  // namespace gloss
