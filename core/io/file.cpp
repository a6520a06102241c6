#include "core/io/file.h"

#include <cerrno>
#include <charconv>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/stat.h>
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

// Whether /dev/stdout, /dev/fd/3 and the like lead to this path: an open file of this process.
bool is_open_file(const std::filesystem::path& path) {
  std::error_code ignored;
  const std::filesystem::path open_files = std::filesystem::canonical("/proc/self/fd", ignored);
  return !open_files.empty() &&
         std::filesystem::weakly_canonical(path.parent_path(), ignored) == open_files;
}

// Where a path's symbolic links lead, whether or not there is a file.
std::filesystem::path follow_links(std::filesystem::path path) {
  constexpr int kMostLinks = 40;  // as Linux; more are a cycle, which cannot be opened
  std::error_code ignored;
  for (int i = 0; i < kMostLinks && is_symlink(path, ignored) && !is_open_file(path); ++i)
    path = path.parent_path() / read_symlink(path, ignored);
  return path;
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

NewFile::NewFile(const std::string& path)
    : path_(path), target_(follow_links(path)), stream_(this) {
  stream_.exceptions(std::ios::badbit);  // passes on what the functions below throw
  const bool is_open = is_open_file(target_);
  struct stat old {};
  const bool exists = stat(target_.c_str(), &old) == 0;
  if (is_open) {
    // Opened anew, a file would be written from its start, over what others have written to it.
    const std::string name = std::filesystem::path(target_).filename();
    int number = -1;
    std::from_chars(name.data(), name.data() + name.size(), number);
    const int descriptor = dup(number);
    if (descriptor >= 0) file_ = fdopen(descriptor, "wb");
  } else if (exists && !S_ISREG(old.st_mode)) {
    file_ = std::fopen(target_.c_str(), "wb");
  } else if (path.empty()) {
    errno = ENOENT;  // ".tmp" beside it could be written
  } else if (exists ? faccessat(AT_FDCWD, target_.c_str(), W_OK, AT_EACCESS) == 0
                    : errno == ENOENT) {
    int number = 1;
    do {
      temporary_ = target_ + ".tmp" + (number > 1 ? std::to_string(number) : "");
      file_ = std::fopen(temporary_.c_str(), "wbx");  // x: only if there is no such file
      ++number;
    } while (!file_ && errno == EEXIST);
    if (file_ && exists) fchmod(fileno(file_), old.st_mode & 07777);
  }
  if (!file_) fail();
}

NewFile::~NewFile() {
  if (file_) std::fclose(file_);
  if (!temporary_.empty()) std::remove(temporary_.c_str());
}

void NewFile::complete() {
  const bool written = std::fflush(file_) == 0 && (temporary_.empty() || fsync(fileno(file_)) == 0);
  if (std::fclose(std::exchange(file_, nullptr)) != 0 || !written) fail();
  if (temporary_.empty()) return;
  if (std::rename(temporary_.c_str(), target_.c_str()) != 0) fail();
  temporary_.clear();
  sync_folder_of(target_);
}

NewFile::int_type NewFile::overflow(int_type byte) {
  if (std::fputc(byte, file_) == EOF) fail();
  return byte;
}

std::streamsize NewFile::xsputn(const char* bytes, std::streamsize count) {
  const auto size = static_cast<size_t>(count);
  if (size > 0 && std::fwrite(bytes, 1, size, file_) != size) fail();
  return count;
}

int NewFile::sync() {
  if (std::fflush(file_) != 0) fail();
  return 0;
}

void NewFile::fail() const {
  throw_system_error("write '" + path_ + "'");
}

}  // namespace gloss
