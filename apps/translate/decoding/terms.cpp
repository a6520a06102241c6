#include "apps/translate/decoding/terms.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <stdexcept>
#include <utility>

#include "apps/translate/text/case_marks.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

// The bytes at which a word may begin or end: everywhere but between two letters or digits.
std::vector<size_t> borders_of(std::string_view text) {
  std::vector<size_t> borders;
  bool inside = false;
  size_t at = 0;
  for (const Utf8Char c : Characters(text)) {
    const bool word = is_word_char(c.value);
    if (!(inside && word)) borders.push_back(at);
    inside = word;
    at += c.bytes.size();
  }
  borders.push_back(at);
  return borders;
}

bool is_ascii_digit(char c) {
  return c >= '0' && c <= '9';
}

// The length of the number that the text begins with: 7  3.50  1,000  10:30  2016-05-03  1/2
size_t number_length(std::string_view text) {
  size_t end = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (is_ascii_digit(text[i]))
      end = i + 1;
    else if (end != i || end == 0 ||
             std::string_view(".,:/-").find(text[i]) == std::string_view::npos)
      break;
  }
  return end;
}

// The length of the URL or e-mail address that the word begins with, without punctuation after it.
size_t address_length(std::string_view word) {
  const size_t at = word.find('@');
  const bool email = at != word.npos && at > 0 && word.find('.', at + 2) != word.npos &&
                     is_word_char(char_at(word, 0).value);
  if (!email && !word.starts_with("http://") && !word.starts_with("https://") &&
      !word.starts_with("www."))
    return 0;
  return word.find_last_not_of(".,;:!?\"')]}>") + 1;
}

// The length of the protected text that begins at a border of words, 0 if there is none.
size_t protected_length(std::string_view text) {
  constexpr size_t kLongest = 2000;
  text = text.substr(0, kLongest);
  if (text.starts_with('{')) return text.find('}') + 1;  // 0 without the other brace
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  const size_t address = address_length(word);
  return address > 0 ? address : number_length(word);
}

// Where each term stands in the text, as whole words; npos: nowhere. The same words serve one term
// alone.
std::vector<size_t> places_of(const std::vector<Term>& terms, std::string_view text, bool lower) {
  const std::string searched = lower ? lowercase(text) : std::string(text);
  const std::vector<size_t> borders = borders_of(searched);
  const auto is_border = [&](size_t at) { return std::ranges::binary_search(borders, at); };
  std::vector<bool> used(searched.size());
  std::vector<size_t> places;
  for (const Term& term : terms) {
    const std::string target = lower ? lowercase(term.target) : term.target;
    size_t at = searched.find(target);
    while (at != searched.npos && (used[at] || !is_border(at) || !is_border(at + target.size())))
      at = searched.find(target, at + 1);
    places.push_back(at);
    if (at != searched.npos)
      std::fill_n(used.begin() + static_cast<int64_t>(at), target.size(), true);
  }
  return places;
}

}  // namespace

void TermFinder::add_glossary(const std::string& path) {
  int64_t line = 0;
  for (const auto& [source, target] : read_tsv(path)) {
    ++line;
    const std::string term = normalise_spaces(source);
    if (term.empty() || is_blank(target))
      throw std::runtime_error(input_name(path) + " line " + std::to_string(line) +
                               ": a term needs a source and a target");
    targets_.emplace(term, normalise_spaces(target));
    lower_targets_.emplace(lowercase(term), normalise_spaces(target));
    longest_ = std::max(longest_, term.size());
  }
}

