#pragma once

#include <array>

#include "core/parallel.h"

namespace gloss {

// The numbers of threads under which a result must have the same bits.
inline constexpr std::array kThreadCounts{1, 2, 3, 8};

// Sets the number of threads for its lifetime.
class WithThreads {
 public:
  explicit WithThreads(int count) : before_(threads()) { set_threads(count); }
  ~WithThreads() { set_threads(before_); }
  WithThreads(const WithThreads&) = delete;
  WithThreads& operator=(const WithThreads&) = delete;

 private:
  int before_;
};

}  // namespace gloss
