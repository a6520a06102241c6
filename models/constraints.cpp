#include "models/constraints.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <numeric>

#include "models/batch.h"

namespace gloss::models {
namespace {

constexpr real kNever = -std::numeric_limits<real>::infinity();

bool contains(const std::vector<bool>& tokens, int32_t id) {
  const auto i = static_cast<size_t>(id);
  return i < tokens.size() && tokens[i];
}

bool ranked_by_attention(const Phrase& phrase, const ConstrainedPrefix& state) {
  return state.attention && phrase.source_begin < phrase.source_end;
}

// The probability that a word begins after a prefix.
double word_begins(const Prefix& prefix, const Constraints& constraints, int64_t vocabulary) {
  double probability = 1;
  for (int32_t token = 0; token < vocabulary && constraints.borders; ++token)
    if (constraints.continues_word(token)) probability -= std::exp(double{prefix.next[token]});
  return probability;
}

// The log-probability with which the first token of a phrase is ranked after a prefix: that a word
// begins here, and that it is for the phrase's source words.
double log_beginning(const Phrase& phrase, const Prefix& prefix, const ConstrainedPrefix& state,
                     double begins_word) {
  if (!ranked_by_attention(phrase, state)) return double{prefix.next[phrase.tokens[0]]};
  const double attention = std::accumulate(state.attention + phrase.source_begin,
                                           state.attention + phrase.source_end, 0.0);
  return std::log(std::max(attention * begins_word, 1e-9));
}

// Log-probabilities of the tokens that may follow a prefix outside phrases; kNever for the others.
std::vector<real> allowed_tokens(const Prefix& prefix, const ConstrainedPrefix& state,
                                 const Constraints& constraints, int64_t vocabulary) {
  std::vector<real> next(prefix.next, prefix.next + vocabulary);
  for (const int32_t token : constraints.forbidden)
    if (token < vocabulary) next[static_cast<size_t>(token)] = kNever;
  if (!state.may_end && !state.progress.complete(constraints)) next[kEos] = kNever;
  if (state.progress.written() > 0 && constraints.borders)
    for (int32_t token = 0; token < vocabulary; ++token)
      if (constraints.continues_word(token)) next[static_cast<size_t>(token)] = kNever;
  return next;
}

}  // namespace

int64_t Constraints::tokens() const {
  int64_t count = 0;
  for (const Phrase& phrase : phrases)
    count += static_cast<int64_t>(phrase.tokens.size());
  return count;
}

bool Constraints::marks_next_capital(int32_t token) const {
  return borders && contains(borders->marks_next_capital, token);
}

bool Constraints::continues_word(int32_t token) const {
  return borders && contains(borders->continues_word, token);
}

void Progress::append(const Constraints& constraints, int32_t begun) {
  const Phrase* const last = phrase(constraints);
  if (begun >= 0) {
    phrase_ = static_cast<size_t>(begun);
    begun_.resize(constraints.phrases.size());
    begun_[phrase_] = true;
    written_ = 1;
  } else {
    written_ = last && written_ < last->tokens.size() ? written_ + 1 : 0;
  }
}

const Phrase* Progress::phrase(const Constraints& constraints) const {
  return written_ > 0 ? &constraints.phrases[phrase_] : nullptr;
}

int64_t Progress::bank(const Constraints& constraints) const {
  size_t count = 0;
  for (size_t i = 0; i < begun_.size(); ++i)
    if (begun_[i]) count += constraints.phrases[i].tokens.size();
  if (const Phrase* const last = phrase(constraints)) count -= last->tokens.size() - written_;
  return static_cast<int64_t>(count);
}

std::vector<Candidate> constrained_candidates(std::span<const Prefix> prefixes,
                                              std::span<const ConstrainedPrefix> states,
                                              const Constraints& constraints, int64_t vocabulary,
                                              size_t count) {
  std::map<int64_t, std::vector<Candidate>, std::greater<>> banks;  // the last one first
  const auto add = [&](double log_probability, size_t prefix, int32_t token, int32_t begun) {
    Progress after = states[prefix].progress;
    after.append(constraints, begun);
    banks[after.bank(constraints)].push_back(
        {prefixes[prefix].log_probability + log_probability, prefix, token, begun});
  };
  for (size_t i = 0; i < prefixes.size(); ++i) {
    const Progress& progress = states[i].progress;
    const Phrase* const last = progress.phrase(constraints);
    if (last && progress.written() < last->tokens.size() &&
        last->tokens[progress.written()] < vocabulary) {
      const int32_t token = last->tokens[progress.written()];
      const bool certain = ranked_by_attention(*last, states[i]);
      add(certain ? 0 : double{prefixes[i].next[token]}, i, token, -1);
      continue;
    }
    const std::vector<real> allowed =
        allowed_tokens(prefixes[i], states[i], constraints, vocabulary);
    const Prefix alone{0, allowed.data(), prefixes[i].forbidden};
    for (const Candidate& c : best_candidates(std::span(&alone, 1), vocabulary, count))
      if (c.log_probability != kNever) add(c.log_probability, i, c.token, -1);
    if (constraints.marks_next_capital(states[i].last)) continue;
    const double begins_word = word_begins(prefixes[i], constraints, vocabulary);
    for (size_t p = 0; p < constraints.phrases.size(); ++p) {
      const Phrase& phrase = constraints.phrases[p];
      if (progress.has_begun(p) || vocabulary <= phrase.tokens[0]) continue;
      add(log_beginning(phrase, prefixes[i], states[i], begins_word), i, phrase.tokens[0],
          static_cast<int32_t>(p));
    }
  }
  const auto better = [](const Candidate& a, const Candidate& b) { return a.better_than(b); };
  for (auto& [tokens, bank] : banks)
    std::ranges::stable_sort(bank, better);
  // Take the best of every bank, then the second of every bank, and so on.
  std::vector<Candidate> chosen;
  for (size_t rank = 0, added = 1; added > 0; ++rank) {
    added = 0;
    for (const auto& [tokens, bank] : banks) {
      if (rank >= bank.size() || chosen.size() == count) continue;
      chosen.push_back(bank[rank]);
      ++added;
    }
  }
  std::ranges::stable_sort(chosen, better);
  return chosen;
}

}  // namespace gloss::models
