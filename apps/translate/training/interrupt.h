#pragma once

namespace gloss::translate {

// While alive, the first Ctrl-C or SIGTERM is remembered instead of ending the program, so that
// work can be saved; the second one ends it at once.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool interrupted() const;
};

}  // namespace gloss::translate
