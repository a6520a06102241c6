#pragma once

#include <array>
#include <csignal>
#include <utility>

// Signals that ask a command to stop: it finishes what it is at, and nothing is lost.

namespace gloss::translate {

// While this object lives, a first SIGINT (Ctrl-C), SIGTERM or SIGHUP (the terminal was closed)
// only makes interrupted() true; of Ctrl-C a terminal is told so. The second SIGINT or SIGTERM ends
// the program, but not the second SIGHUP: the system and the shell may each send one. A signal that
// was ignored before, as SIGHUP is under nohup, stays ignored.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;

 private:
  std::array<std::pair<int, struct sigaction>, 3> handled_ = {
      {{SIGINT, {}}, {SIGTERM, {}}, {SIGHUP, {}}}};
};

// Whether such a signal has come.
bool interrupted();

}  // namespace gloss::translate
