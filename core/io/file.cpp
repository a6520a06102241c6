#include "core/io/file.h"

#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace gloss {
namespace {

// Makes the new name survive a power failure. Not an error if it fails: some file systems cannot do
// it, a folder may be unreadable, and the file is in place in any case.
void sync_folder_of(const std::string& path) {
  const std::filesystem::path folder = std::filesystem::path(path).parent_path();
  const int descriptor = open(folder.empty() ? "." : folder.c_str(), O_RDONLY | O_DIRECTORY);
  if (descriptor < 0) return;
  fsync(descriptor);
  close(descriptor);
}

}  // namespace

void throw_system_error(const std::string& action) {
  throw std::system_error(errno, std::generic_category(), "cannot " + action);
}

void check_regular(const std::string& path) {
  std::error_code ignored;
  const std::filesystem::file_status status = std::filesystem::status(path, ignored);
  if (exists(status) && !is_regular_file(status)) throw std::runtime_error("not a regular file");
}

NewFile::NewFile(const std::string& path) : path_(path), temporary_(path + ".tmp") {
  check_regular(path);
  file_ = std::fopen(temporary_.c_str(), "wb");
  if (!file_) throw_system_error("create '" + temporary_ + "'");
}

NewFile::~NewFile() {
  if (file_) std::fclose(file_);
  std::remove(temporary_.c_str());  // complete() has renamed it
}

void NewFile::write(const void* bytes, size_t count) {
  if (count > 0 && std::fwrite(bytes, 1, count, file_) != count) throw_system_error("write");
}

void NewFile::complete() {
  if (std::fflush(file_) != 0 || fsync(fileno(file_)) != 0 ||
      std::fclose(std::exchange(file_, nullptr)) != 0 ||
      std::rename(temporary_.c_str(), path_.c_str()) != 0) {
    throw_system_error("write");
  }
  sync_folder_of(path_);
}

}  // namespace gloss
