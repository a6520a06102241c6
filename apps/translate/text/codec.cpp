#include "apps/translate/text/codec.h"

#include <algorithm>
#include <utility>

#include "apps/translate/text/case_marks.h"
#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"
#include "core/check.h"

namespace gloss::translate {

Codec::Codec(Vocabulary vocabulary, bool lowercase, std::shared_ptr<const SubwordRules> rules)
    : vocabulary_(std::move(vocabulary)),
      known_(vocabulary_),
      lowercase_(lowercase),
      rules_(std::move(rules)) {
  if (!rules_) return;
  for (int byte = 0; byte < 256; ++byte) {
    const std::string piece = byte_piece(static_cast<char>(byte));
    check(vocabulary_.id(piece) != models::kUnk, "subwords", "the vocabulary lacks the byte ",
          piece);
  }
  capital_ = vocabulary_.id(kCapitalPiece);
  all_capitals_ = vocabulary_.id(kAllCapitalsPiece);
}

std::vector<std::string> Codec::tokens(std::string_view line) const {
  return rules_ ? vocabulary_.decode(encode(line)) : tokenize(lowercase_ ? lowercase(line) : line);
}

std::vector<int32_t> Codec::encode(std::string_view line, MergeDropout* dropout) const {
  if (!rules_) return vocabulary_.encode(tokens(line));
  std::vector<int32_t> ids;
  if (is_blank(line)) return ids;
  const std::string text = in_own_case(line);
  const auto append = [&](CaseMark mark, std::string_view part) {
    append_marked(mark, part, dropout, ids);
  };
  if (capital_ != models::kUnk)
    for_each_marked_word(text, append);
  else
    for_each_word(text, [&](std::string_view word) { append(CaseMark::kNone, word); });
  return ids;
}

std::vector<int32_t> Codec::encode(std::string_view line, const KnownWords& known,
                                   KnownWords& added) const {
  if (!rules_ || is_blank(line) || (capital_ != models::kUnk && is_all_capitals(line)))
    return encode(line);
  thread_local std::string text;  // each line's memory serves the next one
  thread_local std::vector<std::string_view> words;
  text = ' ';
  text += lowercase_ ? lowercase(line) : line;
  split_words(text, words);
  std::vector<int32_t> ids;
  ids.reserve(2 * words.size());
  known.find_all(words, [&](size_t i, std::optional<std::span<const int32_t>> found) {
    if (!found) found = std::as_const(added).find(words[i]);
    if (found) {
      ids.insert(ids.end(), found->begin(), found->end());
      return;
    }
    const size_t before = ids.size();
    const auto append = [&](CaseMark mark, std::string_view part) {
      append_marked(mark, part, nullptr, ids);
    };
    if (capital_ != models::kUnk)
      for_each_marked_part(words[i], append);
    else
      append(CaseMark::kNone, words[i]);
    std::copy(ids.begin() + static_cast<std::ptrdiff_t>(before), ids.end(),
              added.add(words[i], ids.size() - before).begin());
  });
  return ids;
}

std::vector<int32_t> Codec::encode_decoded(std::string_view line) const {
  const std::string& unknown = vocabulary_.token(models::kUnk);
  constexpr std::string_view kWord = "\uFDD0";  // is a word for the tokenizer, but never in a text
  std::string text(line);
  if (!rules_)
    for (size_t at = 0; (at = text.find(unknown, at)) != text.npos; at += kWord.size())
      text.replace(at, unknown.size(), kWord);
  return encode(text);
}

void Codec::append_marked(CaseMark mark, std::string_view part, MergeDropout* dropout,
                          std::vector<int32_t>& ids) const {
  if (mark != CaseMark::kNone) ids.push_back(mark == CaseMark::kCapital ? capital_ : all_capitals_);
  for (const std::string& piece : rules_->segment(part, dropout))
    append_ids(piece, ids);
}

void Codec::append_ids(const std::string& piece, std::vector<int32_t>& ids) const {
  const int32_t id = vocabulary_.id(piece);
  if (id != models::kUnk) {
    ids.push_back(id);
    return;
  }
  for (const std::string& part : rules_->parts(piece))
    append_ids(part, ids);
}

std::string Codec::in_own_case(std::string_view line) const {
  return lowercase_ ? lowercase(line) : std::string(line);
}

std::string Codec::decode(std::span<const int32_t> ids) const {
  const std::vector<std::string> tokens = vocabulary_.decode(ids);
  if (!rules_) return detokenize(tokens);
  std::string line;
  std::vector<size_t> capitals;  // where marks stand
  bool all_capitals = false;
  for (const std::string& piece : tokens) {
    if (piece == kCapitalPiece)
      capitals.push_back(line.size());
    else if (piece == kAllCapitalsPiece)
      all_capitals = true;
    else
      line += text_of_piece(piece);
  }
  if (all_capitals || !capitals.empty()) line = restore_capitals(line, capitals, all_capitals);
  if (line.starts_with(' ')) line.erase(0, 1);
  if (invalid_utf8_at(line)) line = encode_utf8(decode_utf8(line));
  std::ranges::replace(line, '\n', ' ');  // a byte that no line holds, but a network may write
  return line;
}

}  // namespace gloss::translate
