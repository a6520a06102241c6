#include "models/constraints.h"

#include <algorithm>
#include <cmath>

#include "models/score.h"
#include "models/search.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

bool contains(const std::vector<int32_t>& tokens, const std::vector<int32_t>& phrase) {
  return std::search(tokens.begin(), tokens.end(), phrase.begin(), phrase.end()) != tokens.end();
}

bool same(const Hypothesis& a, const Hypothesis& b) {
  return a.tokens == b.tokens && a.token_scores == b.token_scores && a.score == b.score &&
         a.log_probability == b.log_probability && a.attention == b.attention;
}

// For every other one of the eight sentences one or two phrases.
std::vector<Constraints> some_constraints() {
  std::vector<Constraints> all(8);
  for (size_t i = 0; i < 8; i += 2)
    all[i].phrases = {{{11, 4}, 0, 1}};
  all[4].phrases.push_back({{9}});
  all[6].phrases.push_back({{11, 4, 5}, 1, 2});
  return all;
}

}  // namespace

TEST_CASE("constraints: a bank is the number of tokens of the phrases", "[models]") {
  const Constraints c{{{{4, 5}}, {{6}}}, {}};
  Progress progress;
  const auto bank_after = [&](int32_t begun) {
    progress.append(c, begun);
    return progress.bank(c);
  };
  CHECK(progress.bank(c) == 0);
  CHECK(bank_after(-1) == 0);
  CHECK(bank_after(0) == 1);
  CHECK(progress.phrase(c) == &c.phrases[0]);
  CHECK(bank_after(-1) == 2);
  CHECK_FALSE(progress.complete(c));
  CHECK(bank_after(-1) == 2);
  CHECK(progress.phrase(c) == nullptr);
  CHECK(bank_after(1) == 3);
  CHECK(progress.complete(c));
  CHECK(bank_after(-1) == 3);
}

TEST_CASE("constraints: the banks of a beam have equal shares", "[models]") {
  const std::vector<real> next = {-9, -9, -9, -9, -1, -2, -3, -8};
  const Constraints c{{{{7}}, {{6, 5}}}, {}};
  Progress none, first;
  first.append(c, 0);
  const std::vector<Prefix> prefixes = {{-1, next.data(), {}}, {-10, next.data(), {}}};
  const std::vector<ConstrainedPrefix> states = {{none, 4, nullptr, false},
                                                 {first, 7, nullptr, false}};
  const auto found = constrained_candidates(prefixes, states, c, 8, 4);
  std::vector<std::pair<size_t, int32_t>> tokens;
  for (const Candidate& candidate : found)
    tokens.emplace_back(candidate.prefix, candidate.token);
  // The best of bank 0, bank 1 (where 6 and 7 begin phrases) and bank 2; bank 1 gets one more.
  CHECK(tokens == std::vector<std::pair<size_t, int32_t>>{{0, 4}, {0, 6}, {0, 7}, {1, 6}});
}

TEST_CASE("constraints: a phrase is neither changed by the token before nor continued",
          "[models]") {
  PhraseBorders borders;
  borders.marks_next_capital = {false, false, false, false, true};  // 4 is a mark of capitals
  borders.continues_word = {false, false, false, false, false, true};
  const Constraints c{{{{6}}}, {}, std::make_shared<PhraseBorders>(borders)};
  const std::vector<real> next(8, real(-1));
  const std::vector<Prefix> prefixes = {{0, next.data(), {}}};
  const auto tokens_after = [&](const Progress& progress, int32_t last) {
    std::vector<int32_t> tokens;
    const std::vector<ConstrainedPrefix> states = {{progress, last, nullptr, false}};
    for (const Candidate& candidate : constrained_candidates(prefixes, states, c, 8, 99))
      tokens.push_back(candidate.phrase < 0 ? candidate.token : -candidate.token);
    std::ranges::sort(tokens);
    return tokens;
  };
  Progress none, met;
  met.append(c, 0);
  CHECK(tokens_after(none, 7) == std::vector<int32_t>{-6, 3, 4, 5, 6, 7});
  CHECK(tokens_after(none, 4) == std::vector<int32_t>{3, 4, 5, 6, 7});
  CHECK(tokens_after(met, 6) == std::vector<int32_t>{2, 3, 4, 6, 7});
}

TEST_CASE("constraints: every hypothesis contains all phrases, with the model's own scores",
          "[models]") {
  for (const auto& attention : {std::optional<nn::Score>(), std::optional(nn::Score::kAdditive)}) {
    const RnnTranslator model = half_trained(attention);
    const auto constraints = some_constraints();
    for (const int64_t beam_size : {1, 4}) {
      const SearchOptions options{.beam_size = beam_size, .n_best = beam_size};
      const auto found = search(model, pad(eight_sources()), options, {}, constraints);
      for (size_t i = 0; i < 8; ++i)
        for (const Hypothesis& h : found[i]) {
          for (const Phrase& phrase : constraints[i].phrases)
            CHECK(contains(h.tokens, phrase.tokens));
          CHECK(token_scores(model, {pad({eight_sources()[i]}), pad({h.tokens})})[0] ==
                h.token_scores);
          double sum = 0;
          for (const float score : h.token_scores)
            sum += static_cast<double>(score);
          CHECK(h.log_probability == sum);
          CHECK(h.score == Approx(sum / static_cast<double>(h.token_scores.size())));
        }
    }
  }
}

