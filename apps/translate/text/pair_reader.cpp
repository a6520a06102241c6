#include "apps/translate/text/pair_reader.h"

#include <algorithm>
#include <stdexcept>

namespace gloss::translate {
namespace {

std::runtime_error error(const std::string& what) {
  return std::runtime_error("corpus: " + what);
}

}  // namespace

PairReader::PairReader(const std::vector<std::string>& files, Bytes bytes) {
  if (files.size() == 2 && files[0] == "-" && files[1] == "-")
    throw std::invalid_argument("corpus: standard input cannot be both source and target");
  for (const std::string& file : files) {
    names_.push_back(input_name(file));
    readers_.push_back(std::make_unique<LineReader>(file, bytes));
  }
}

void PairReader::keep_pipes(const std::string& path) {
  for (const auto& reader : readers_)
    reader->keep_pipe(path);
}

void PairReader::rewind() {
  pairs_ = 0;
  for (const auto& reader : readers_)
    reader->rewind();
}

double PairReader::share() const {
  if (readers_.empty())
    return static_cast<double>(pairs_) /
           static_cast<double>(std::max<size_t>(1, in_memory_.size()));
  double least = 1;
  for (const auto& reader : readers_)
    least = std::min(least, reader->share());
  return least;
}

bool PairReader::next(SentencePair& pair) {
  if (readers_.size() == 2) return next_parallel(pair);
  if (readers_.size() == 1) return next_tabbed(pair);
  if (pairs_ == std::ssize(in_memory_)) return false;
  pair = in_memory_[static_cast<size_t>(pairs_++)];
  return true;
}

bool PairReader::next_parallel(SentencePair& pair) {
  const bool more[] = {readers_[0]->next(pair.source), readers_[1]->next(pair.target)};
  for (const size_t side : {size_t{0}, size_t{1}})
    if (!more[side] && pairs_ == 0) throw error(names_[side] + " is empty");
  if (more[0] && more[1]) {
    ++pairs_;
    return true;
  }
  if (!more[0] && !more[1]) return false;
  const size_t longer = more[0] ? 0 : 1;
  int64_t lines[] = {pairs_, pairs_};
  do
    ++lines[longer];
  while (readers_[longer]->next(line_));
  throw error("the numbers of lines differ: " + std::to_string(lines[0]) + " in " + names_[0] +
              ", " + std::to_string(lines[1]) + " in " + names_[1]);
}

bool PairReader::next_tabbed(SentencePair& pair) {
  bool empty_before = false;
  for (;;) {
    if (!readers_[0]->next(line_)) {
      if (pairs_ == 0) throw error(names_[0] + " is empty");
      return false;
    }
    if (!line_.empty()) break;
    empty_before = true;
  }
  const size_t tab = line_.find('\t');
  if (empty_before || tab == line_.npos)
    throw error(names_[0] + " line " + std::to_string(pairs_ + 1) +
                ": no tab between source and target");
  pair.source.assign(line_, 0, tab);
  pair.target.assign(line_, tab + 1, std::min(line_.find('\t', tab + 1), line_.size()) - tab - 1);
  ++pairs_;
  return true;
}

}  // namespace gloss::translate
