#include "apps/translate/text/temporary_file.h"

#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <stdexcept>
#include <sys/mman.h>
#include <system_error>
#include <unistd.h>

namespace gloss::translate {

TemporaryFile::TemporaryFile(const std::string& beside, std::string contents)
    : contents_(std::move(contents)) {
  std::string name = beside + ".XXXXXX";  // mkostemp replaces each X by a letter
  file_ = mkostemp(name.data(), O_CLOEXEC);
  if (file_ < 0)
    throw std::runtime_error("corpus: cannot create '" + name +
                             "': " + std::generic_category().message(errno));
  unlink(name.c_str());
}

TemporaryFile::~TemporaryFile() {
  for (const auto& [address, size] : mapped_)
    munmap(address, size);
  close(file_);
}

void TemporaryFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = write(file_, bytes.data(), bytes.size());
    if (written < 0 && errno != EINTR) fail();
    if (written < 0) continue;
    bytes.remove_prefix(static_cast<size_t>(written));
    size_ += static_cast<size_t>(written);
  }
}

const char* TemporaryFile::append_mapped(std::string_view bytes) {
  // A mapping begins at a whole page.
  const auto page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  append(std::string((page - size_ % page) % page, '\0'));
  const auto begin = static_cast<off_t>(size_);
  append(bytes);
  void* const address = mmap(nullptr, bytes.size(), PROT_READ, MAP_SHARED, file_, begin);
  if (address == MAP_FAILED) fail();
  mapped_.emplace_back(address, bytes.size());
  return static_cast<const char*>(address);
}

void TemporaryFile::fail() const {
  throw std::runtime_error("corpus: cannot write " + contents_ + ": " +
                           std::generic_category().message(errno));
}

}  // namespace gloss::translate
