#include "core/thread_pool.h"

#include <algorithm>
#include <chrono>
#include <exception>
#include <utility>

namespace gloss {
namespace {

thread_local ThreadPool::Doing doing_now = ThreadPool::Doing::kNothing;
thread_local size_t this_thread = 0;  // its number in the pool

}  // namespace

void run_with_openmp(int threads, int64_t chunks, ChunkFunction f, const void* context) {
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (int64_t chunk = 0; chunk < chunks; ++chunk)
    f(context, chunk);
}

ThreadPool::ThreadPool(int threads) : jobs_(static_cast<size_t>(threads) + 1) {
  helpers_.reserve(static_cast<size_t>(threads - 1));
  try {
    while (size() < threads)
      helpers_.emplace_back([this, i = helpers_.size() + 1] { help(i); });
  } catch (const std::exception&) {
    // A limit of the user or the container is reached (std::system_error, std::bad_alloc). The pool
    // works with the threads that it has.
  }
}

ThreadPool::~ThreadPool() {
  ends_ = true;
  signal();
  for (std::thread& helper : helpers_)
    helper.join();
}

void ThreadPool::run(int64_t chunks, ChunkFunction f, const void* context) {
  run(jobs_[doing_now == Doing::kTask ? 1 + this_thread : 0], Doing::kChunk, chunks, f, context);
}

void ThreadPool::run_tasks(int64_t tasks, ChunkFunction f, const void* context) {
  run(jobs_[0], Doing::kTask, tasks, f, context);
}

int ThreadPool::threads_for_task() const {
  const auto tasks = static_cast<int>(std::clamp<int64_t>(jobs_[0].unfinished, 1, size()));
  return (size() + tasks - 1) / tasks;
}

ThreadPool::Doing ThreadPool::doing() {
  return doing_now;
}

void ThreadPool::run(Job& job, Doing kind, int64_t chunks, ChunkFunction f, const void* context) {
  job.kind = kind;
  job.f = f;
  job.context = context;
  job.unfinished = chunks;
  job.unclaimed = chunks;
  signal();
  run_unclaimed_chunks(job);
  for (int seen = events_; job.unfinished > 0; seen = events_)
    if (kind != Doing::kTask || !work_on_any()) wait_for_event_after(seen);
}

void ThreadPool::help(size_t thread) {
  this_thread = thread;
  for (int seen = events_; !ends_; seen = events_)
    if (!work_on_any()) wait_for_event_after(seen);
}

// Tasks come first: they take longest.
bool ThreadPool::work_on_any() {
  for (Job& job : jobs_)
    if (job.unclaimed > 0) {
      run_unclaimed_chunks(job);
      return true;
    }
  return false;
}

// A helper may arrive here when the job that woke it is over, even while run() puts up the next
// one. That is harmless: it reads a job only after it has claimed a chunk, and run() changes the
// job only when every claimed chunk is finished.
void ThreadPool::run_unclaimed_chunks(Job& job) {
  while (job.unclaimed > 0) {
    const int64_t left = job.unclaimed.fetch_sub(1);
    if (left <= 0) return;  // another thread was faster
    const Doing before = std::exchange(doing_now, job.kind);
    job.f(job.context, left - 1);
    doing_now = before;
    if (--job.unfinished == 0) signal();
  }
}

void ThreadPool::signal() {
  ++events_;
  events_.notify_all();
}

// Polls for up to 100 microseconds. The next operation usually begins within that time, and waking
// a thread that sleeps takes longer.
void ThreadPool::wait_for_event_after(int seen) const {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::microseconds(100);
  while (events_ == seen)
    if (Clock::now() > end) return events_.wait(seen);
}

}  // namespace gloss
