#include "core/parallel.h"

#include <omp.h>

#include "core/check.h"

namespace gloss {
namespace {

int& thread_count() {
  static int count = omp_get_max_threads();
  return count;
}

}  // namespace

int threads() {
  return thread_count();
}

void set_threads(int count) {
  check(count >= 1, "set_threads", "at least one thread is needed, not ", count);
  thread_count() = count;
}

void detail::run_chunks(int64_t chunks, void (*run)(const void* context, int64_t chunk),
                        const void* context) {
  if (chunks == 1 || threads() == 1 || omp_in_parallel()) {
    for (int64_t i = 0; i < chunks; ++i)
      run(context, i);
    return;
  }
#pragma omp parallel for schedule(dynamic) num_threads(threads())
  for (int64_t i = 0; i < chunks; ++i)
    run(context, i);
}

}  // namespace gloss
