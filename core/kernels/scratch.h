#pragma once

#include <cstdint>
#include <vector>

#include "core/real.h"

namespace gloss::kernels {

// A buffer on the heap that a thread keeps from one chunk of work to the next, so that chunks
// neither allocate nor need a large stack. Each user has its own:
//
//   thread_local Scratch scratch;
//   real* const numbers = scratch.at_least(n);  // uninitialised, valid until the next call
class Scratch {
 public:
  real* at_least(int64_t n) {
    constexpr size_t kPerLine = sizeof(Line) / sizeof(real);
    const size_t lines = (static_cast<size_t>(n) + kPerLine - 1) / kPerLine;
    if (lines > lines_.size()) lines_ = std::vector<Line>(lines);
    return lines_.empty() ? nullptr : lines_[0].numbers;
  }

 private:
  struct alignas(64) Line {  // a cache line
    real numbers[64 / sizeof(real)];
  };
  std::vector<Line> lines_;
};

}  // namespace gloss::kernels
