#include "apps/translate/text/bpe_codes.h"

#include <algorithm>
#include <ostream>
#include <stdexcept>

#include "apps/translate/text/corpus.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

constexpr std::string_view kVersion = "#version: 0.2";
constexpr std::string_view kEndOfWord = "</w>";
constexpr std::string_view kSeparator = "@@";

void for_each_spaced_word(std::string_view line,
                          const std::function<void(std::string_view)>& visit) {
  for (size_t begin = 0; (begin = line.find_first_not_of(' ', begin)) != line.npos;) {
    const size_t end = std::min(line.find(' ', begin), line.size());
    visit(line.substr(begin, end - begin));
    begin = end;
  }
}

// "low" -> "l", "o", "w</w>".
Symbols spell(const std::string& word) {
  Symbols symbols;
  for (const Utf8Char c : Characters(word))
    symbols.emplace_back(c.bytes);
  symbols.back() += kEndOfWord;
  return symbols;
}

}  // namespace

std::vector<Merge> learn_codes(std::span<const std::string> lines, int64_t merges) {
  // A line of codes loses a carriage return at its end when it is read.
  const auto mergeable = [](const std::string& symbol) { return !symbol.starts_with('\r'); };
  return learn_merges(count_words(lines, for_each_spaced_word), spell,
                      {.merges = merges, .larger_pair_first = true}, mergeable);
}

void write_codes(std::ostream& out, std::span<const Merge> merges) {
  out << kVersion << '\n';
  for (const Merge& merge : merges)
    out << merge.left << ' ' << merge.right << '\n';
}

std::vector<Merge> read_codes(const std::string& path) {
  std::vector<std::string> lines = read_lines(path);
  if (lines.empty() || lines[0] != kVersion)
    throw std::runtime_error("bpe: '" + path + "' does not start with '" + std::string(kVersion) +
                             "': not a file of codes, or one of another version");
  std::vector<Merge> merges;
  for (size_t i = 1; i < lines.size(); ++i) {
    std::string& line = lines[i];
    line.erase(line.find_last_not_of('\r') + 1);  // as subword-nmt: CR CR LF, too, ends a line
    const std::optional<Merge> merge = parse_merge(line);
    if (!merge)
      throw std::runtime_error("bpe: '" + path + "' line " + std::to_string(i + 1) +
                               ": expected two symbols separated by a space, found '" + line + "'");
    merges.push_back(*merge);
  }
  return merges;
}

std::string CodesEncoder::encode(std::string_view line) {
  const size_t first = std::min(line.find_first_not_of(' '), line.size());
  const size_t end = line.find_last_not_of(' ') + 1;  // 0 if there is none
  std::string encoded(line.substr(0, first));
  for_each_spaced_word(line, [&](std::string_view word) {
    if (encoded.size() > first) encoded += ' ';
    encoded += encode_word(std::string(word));
  });
  return encoded.append(line.substr(std::max(first, end)));
}

const std::string& CodesEncoder::encode_word(const std::string& word) {
  constexpr size_t kMostWords = 1 << 20;  // kept at most, so that memory stays bounded
  const auto known = encoded_.find(word);
  if (known != encoded_.end()) return known->second;
  if (encoded_.size() >= kMostWords) encoded_.clear();
  Symbols symbols = merges_.apply(spell(word));
  std::string& last = symbols.back();
  last.resize(last.size() - kEndOfWord.size());
  std::string text;
  for (const std::string& symbol : symbols)
    text.append(text.empty() ? "" : std::string(kSeparator) + ' ').append(symbol);
  return encoded_.emplace(word, std::move(text)).first->second;
}

}  // namespace gloss::translate
