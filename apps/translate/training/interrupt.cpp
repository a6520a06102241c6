#include "apps/translate/training/interrupt.h"

#include <csignal>

namespace gloss::translate {
namespace {

volatile std::sig_atomic_t received = 0;

void remember(int) {
  received = 1;
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  received = 0;
  std::signal(SIGINT, remember);
  std::signal(SIGTERM, remember);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

bool InterruptGuard::interrupted() const {
  return received != 0;
}

}  // namespace gloss::translate
