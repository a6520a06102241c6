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

// Threads that share the chunks of a job. OpenMP could do the same, and the pool replaces it for
// three reasons:
//
// - An OpenMP region ends when all its threads have arrived at its end. On a busy machine one of
//   them may not be running at all, and a training step has hundreds of regions. Here run() waits
//   only for chunks that a thread has begun (core/README.md has the measurement).
// - OpenMP ends the program if the system refuses to start a thread. The pool then works with the
//   threads that it has.
// - A chunk of run_tasks() may run a job of its own. Threads without a task help with its chunks,
//   one after another; a nested OpenMP region has a fixed number of threads.
class ThreadPool {
 public:
  // Starts threads - 1 helpers, or as many as the system allows.
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int size() const { return static_cast<int>(helpers_.size()) + 1; }  // the caller of run() counts

  // Calls f(context, chunk) once for each chunk in [0, chunks), spread over the helpers and the
  // calling thread, and returns when all calls have returned. To be called in a task, or else by
  // one thread at a time; not in a chunk.
  void run(int64_t chunks, ChunkFunction f, const void* context);

  // The same where f may call run(). To be called by one thread at a time; not in a task.
  void run_tasks(int64_t tasks, ChunkFunction f, const void* context);

  // How many threads a job that is begun in a task can expect: those of the pool, divided by the
  // tasks that have not ended.
  int threads_for_task() const;

  // What the calling thread is doing, for any pool.
  enum class Doing { kNothing, kTask, kChunk };
  static Doing doing();

 private:
  struct alignas(64) Job {         // a cache line of its own
    Doing kind = Doing::kNothing;  // of its chunks
    ChunkFunction f = nullptr;
    const void* context = nullptr;
    std::atomic<int64_t> unclaimed{0};   // chunks that no thread has begun; not above 0 when idle
    std::atomic<int64_t> unfinished{0};  // chunks that have not ended
  };

  void run(Job& job, Doing kind, int64_t chunks, ChunkFunction f, const void* context);
  void help(size_t thread);
  bool work_on_any();
  void run_unclaimed_chunks(Job& job);
  void signal();
  void wait_for_event_after(int seen) const;

  // Job 0 is begun from outside, job 1 + i by the task that thread i runs. Thread 0 is the caller.
  std::vector<Job> jobs_;
  std::atomic<int> events_{0};  // jobs that began or ended
  std::atomic<bool> ends_{false};
  std::vector<std::thread> helpers_;  // last: a helper uses the members above
};

}  // namespace gloss
