#include "core/parallel.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <omp.h>
#include <thread>

#include "core/check.h"

namespace gloss {
namespace {

thread_local bool inside = false;  // a chunk of work: what it calls runs serially

// OpenMP's threads, in one parallel region that stays open, taking chunks from whoever calls. A
// region for each operation would end hundreds of times a training step with all its threads
// waiting for the last to arrive; on a machine that is busy otherwise, where one of them may not be
// running at all, two threads then took eight times as long as one. Here a caller waits only for
// those that have begun a chunk.
class Team {
 public:
  explicit Team(int helpers)
      : opener_([this, helpers] {
#pragma omp parallel num_threads(helpers)
          serve();
        }) {
  }

  ~Team() {
    {
      const std::lock_guard lock(mutex_);
      closing_ = true;
    }
    work_is_there_.notify_all();
    opener_.join();
  }

  void run(int64_t chunks, void (*work)(const void*, int64_t), const void* context) {
    const std::lock_guard turn(caller_);
    {
      const std::lock_guard lock(mutex_);
      work_ = work;
      context_ = context;
      chunks_ = chunks;
      next_ = 0;
      ++job_;
    }
    work_is_there_.notify_all();
    inside = true;
    take_chunks();
    inside = false;
    wait_a_little([this] { return busy_ == 0; });
    std::unique_lock lock(mutex_);
    all_done_.wait(lock, [this] { return busy_ == 0; });
  }

 private:
  // A thread that is put to sleep takes longer to come back than the usual pause between two
  // operations lasts.
  template <class F>
  static void wait_a_little(const F& ready) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::microseconds(100);
    while (!ready() && Clock::now() < end) {
    }
  }

  void take_chunks() {
    for (int64_t i = next_++; i < chunks_; i = next_++)
      work_(context_, i);
  }

  void serve() {
    inside = true;
    for (int64_t seen = 0;;) {
      wait_a_little([&] { return job_ != seen; });
      std::unique_lock lock(mutex_);
      work_is_there_.wait(lock, [&] { return closing_ || job_ != seen; });
      if (closing_) return;
      seen = job_;
      if (next_ >= chunks_) continue;  // the others were faster
      ++busy_;
      lock.unlock();
      take_chunks();
      lock.lock();
      if (--busy_ == 0) all_done_.notify_one();
    }
  }

  std::mutex caller_, mutex_;
  std::condition_variable work_is_there_, all_done_;
  void (*work_)(const void*, int64_t) = nullptr;
  const void* context_ = nullptr;
  int64_t chunks_ = 0;
  bool closing_ = false;
  std::atomic<int64_t> job_{0}, next_{0};
  std::atomic<int> busy_{0};  // helpers that have begun a chunk
  std::thread opener_;        // last: it starts when all else is there
};

struct Threads {
  int count = omp_get_max_threads();
  std::unique_ptr<Team> team;  // opened when first needed
};

Threads& process_threads() {
  static Threads threads;
  return threads;
}

}  // namespace

int threads() {
  return process_threads().count;
}

void set_threads(int count) {
  check(count >= 1, "set_threads", "at least one thread is needed, not ", count);
  process_threads().count = count;
  process_threads().team.reset();
}

void detail::run_chunks(int64_t chunks, void (*run)(const void* context, int64_t chunk),
                        const void* context) {
  if (chunks == 1 || inside || threads() == 1) {
    for (int64_t i = 0; i < chunks; ++i)
      run(context, i);
    return;
  }
  std::unique_ptr<Team>& team = process_threads().team;
  if (!team) team = std::make_unique<Team>(threads() - 1);
  team->run(chunks, run, context);
}

}  // namespace gloss
