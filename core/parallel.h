#pragma once

#include <algorithm>
#include <cstdint>
#include <exception>
#include <vector>

namespace gloss {

// Loops that run on several threads and give the same bits for any number of them. A loop is cut
// into chunks by its size alone, each output element is written by one chunk, in index order, and
// partial sums are added in chunk order.

constexpr int kMaxThreads = 1024;

// The number of threads that parallel_for uses; 1 inside another parallel_for, and in a task all
// threads divided by the tasks that have not ended. The default is one for each processor that the
// process may use, unless OMP_NUM_THREADS or OMP_THREAD_LIMIT is set. It becomes smaller if the
// system refuses to start that many.
int threads();

// count: 1 to kMaxThreads.
void set_threads(int64_t count);

namespace detail {
// Call f(context, i) for i in [0, n), spread over the threads; serially inside a parallel_for, and
// run_tasks inside a task, too.
using Function = void (*)(const void* context, int64_t i) noexcept;
void run_chunks(int64_t n, Function f, const void* context);
void run_tasks(int64_t n, Function f, const void* context);
}  // namespace detail

// Calls f(begin, end) for consecutive chunks of [0, n) of at most `grain` elements. f must not
// write what another chunk reads. It must not throw: where there are several chunks, an exception
// in f ends the program. Inside another parallel_for the chunks run one after another, on the
// calling thread.
template <class F>
void parallel_for(int64_t n, int64_t grain, const F& f) {
  if (n <= grain) {
    if (n > 0) f(int64_t{0}, n);
    return;
  }
  struct Context {
    const F& f;
    int64_t n, grain;
  } const context{f, n, grain};
  detail::run_chunks((n + grain - 1) / grain,
                     [](const void* opaque, int64_t chunk) noexcept {
                       const auto& c = *static_cast<const Context*>(opaque);
                       c.f(chunk * c.grain, std::min(c.n, (chunk + 1) * c.grain));
                     },
                     &context);
}

// Calls f(i) for each i in [0, n), each on one thread, several side by side. Unlike a chunk of
// parallel_for, a task may call parallel_for, whose chunks the threads share that have no task. f
// may throw: when all calls have ended, the exception of the lowest i is thrown.
template <class F>
void parallel_tasks(int64_t n, const F& f) {
  std::vector<std::exception_ptr> errors(static_cast<size_t>(n));
  struct Context {
    const F& f;
    std::exception_ptr* errors;
  } const context{f, errors.data()};
  detail::run_tasks(
      n,
      [](const void* opaque, int64_t i) noexcept {
        const auto& c = *static_cast<const Context*>(opaque);
        try {
          c.f(i);
        } catch (...) {
          c.errors[i] = std::current_exception();
        }
      },
      &context);
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

// The sum of f(begin, end) over the same chunks, added in chunk order.
template <class F>
auto ordered_sum(int64_t n, int64_t grain, const F& f) {
  using Sum = decltype(f(int64_t{0}, n));
  std::vector<Sum> partial(static_cast<size_t>((n + grain - 1) / grain));
  parallel_for(n, grain, [&](int64_t begin, int64_t end) {
    partial[static_cast<size_t>(begin / grain)] = f(begin, end);
  });
  Sum total{};
  for (const Sum& part : partial)
    total += part;
  return total;
}

}  // namespace gloss