TEST_CASE("constraints: a sentence without phrases keeps its bits beside one with phrases",
          "[models]") {
  const RnnTranslator model = half_trained();
  const SearchOptions options{.beam_size = 4, .n_best = 3};
  const auto plain = search(model, pad(eight_sources()), options);
  const auto found = search(model, pad(eight_sources()), options, {}, some_constraints());
  for (size_t i = 1; i < 8; i += 2)
    for (size_t j = 0; j < 3; ++j)
      CHECK(same(found[i].at(j), plain[i].at(j)));
}

TEST_CASE("constraints: a result is the same bits alone, in any batch and on any threads",
          "[models]") {
  const RnnTranslator model = half_trained();
  const auto constraints = some_constraints();
  const auto all = search(model, pad(eight_sources()), {}, {}, constraints);
  for (const int threads : {1, 2}) {
    const WithThreads count(threads);
    for (size_t i = 0; i < 8; ++i) {
      const std::vector<Constraints> two = {constraints[7 - i], constraints[i]};
      const auto pair =
          search(model, pad({eight_sources()[7 - i], eight_sources()[i]}), {}, {}, two);
      CHECK(same(pair[1].at(0), all[i].at(0)));
    }
  }
}

TEST_CASE("constraints: without attention a wide beam finds the most probable hypothesis",
          "[models]") {
  const RnnTranslator model = half_trained(std::nullopt);
  const Sentences source = pad({{4, 5, 6}});
  const SearchOptions wide{.beam_size = 3000, .max_length_factor = 0, .n_best = 3000};
  const auto all = search(model, source, wide);
  const std::vector<int32_t> phrase = {9, 10};
  const auto best =
      std::ranges::find_if(all[0], [&](const auto& h) { return contains(h.tokens, phrase); });
  REQUIRE(best != all[0].end());
  const std::vector<Constraints> constraints = {{{{phrase}}, {}}};
  const auto found =
      search(model, source, {.beam_size = 3000, .max_length_factor = 0, .repetition_guard = false},
             {}, constraints);
  CHECK(found[0].at(0).tokens == best->tokens);
}

TEST_CASE("constraints: a phrase is ranked by the attention on its source words", "[models]") {
  PhraseBorders borders;
  borders.continues_word = {false, false, false, false, true};
  const Constraints c{{{{6, 5}, 1, 3}}, {}, std::make_shared<PhraseBorders>(borders)};
  std::vector<real> next(8, real(-9));
  next[4] = static_cast<real>(std::log(0.25));  // a word goes on
  const std::vector<real> attention = {real(0.25), real(0.5), real(0.125), real(0.125)};
  const std::vector<Prefix> prefixes = {{-2, next.data(), {}}};
  Progress none, begun;
  begun.append(c, 0);
  const std::vector<ConstrainedPrefix> at_start = {{none, 7, attention.data(), false}};
  const auto found = constrained_candidates(prefixes, at_start, c, 8, 99);
  const auto first = std::ranges::find(found, 0, &Candidate::phrase);
  REQUIRE(first != found.end());
  CHECK(first->token == 6);
  CHECK(first->log_probability == Approx(-2 + std::log(0.625 * 0.75)));
  const std::vector<ConstrainedPrefix> inside = {{begun, 6, attention.data(), false}};
  const auto next_token = constrained_candidates(prefixes, inside, c, 8, 99);
  REQUIRE(next_token.size() == 1);
  CHECK(next_token[0].token == 5);
  CHECK(next_token[0].log_probability == -2);
}

TEST_CASE("constraints: the repetition guard keeps the phrases", "[models]") {
  RnnTranslator model = make(small_options());
  model.output.bias.data()[6] = 100;  // always this token
  model.eval();
  const std::vector<Constraints> constraints = {{{{{7, 8}}}, {}}};
  const auto found = search(model, pad({{4}}), {}, {}, constraints);
  CHECK_FALSE(found[0].at(0).replaced.empty());
  CHECK(contains(found[0].at(0).tokens, {7, 8}));
}

TEST_CASE("constraints: an empty phrase, sampling and a wrong number of them are refused",
          "[models]") {
  const RnnTranslator model = half_trained();
  const Sentences source = pad({{4}});
  const std::vector<Constraints> empty_phrase = {{{{{}}}, {}}}, one = {{{{{7}}}, {}}}, two(2);
  CHECK_THROWS_AS(search(model, source, {}, {}, empty_phrase), std::invalid_argument);
  CHECK_THROWS_AS(search(model, source, {}, {}, two), std::invalid_argument);
  CHECK_THROWS_AS(search(model, source, {.sampling = Sampling()}, {}, one), std::invalid_argument);
}
