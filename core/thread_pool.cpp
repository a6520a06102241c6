#include "core/thread_pool.h"

#include <chrono>
#include <exception>
#include <limits>

namespace gloss {
namespace {

constexpr int64_t kClosed = std::numeric_limits<int64_t>::min() / 2;  // no helper counts that low

thread_local bool running_chunks = false;

// Polls for up to 100 microseconds. The next operation usually begins within that time, and waking
// a thread that sleeps takes longer.
template <class Condition>
void poll(const Condition& condition) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::microseconds(100);
  while (!condition() && Clock::now() < end) {
  }
}

}  // namespace

void run_with_openmp(int threads, int64_t chunks, ChunkFunction f, const void* context) {
#pragma omp parallel for schedule(dynamic) num_threads(threads)
  for (int64_t chunk = 0; chunk < chunks; ++chunk)
    f(context, chunk);
}

ThreadPool::ThreadPool(int threads) {
  helpers_.reserve(static_cast<size_t>(threads - 1));
  try {
    while (size() < threads)
      helpers_.emplace_back([this] { help(); });
  } catch (const std::exception&) {
    // A limit of the user or the container is reached (std::system_error, std::bad_alloc). The pool
    // works with the threads that it has.
  }
}

ThreadPool::~ThreadPool() {
  unclaimed_ = kClosed;
  unclaimed_.notify_all();
  for (std::thread& helper : helpers_)
    helper.join();
}

void ThreadPool::run(int64_t chunks, ChunkFunction f, const void* context) {
  f_ = f;
  context_ = context;
  unfinished_ = chunks;
  unclaimed_ = chunks;
  unclaimed_.notify_all();
  running_chunks = true;
  run_unclaimed_chunks();
  running_chunks = false;
  poll([this] { return unfinished_ == 0; });
  for (int64_t left; (left = unfinished_) > 0;)
    unfinished_.wait(left);
}

bool ThreadPool::in_chunk() {
  return running_chunks;
}

void ThreadPool::help() {
  running_chunks = true;
  for (;;) {
    run_unclaimed_chunks();
    poll([this] { return unclaimed_ > 0; });
    const int64_t idle = unclaimed_;
    if (idle <= kClosed) return;
    if (idle <= 0) unclaimed_.wait(idle);
  }
}

// A helper may arrive here when the job that woke it is over, even while run() puts up the next
// one. That is harmless: it reads f_ and context_ only after it has claimed a chunk, and run()
// changes them only when every claimed chunk is finished.
void ThreadPool::run_unclaimed_chunks() {
  while (unclaimed_ > 0) {
    const int64_t left = unclaimed_.fetch_sub(1);
    if (left <= 0) return;  // another thread was faster
    f_(context_, left - 1);
    if (--unfinished_ == 0) unfinished_.notify_one();
  }
}

}  // namespace gloss