std::vector<Term> TermFinder::find(std::string_view line) const {
  const std::vector<size_t> borders = borders_of(line);
  std::vector<Term> terms;
  // Adds the longest term that begins at borders[i]; returns the index of its end, or i.
  const auto add_longest = [&](size_t i, bool lower) {
    const auto beyond = std::ranges::upper_bound(borders, borders[i] + longest_);
    for (auto j = static_cast<size_t>(beyond - borders.begin()) - 1; j > i; --j) {
      const size_t length = borders[j] - borders[i];
      const std::string text(line.substr(borders[i], length));
      const auto& targets = lower ? lower_targets_ : targets_;
      const auto found = targets.find(lower ? lowercase(text) : text);
      if (found == targets.end()) continue;
      terms.push_back({text, found->second, borders[i]});
      return j;
    }
    return i;
  };
  for (size_t i = 0; i + 1 < borders.size();) {
    const size_t length = protect_ ? protected_length(line.substr(borders[i])) : 0;
    if (length > 0) {
      const auto end = std::ranges::lower_bound(borders, borders[i] + length);
      if (end != borders.end() && *end == borders[i] + length) {
        const std::string text(line.substr(borders[i], length));
        terms.push_back({text, text, borders[i], true});
        i = static_cast<size_t>(end - borders.begin());
        continue;
      }
    }
    size_t next = add_longest(i, false);
    if (next == i) next = add_longest(i, true);
    i = std::max(next, i + 1);
  }
  return terms;
}

std::vector<bool> terms_met(std::string_view text, const std::vector<Term>& terms, bool lower) {
  std::vector<bool> met;
  for (const size_t place : places_of(terms, text, lower))
    met.push_back(place != text.npos);
  return met;
}

std::string with_terms_spelled(std::string text, const std::vector<Term>& terms) {
  std::vector<std::pair<size_t, const std::string*>> found;
  const std::vector<size_t> places = places_of(terms, text, true);
  for (size_t i = 0; i < terms.size(); ++i)
    if (places[i] != text.npos) found.emplace_back(places[i], &terms[i].target);
  std::ranges::sort(found, std::greater{});  // from the end, where a change moves no other place
  for (const auto& [at, target] : found)
    text.replace(at, lowercase(*target).size(), *target);
  return text;
}

TermEncoder::TermEncoder(const Checkpoint& checkpoint)
    : source_(checkpoint.source), target_(checkpoint.target) {
  if (target_.subword_rules() == nullptr) return;
  const Vocabulary& vocabulary = target_.vocabulary();
  models::PhraseBorders borders;
  for (int32_t id = 0; id < vocabulary.size(); ++id) {
    const std::string text = text_of_piece(vocabulary.token(id));
    const Utf8Char first = char_at(text, 0);
    borders.marks_next_capital.push_back(id == vocabulary.id(kCapitalPiece) && id != models::kUnk);
    // A byte that is not a character by itself may begin a letter.
    borders.continues_word.push_back(!first.well_formed() || is_word_char(first.value));
  }
  if (const int32_t mark = vocabulary.id(kAllCapitalsPiece); mark != models::kUnk)
    forbidden_ = {mark};
  borders_ = std::make_shared<const models::PhraseBorders>(std::move(borders));
}

models::Constraints TermEncoder::encode(const std::string& line,
                                        const std::vector<Term>& terms) const {
  const auto source_tokens = [&](std::string_view text) {
    return source_.tokens(source_.in_known_characters(text)).size();
  };
  // How many tokens the line has up to a byte.
  const auto tokens_before = [&](size_t byte) {
    const size_t end = line.find_last_not_of(' ', byte - 1) + 1;
    return byte == 0 ? 0 : source_tokens(std::string_view(line).substr(0, end));
  };
  // The target is encoded as in the middle of a line: a space stands before it, and if it is all
  // capitals, the line is not.
  const std::string before = "a";
  const auto skipped = static_cast<std::ptrdiff_t>(target_.encode(before).size());
  const size_t source_length = source_tokens(line);
  models::Constraints constraints{{}, forbidden_, borders_};
  for (const Term& term : terms) {
    std::vector<int32_t> ids = target_.encode(before + " " + term.target);
    ids.erase(ids.begin(), ids.begin() + skipped);
    if (ids.empty() || std::ranges::find(ids, models::kUnk) != ids.end()) continue;
    const size_t end = std::min(tokens_before(term.at + term.source.size()), source_length);
    const size_t begin = std::min(tokens_before(term.at), end);
    constraints.phrases.push_back({std::move(ids), begin, end});
  }
  return constraints;
}

}  // namespace gloss::translate
