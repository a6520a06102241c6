#include "apps/translate/text/subwords.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "apps/translate/text/case_marks.h"
#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

constexpr int64_t kMinCount = 2;  // of a character or a pair that becomes a piece
constexpr std::string_view kSpaceMark = "▁";
constexpr std::string_view kByteStart = "<0x";
constexpr size_t kByteLength = 6;  // of "<0xC3>"

// The byte of "<0xC3>".
std::optional<char> coded_byte(std::string_view piece) {
  if (piece.size() != kByteLength || !piece.starts_with(kByteStart)) return std::nullopt;
  const char* const digits = piece.data() + kByteStart.size();
  unsigned byte = 0;
  if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return std::nullopt;
  return static_cast<char>(byte);
}

// Calls visit(character, whether a space stands before it) for each character of a word. The space
// is part of the character after it, unless that is white space, too.
template <class Visit>
void for_each_character(std::string_view word, const Visit& visit) {
  for (size_t at = 0; at < word.size();) {
    Utf8Char c = char_at(word, at);
    const bool marked =
        c.value == ' ' && at + 1 < word.size() && !is_space(char_at(word, at + 1).value);
    if (marked) c = char_at(word, ++at);
    visit(c, marked);
    at += c.bytes.size();
  }
}

// Whether a character may be a symbol as a whole.
bool may_be_symbol(const Utf8Char& c) {
  const bool ill_formed = c.bytes.size() == 1 && c.value > 0x7F;
  return !ill_formed && c.value >= ' ' && c.value != 0x7F && c.value != U'▁';
}

std::string symbol_of(const Utf8Char& c, bool marked) {
  std::string symbol(marked ? kSpaceMark : "");
  return symbol.append(c.value == ' ' ? kSpaceMark : c.bytes);
}

}  // namespace

std::string byte_piece(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (byte > ' ' && byte < 0x7F) return std::string(1, c);
  if (c == ' ') return std::string(kSpaceMark);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return std::string(kByteStart) + kDigits[byte >> 4] + kDigits[byte & 15] + '>';
}

std::string text_of_piece(std::string_view piece) {
  if (const auto byte = coded_byte(piece)) return std::string(1, *byte);
  std::string text;
  for (const Utf8Char c : Characters(piece))
    text += c.bytes == kSpaceMark ? " " : c.bytes;
  return text;
}

SubwordRules SubwordRules::learn(const TokenCounts& words, int64_t merges) {
  TokenCounts characters;
  words.for_each([&](std::string_view word, int64_t count) {
    for_each_character(word, [&](const Utf8Char& c, bool marked) {
      const bool is_byte = c.bytes.size() == 1 && !marked;  // a symbol anyway
      if (!is_byte && may_be_symbol(c)) characters[symbol_of(c, marked)] += count;
    });
  });
  SubwordRules rules;
  characters.for_each([&](std::string_view character, int64_t count) {
    if (count >= kMinCount) rules.characters_.emplace(character);
  });
  rules.merges_ = MergeTable(learn_merges(
      words, [&](const std::string& word) { return rules.spell(word); },
      {.merges = merges, .min_count = kMinCount},
      [](const std::string& symbol) { return !coded_byte(symbol); }));
  return rules;
}

Symbols SubwordRules::spell(std::string_view word) const {
  Symbols symbols;
  symbols.reserve(word.size());
  for_each_character(word, [&](const Utf8Char& c, bool marked) {
    const auto add_if_symbol = [&](bool with_space) {
      std::string symbol = symbol_of(c, with_space);
      if (!may_be_symbol(c) || (symbol.size() > 1 && !characters_.contains(symbol))) return false;
      symbols.push_back(std::move(symbol));
      return true;
    };
    if (marked) {
      if (add_if_symbol(true)) return;
      symbols.emplace_back(kSpaceMark);
    }
    if (add_if_symbol(false)) return;
    for (const char byte : c.bytes)
      symbols.push_back(byte_piece(byte));
  });
  return symbols;
}

Symbols SubwordRules::parts(const std::string& piece) const {
  if (const Merge* merge = merges_.making(piece)) return {merge->left, merge->right};
  Symbols parts;
  const std::string text = text_of_piece(piece);
  if (text.size() == 1) return parts;
  if (text[0] == ' ') return {std::string(kSpaceMark), piece.substr(kSpaceMark.size())};
  for (const char byte : text)
    parts.push_back(byte_piece(byte));
  return parts;
}

std::string SubwordRules::to_text() const {
  std::vector<std::string> characters(characters_.begin(), characters_.end());
  std::ranges::sort(characters);
  std::string text;
  for (const std::string& character : characters)
    text += character + '\n';
  for (const Merge& merge : merges_.merges())
    text += merge.left + ' ' + merge.right + '\n';
  return text;
}

SubwordRules SubwordRules::from_text(std::string_view text) {
  SubwordRules rules;
  std::vector<Merge> merges;
  std::istringstream in{std::string(text)};
  int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.find(' ') == std::string::npos && !line.empty() && merges.empty()) {
      rules.characters_.insert(line);
    } else if (const auto merge = parse_merge(line)) {
      merges.push_back(*merge);
    } else {
      throw std::runtime_error("subwords: line " + std::to_string(number) +
                               " is neither a character nor a merge: '" + line + "'");
    }
  }
  rules.merges_ = MergeTable(std::move(merges));
  return rules;
}

WordSplitter subword_splitter(bool case_marks) {
  if (!case_marks) return for_each_word;
  return [](std::string_view line, const auto& visit) {
    for_each_marked_word(line, [&](CaseMark, std::string_view word) { visit(word); });
  };
}

TokenCounts count_subword_words(std::span<const std::string> lines, bool case_marks) {
  return count_words(lines, subword_splitter(case_marks));
}

Vocabulary subword_vocabulary(const SubwordRules& rules, const TokenCounts& words,
                              int64_t min_frequency, bool case_marks) {
  std::vector<std::pair<std::string_view, int64_t>> all;
  words.for_each([&](std::string_view word, int64_t count) { all.emplace_back(word, count); });
  constexpr int64_t kWords = 4096;  // a chunk of work
  const auto n = std::ssize(all);
  std::vector<TokenCounts> parts(static_cast<size_t>((n + kWords - 1) / kWords));
  parallel_for(n, kWords, [&](int64_t begin, int64_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
      for (const std::string& piece : rules.segment(all[i].first))
        parts[i / kWords][piece] += all[i].second;
  });
  TokenCounts pieces;
  for (const TokenCounts& part : parts)
    pieces += part;
  for (int byte = 0; byte < 256; ++byte) {
    int64_t& count = pieces[byte_piece(static_cast<char>(byte))];
    count = std::max(count, min_frequency);
  }
  if (case_marks)
    for (const char* const mark : {kCapitalPiece, kAllCapitalsPiece})
      pieces[mark] = min_frequency;
  return Vocabulary(pieces, min_frequency);
}

}  // namespace gloss::translate
