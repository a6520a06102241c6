#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

namespace gloss {

// Threads, and the promise that they change nothing: work is cut into chunks that depend on its
// size alone, every output element is written by one chunk in index order, and sums over chunks are
// added in chunk order. So the same bits come out for any number of threads.

int threads();
void set_threads(int count);  // at least 1; the default is what OpenMP offers

namespace detail {
// Calls run(context, i) for i in [0, chunks), spread over the threads. Inside another parallel
// section it runs serially.
void run_chunks(int64_t chunks, void (*run)(const void* context, int64_t chunk),
                const void* context);
}  // namespace detail

// Calls f(begin, end) over consecutive pieces of [0, n) of at most `grain` elements. f must neither
// throw nor write what another piece reads.
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
                     [](const void* opaque, int64_t chunk) {
                       const auto& c = *static_cast<const Context*>(opaque);
                       c.f(chunk * c.grain, std::min(c.n, (chunk + 1) * c.grain));
                     },
                     &context);
}

// The sum of f(begin, end) over the same pieces, added in order.
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
