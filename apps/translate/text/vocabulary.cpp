#include "apps/translate/text/vocabulary.h"

#include <algorithm>
#include <cstddef>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace gloss::translate {

using models::kBos, models::kEos, models::kPad, models::kReservedIds, models::kUnk;

static_assert(kPad == 0 && kBos == 1 && kEos == 2 && kUnk == 3);

Vocabulary::Vocabulary() : tokens_{"<pad>", "<s>", "</s>", "<unk>"} {}

Vocabulary::Vocabulary(const TokenCounts& counts, int64_t min_frequency) : Vocabulary() {
  std::vector<std::pair<std::string, int64_t>> frequent;
  counts.for_each([&](std::string_view token, int64_t count) {
    if (token.empty()) throw std::invalid_argument("vocabulary: a token is empty");
    if (token.find('\n') != token.npos)
      throw std::invalid_argument("vocabulary: a token holds a line feed: '" + std::string(token) +
                                  "'");
    if (count >= min_frequency) frequent.emplace_back(token, count);
  });
  std::ranges::sort(frequent, {}, [](const auto& entry) {
    return std::pair<int64_t, std::string_view>(-entry.second, entry.first);
  });
  for (const auto& [token, count] : frequent)
    add(token);
}

bool Vocabulary::add(const std::string& token) {
  if (ids_.find(token)) return false;
  ids_.add(token, 1)[0] = static_cast<int32_t>(tokens_.size());
  tokens_.push_back(token);
  return true;
}

int32_t Vocabulary::id(const std::string& token) const {
  const auto found = ids_.find(token);
  return found ? found->front() : kUnk;
}

const std::string& Vocabulary::token(int32_t id) const {
  if (id < 0 || id >= size()) {
    throw std::invalid_argument("vocabulary: id " + std::to_string(id) +
                                " is outside a vocabulary of " + std::to_string(size()) +
                                " tokens");
  }
  return tokens_[static_cast<size_t>(id)];
}

std::vector<int32_t> Vocabulary::encode(std::span<const std::string> tokens) const {
  std::vector<int32_t> ids;
  ids.reserve(tokens.size());
  for (const std::string& token : tokens)
    ids.push_back(id(token));
  return ids;
}

std::vector<std::string> Vocabulary::decode(std::span<const int32_t> ids) const {
  std::vector<std::string> tokens;
  for (const int32_t id : ids) {
    if (id == kEos) break;
    if (id != kPad && id != kBos) tokens.push_back(token(id));
  }
  return tokens;
}

std::string Vocabulary::to_text() const {
  std::string text;
  for (size_t id = kReservedIds; id < tokens_.size(); ++id)
    text += tokens_[id] + '\n';
  return text;
}

Vocabulary Vocabulary::from_text(std::string_view text) {
  Vocabulary vocabulary;
  const auto lines = static_cast<size_t>(std::ranges::count(text, '\n'));
  vocabulary.tokens_.reserve(lines + kReservedIds);
  std::istringstream in{std::string(text)};
  int64_t line = 0;
  for (std::string token; std::getline(in, token);) {
    const std::string where = "vocabulary: line " + std::to_string(++line);
    if (token.empty()) throw std::runtime_error(where + " is empty");
    if (!vocabulary.add(token)) throw std::runtime_error(where + " repeats '" + token + "'");
  }
  return vocabulary;
}

}  // namespace gloss::translate
