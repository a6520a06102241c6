#include "apps/translate/text/line_reader.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <filesystem>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

std::runtime_error error(const std::string& what) {
  return std::runtime_error("corpus: " + what);
}

// What a file that is no UTF-8 text is, and what to do with it, by its first bytes; empty for text.
std::string other_kind(std::string_view bytes) {
  constexpr const char* kUtf16 = "UTF-16, not UTF-8 (iconv -f UTF-16 -t UTF-8 converts it)";
  constexpr std::pair<std::string_view, const char*> kKinds[] = {
      {"\x1F\x8B", "compressed (gzip -d unpacks it)"},
      {"BZh", "compressed (bzip2 -d unpacks it)"},
      {"\xFD\x37zXZ", "compressed (xz -d unpacks it)"},
      {"\x28\xB5\x2F\xFD", "compressed (zstd -d unpacks it)"},
      {"PK\3\4", "a ZIP archive or an office document (save it as text)"},
      {"%PDF", "a PDF document (save it as text)"},
      {"\xFF\xFE", kUtf16},
      {"\xFE\xFF", kUtf16}};
  for (const auto& [first_bytes, kind] : kKinds)
    if (bytes.starts_with(first_bytes)) return kind;
  if (std::ranges::count(bytes, '\r') > 1 && bytes.find('\n') == bytes.npos)
    return "text with the line ends of old Macs (tr '\\r' '\\n' converts them)";
  // UTF-16 without a mark: every other byte of Latin text is 0.
  bytes = bytes.substr(0, 1000);
  for (const size_t first : {size_t{0}, size_t{1}}) {
    size_t zeros = 0, others = 0;
    for (size_t i = first; i < bytes.size(); i += 2)
      ++(bytes[i] == 0 ? zeros : others);
    const char* const order = first == 0 ? "BE" : "LE";
    if (zeros >= 2 && zeros > 2 * others)
      return "UTF-16, not UTF-8 (iconv -f UTF-16" + std::string(order) + " -t UTF-8 converts it)";
  }
  return "";
}

}  // namespace

std::string input_name(const std::string& path) {
  return path == "-" ? "standard input" : "'" + path + "'";
}

// A file descriptor, because ready() must know whether reading would wait. A stream cannot tell.
LineReader::LineReader(const std::string& path, Bytes bytes)
    : name_(input_name(path)), bytes_(bytes) {
  if (path == "-") {
    file_ = STDIN_FILENO;
    return;
  }
  std::error_code ignored;
  const bool is_directory = std::filesystem::is_directory(path, ignored);
  if (!is_directory) file_ = open(path.c_str(), O_RDONLY | O_CLOEXEC);  // a directory would open
  if (file_ < 0) {
    const int reason = is_directory ? EISDIR : errno;
    throw error("cannot open " + name_ + ": " + std::generic_category().message(reason));
  }
}

LineReader::~LineReader() {
  if (file_ >= 0 && file_ != STDIN_FILENO && (!copy_ || file_ != copy_->descriptor())) close(file_);
}

void LineReader::keep_pipe(const std::string& path) {
  struct stat file {};
  if (fstat(file_, &file) == 0 && S_ISREG(file.st_mode)) {
    start_ = lseek(file_, 0, SEEK_CUR);  // standard input may be anywhere in its file
    return;
  }
  copy_ = std::make_unique<TemporaryFile>(path, "a copy of " + name_);
}

void LineReader::rewind() {
  if (copy_ && file_ != copy_->descriptor()) {
    if (file_ != STDIN_FILENO) close(file_);
    file_ = copy_->descriptor();
  }
  if (lseek(file_, start_, SEEK_SET) < 0) throw error("cannot read " + name_ + " again");
  bytes_ = Bytes::kAny;
  buffer_.clear();
  begin_ = searched_ = 0;
  at_end_ = false;
  line_number_ = bytes_read_ = 0;
}

bool LineReader::has_line() {
  if (at_end_) return true;
  searched_ = buffer_.find('\n', searched_);
  if (searched_ != std::string::npos) return true;
  searched_ = buffer_.size();
  return false;
}

void LineReader::read_more() {
  constexpr size_t kBytes = 1 << 16;
  buffer_.erase(0, begin_);
  searched_ -= begin_;
  begin_ = 0;
  const size_t before = buffer_.size();
  buffer_.resize(before + kBytes);
  ssize_t count = 0;
  do
    count = read(file_, buffer_.data() + before, kBytes);
  while (count < 0 && errno == EINTR);
  buffer_.resize(before + static_cast<size_t>(count > 0 ? count : 0));
  if (count < 0) throw error("cannot read " + name_);
  if (copy_ && file_ != copy_->descriptor())
    copy_->append(std::string_view(buffer_).substr(before));
  bytes_read_ += count;
  at_end_ = count == 0;
}

bool LineReader::ready() {
  while (!has_line()) {
    pollfd waiting{file_, POLLIN, 0};
    if (poll(&waiting, 1, 0) <= 0) return false;
    read_more();
  }
  return true;
}

double LineReader::share() const {
  struct stat file {};
  if (fstat(file_, &file) != 0 || !S_ISREG(file.st_mode) || file.st_size == 0) return 0;
  const auto waiting = static_cast<int64_t>(buffer_.size() - begin_);
  return static_cast<double>(bytes_read_ - waiting) / static_cast<double>(file.st_size);
}

bool LineReader::next(std::string& line) {
  while (!has_line())
    read_more();
  if (line_number_ == 0) {
    const std::string kind = other_kind(buffer_);
    if (!kind.empty()) throw error(name_ + " is " + kind);
  }
  if (begin_ == buffer_.size()) return false;
  const size_t end = std::min(buffer_.find('\n', searched_), buffer_.size());
  line.assign(buffer_, begin_, end - begin_);
  begin_ = searched_ = std::min(end + 1, buffer_.size());
  ++line_number_;
  const auto byte = bytes_ == Bytes::kAny ? std::nullopt : invalid_utf8_at(line);
  if (byte) {
    throw error(name_ + " line " + std::to_string(line_number_) + ", byte " +
                std::to_string(*byte + 1) + ": not valid UTF-8");
  }
  if (line_number_ == 1 && line.starts_with(kByteOrderMark)) {
    line.erase(0, kByteOrderMark.size());
    if (line.empty() && end == buffer_.size()) return false;
  }
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

}  // namespace gloss::translate
