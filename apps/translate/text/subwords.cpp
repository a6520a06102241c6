#include "apps/translate/text/subwords.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <utility>

#include "apps/translate/text/unicode.h"
#include "apps/translate/text/word_splitter.h"
#include "core/check.h"

namespace gloss::translate {
namespace {

constexpr int64_t kMinCount = 2;  // of a character or a pair that is worth a piece
constexpr std::string_view kSpaceMark = "▁";
constexpr std::string_view kByteStart = "<0x";
constexpr size_t kByteLength = 6;  // of "<0xC3>"

bool is_printable_ascii(unsigned char byte) {
  return byte > ' ' && byte < 0x7F;
}

// A byte as a piece. Printable ASCII and the space are their own characters.
std::string byte_piece(char c) {
  const auto byte = static_cast<unsigned char>(c);
  if (is_printable_ascii(byte)) return std::string(1, c);
  if (c == ' ') return std::string(kSpaceMark);
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  return std::string(kByteStart) + kDigits[byte >> 4] + kDigits[byte & 15] + '>';
}

// The byte of "<0xC3>".
std::optional<char> coded_byte(std::string_view piece) {
  if (piece.size() != kByteLength || !piece.starts_with(kByteStart)) return std::nullopt;
  const char* const digits = piece.data() + kByteStart.size();
  unsigned byte = 0;
  if (std::from_chars(digits, digits + 2, byte, 16).ptr != digits + 2) return std::nullopt;
  return static_cast<char>(byte);
}

// What a piece stands for: the reverse of the notation.
std::string bytes_of(std::string_view piece) {
  if (const auto byte = coded_byte(piece)) return std::string(1, *byte);
  std::string bytes;
  while (!piece.empty()) {
    const bool space = piece.starts_with(kSpaceMark);
    bytes += space ? ' ' : piece[0];
    piece.remove_prefix(space ? kSpaceMark.size() : 1);
  }
  return bytes;
}

// Calls f(character, its bytes, whether a space stands before it) for each character of a word. The
// space is part of the character behind it, unless that is a white space, too.
template <class F>
void for_each_character(std::string_view word, const F& f) {
  for (size_t at = 0; at < word.size();) {
    size_t begin = at;
    Utf8Char c = char_at(word, at);
    const bool marked =
        c.value == ' ' && at + 1 < word.size() && !is_space(char_at(word, at + 1).value);
    if (marked) c = char_at(word, ++begin);
    f(c, word.substr(begin, c.length), marked);
    at = begin + c.length;
  }
}

// Whether a character may be a symbol as a whole.
bool may_be_symbol(const Utf8Char& c) {
  const bool broken = c.length == 1 && c.value > 0x7F;
  return !broken && c.value >= ' ' && c.value != 0x7F && c.value != U'▁';
}

std::string character_symbol(std::string_view bytes, bool marked) {
  std::string symbol(marked ? kSpaceMark : "");
  return symbol.append(bytes == " " ? kSpaceMark : bytes);
}

std::string repaired(const std::string& text) {
  if (!invalid_utf8_at(text)) return text;
  return encode_utf8(decode_utf8(text));
}

}  // namespace

SubwordRules SubwordRules::learn(const TokenCounts& words, int64_t merges) {
  TokenCounts characters;
  for (const auto& [word, count] : words)
    for_each_character(word,
                       [&, n = count](const Utf8Char& c, std::string_view bytes, bool marked) {
                         if (may_be_symbol(c)) characters[character_symbol(bytes, marked)] += n;
                       });
  SubwordRules rules;
  for (const auto& [character, count] : characters)
    if (count >= kMinCount && bytes_of(character).size() > 1) rules.characters_.insert(character);
  rules.merges_ = MergeTable(learn_merges(
      words, [&](const std::string& word) { return rules.spell(word); },
      {.merges = merges, .min_count = kMinCount},
      [](const std::string& symbol) { return !coded_byte(symbol); }));
  return rules;
}

Symbols SubwordRules::spell(std::string_view word) const {
  Symbols symbols;
  symbols.reserve(word.size());
  for_each_character(word, [&](const Utf8Char& c, std::string_view bytes, bool marked) {
    const bool possible = may_be_symbol(c);
    if (marked) {
      std::string symbol = character_symbol(bytes, true);
      if (possible && characters_.contains(symbol)) {
        symbols.push_back(std::move(symbol));
        return;
      }
      symbols.emplace_back(kSpaceMark);
    }
    std::string symbol = character_symbol(bytes, false);
    if (possible && (c.length == 1 || characters_.contains(symbol))) {
      symbols.push_back(std::move(symbol));
      return;
    }
    for (const char byte : bytes)
      symbols.push_back(byte_piece(byte));
  });
  return symbols;
}

Symbols SubwordRules::segment(std::string_view word) const {
  return merges_.apply(spell(word));
}

Symbols SubwordRules::parts(const std::string& piece) const {
  if (const Merge* merge = merges_.making(piece)) return {merge->left, merge->right};
  Symbols parts;
  const std::string bytes = bytes_of(piece);
  if (bytes.size() == 1) return parts;
  if (bytes[0] == ' ') return {std::string(kSpaceMark), piece.substr(kSpaceMark.size())};
  for (const char byte : bytes)
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
  for (int64_t number = 1; !text.empty(); ++number) {
    const size_t end = std::min(text.find('\n'), text.size());
    const std::string line(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    const size_t space = line.find(' ');
    const bool merge = space != std::string::npos;
    if (line.empty() || space == 0 || (merge && line.find(' ', space + 1) != std::string::npos) ||
        (merge && space + 1 == line.size()) || (!merge && !merges.empty()))
      throw std::runtime_error("subwords: line " + std::to_string(number) +
                               " is neither a character nor a merge: '" + line + "'");
    if (merge) {
      merges.push_back({line.substr(0, space), line.substr(space + 1)});
    } else {
      rules.characters_.insert(line);
    }
  }
  rules.merges_ = MergeTable(std::move(merges));
  return rules;
}

TokenCounts count_subword_words(std::span<const std::string> lines) {
  return count_words(lines, {.next = next_word, .prefix = " "});
}

Vocabulary subword_vocabulary(const SubwordRules& rules, const TokenCounts& words,
                              int64_t min_frequency) {
  TokenCounts pieces;
  for (const auto& [word, count] : words)
    for (const std::string& piece : rules.segment(word))
      pieces[piece] += count;
  for (int byte = 0; byte < 256; ++byte) {
    int64_t& count = pieces[byte_piece(static_cast<char>(byte))];
    count = std::max(count, min_frequency);
  }
  return Vocabulary(pieces, min_frequency);
}

SubwordCodec::SubwordCodec(std::shared_ptr<const SubwordRules> rules, Vocabulary vocabulary)
    : rules_(std::move(rules)), vocabulary_(std::move(vocabulary)) {
  for (int byte = 0; byte < 256; ++byte) {
    const std::string piece = byte_piece(static_cast<char>(byte));
    check(vocabulary_.id(piece) != models::kUnk, "subwords", "the vocabulary lacks the byte ",
          piece);
  }
  bytes_ = {"", "", "", vocabulary_.token(models::kUnk)};
  for (int32_t id = models::kReservedIds; id < vocabulary_.size(); ++id) {
    const std::string& piece = vocabulary_.token(id);
    bytes_.push_back(bytes_of(piece));
    if (rules_->segment(bytes_.back()) == Symbols{piece}) whole_words_.emplace(bytes_.back(), id);
  }
}

std::vector<int32_t> SubwordCodec::encode(std::string_view text) const {
  std::vector<int32_t> ids;
  if (text.empty()) return ids;
  const std::string spaced = " " + std::string(text);
  for (size_t at = 0; at < spaced.size();) {
    const std::string_view word = next_word(spaced, at);
    at += word.size();
    if (const auto whole = whole_words_.find(word); whole != whole_words_.end()) {
      ids.push_back(whole->second);
    } else {
      for (const std::string& piece : rules_->segment(word))
        append_ids(piece, ids);
    }
  }
  return ids;
}

void SubwordCodec::append_ids(const std::string& piece, std::vector<int32_t>& ids) const {
  const int32_t id = vocabulary_.id(piece);
  if (id != models::kUnk) {
    ids.push_back(id);
    return;
  }
  for (const std::string& part : rules_->parts(piece))
    append_ids(part, ids);
}

std::string SubwordCodec::decode(std::span<const int32_t> ids) const {
  std::string text;
  for (const int32_t id : ids) {
    vocabulary_.token(id);  // the check
    if (id == models::kEos) break;
    text += bytes_[static_cast<size_t>(id)];
  }
  return repaired(text.starts_with(' ') ? text.substr(1) : text);
}

}  // namespace gloss::translate
