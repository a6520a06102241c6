#pragma once

namespace gloss::translate {

// While this object lives, the first SIGINT (Ctrl-C) or SIGTERM only sets a flag, so that work can
// be saved; the second one ends the program.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  bool interrupted() const;
};

}  // namespace gloss::translate
