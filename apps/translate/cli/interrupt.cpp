#include "apps/translate/cli/interrupt.h"

#include <cerrno>
#include <string_view>
#include <unistd.h>

namespace gloss::translate {
namespace {

volatile std::sig_atomic_t has_come = 0;

void note(int signal) {
  has_come = 1;
  constexpr std::string_view kNote = "\nstopping soon (Ctrl-C again: at once, without saving)\n";
  const int error = errno;
  if (signal == SIGINT && isatty(STDERR_FILENO)) [[maybe_unused]]
    const auto ignored = write(STDERR_FILENO, kNote.data(), kNote.size());
  errno = error;
}

}  // namespace

InterruptGuard::InterruptGuard() {
  for (auto& [signal, before] : handled_) {
    sigaction(signal, nullptr, &before);
    if (before.sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    action.sa_handler = note;
    action.sa_flags = SA_RESTART | (signal == SIGHUP ? 0 : static_cast<int>(SA_RESETHAND));
    sigaction(signal, &action, nullptr);
  }
}

InterruptGuard::~InterruptGuard() {
  for (const auto& [signal, before] : handled_)
    sigaction(signal, &before, nullptr);
}

bool interrupted() {
  return has_come != 0;
}

}  // namespace gloss::translate
