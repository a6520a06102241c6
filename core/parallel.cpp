#include "core/parallel.h"

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <omp.h>
#include <thread>

#include "core/check.h"

namespace gloss {
namespace {

using Work = void (*)(const void* context, int64_t chunk);

thread_local bool inside = false;  // a chunk of work: what it calls runs serially

// OpenMP's threads, in one parallel region that stays open, taking chunks from whoever calls. A
// region for each operation would end hundreds of times a training step with all its threads
// waiting for the last to arrive; on a machine that is busy otherwise, where one of them may not be
// running at all, two threads then took eight times as long as one. Here a caller waits only for
// chunks that somebody has begun.
class Team {
 public:
  explicit Team(int helpers)
      : opener_([this, helpers] {
#pragma omp parallel num_threads(helpers)
          serve();
        }) {
  }

  ~Team() {
    ticket_ = kClosing;
    ticket_.notify_all();
    opener_.join();
  }

  void run(int64_t chunks, Work work, const void* context) {
    work_ = work;
    context_ = context;
    pending_ = chunks;
    job_ = (job_ + 1) % (uint64_t{1} << 31);
    ticket_ = job_ << 32 | static_cast<uint64_t>(chunks);
    ticket_.notify_all();
    inside = true;
    while (take_chunk()) {
    }
    inside = false;
    wait_a_little([this] { return pending_ == 0; });
    for (int64_t left; (left = pending_) > 0;)
      pending_.wait(left);
  }

 private:
  static constexpr uint64_t kClosing = ~uint64_t{0} << 32;

  // A thread that is put to sleep takes longer to come back than the usual pause between two
  // operations lasts.
  template <class F>
  static void wait_a_little(const F& ready) {
    using Clock = std::chrono::steady_clock;
    const auto end = Clock::now() + std::chrono::microseconds(100);
    while (!ready() && Clock::now() < end) {
    }
  }

  // Whoever lowers the count of chunks left has one of them, and the job cannot end without it, so
  // that what belongs to the job stands still meanwhile.
  bool take_chunk() {
    uint64_t ticket = ticket_;
    do {
      if (left(ticket) == 0) return false;
    } while (!ticket_.compare_exchange_weak(ticket, ticket - 1));
    work_(context_, left(ticket) - 1);
    if (--pending_ == 0) pending_.notify_one();
    return true;
  }

  static int64_t left(uint64_t ticket) {
    return static_cast<uint32_t>(ticket);
  }

  void serve() {
    inside = true;
    for (;;) {
      while (take_chunk()) {
      }
      const uint64_t idle = ticket_;
      if (idle == kClosing) return;
      if (left(idle) > 0) continue;
      wait_a_little([&] { return ticket_ != idle; });
      ticket_.wait(idle);
    }
  }

  Work work_ = nullptr;
  const void* context_ = nullptr;
  uint64_t job_ = 0;
  std::atomic<uint64_t> ticket_{0};  // the job's number, and below it the chunks nobody has taken
  std::atomic<int64_t> pending_{0};  // chunks not yet done
  std::thread opener_;               // last: it starts when all else is there
};

struct Threads {
  std::atomic<int> count{omp_get_max_threads()};
  std::mutex turn;             // whose turn it is to call the team
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
  const std::lock_guard turn(process_threads().turn);
  process_threads().count = count;
  process_threads().team.reset();
}

void detail::run_chunks(int64_t chunks, Work run, const void* context) {
  if (chunks == 1 || inside || threads() == 1) {
    for (int64_t i = 0; i < chunks; ++i)
      run(context, i);
    return;
  }
  Threads& process = process_threads();
  const std::lock_guard turn(process.turn);
  if (!process.team) process.team = std::make_unique<Team>(process.count - 1);
  process.team->run(chunks, run, context);
}

}  // namespace gloss
