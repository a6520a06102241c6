#include "models/next_token.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include "core/random.h"
#include "models/batch.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

constexpr real kNever = -std::numeric_limits<real>::infinity();

std::vector<real> logs(const std::vector<double>& probabilities) {
  std::vector<real> values;
  for (const double p : probabilities)
    values.push_back(static_cast<real>(std::log(p)));
  return values;
}

// The share of [0, 1) that draws each token, measured on a fine grid.
std::map<int32_t, double> shares(const Prefix& prefix, int64_t vocabulary,
                                 const Sampling& sampling) {
  constexpr int kGrid = 10'000;
  std::map<int32_t, double> found;
  for (int i = 0; i < kGrid; ++i)
    found[sample_token(prefix, vocabulary, sampling, (i + 0.5) / kGrid)] += 1.0 / kGrid;
  return found;
}

void check_shares(const std::map<int32_t, double>& found,
                  const std::map<int32_t, double>& expected) {
  CHECK(found.size() == expected.size());
  for (const auto& [token, share] : expected) {
    CAPTURE(token);
    REQUIRE(found.count(token) == 1);
    CHECK(found.at(token) == Approx(share).margin(2e-4));
  }
}

}  // namespace

TEST_CASE("best_candidates: they are the first after sorting all", "[models]") {
  Rng rng{.seed = 5};
  for (const int64_t vocabulary : {3, 5, 263, 1031}) {
    std::vector<std::vector<real>> next(3, std::vector<real>(static_cast<size_t>(vocabulary)));
    std::vector<Prefix> prefixes;
    for (auto& row : next) {
      fill_uniform(row.data(), vocabulary, -3, 0, rng);
      for (real& x : row)
        x = std::round(x * 64) / 64;  // ties
      row[kPad] = row[kBos] = 1;      // above all others, and never taken
      prefixes.push_back({-rng.uniform(), row.data(), {}});
    }
    prefixes[1].log_probability = prefixes[0].log_probability;
    prefixes[2].forbidden = {static_cast<int32_t>(vocabulary - 1)};
    std::vector<Candidate> all;
    for (size_t from = 0; from < 3; ++from)
      for (int32_t token = kEos; token < vocabulary; ++token)
        if (from != 2 || token != vocabulary - 1)
          all.push_back({prefixes[from].log_probability +
                             static_cast<double>(next[from][static_cast<size_t>(token)]),
                         from, token});
    std::ranges::sort(all, [](const auto& a, const auto& b) { return a.better_than(b); });
    for (const size_t count : {1u, 4u, 50u}) {
      CAPTURE(vocabulary, count);
      const auto found = best_candidates(prefixes, vocabulary, count);
      REQUIRE(found.size() == std::min(count, all.size()));
      for (size_t i = 0; i < found.size(); ++i) {
        CHECK(found[i].log_probability == all[i].log_probability);
        CHECK(found[i].prefix == all[i].prefix);
        CHECK(found[i].token == all[i].token);
      }
    }
  }
}

TEST_CASE("sample_token: tokens are drawn with their probabilities at each temperature",
          "[models]") {
  const auto next = logs({0.4, 0.1, 0.05, 0.15, 0.2, 0.1});  // kPad and kBos are never drawn
  const Prefix prefix{0, next.data(), {}};
  check_shares(shares(prefix, 6, {}), {{2, 0.1}, {3, 0.3}, {4, 0.4}, {5, 0.2}});
  // p^2: 25, 225, 400 and 100 of 750 parts. p^(1/2) of 1, 9, 16 and 4 parts: 1, sqrt(3)...
  check_shares(shares(prefix, 6, {.temperature = 0.5}),
               {{2, 25 / 750.0}, {3, 225 / 750.0}, {4, 400 / 750.0}, {5, 100 / 750.0}});
  const double sum = 1 + std::sqrt(3.0) + 2 + std::sqrt(2.0);
  check_shares(shares(prefix, 6, {.temperature = 2}),
               {{2, 1 / sum}, {3, std::sqrt(3.0) / sum}, {4, 2 / sum}, {5, std::sqrt(2.0) / sum}});
  check_shares(shares(prefix, 6, {.temperature = 1e-9}), {{4, 1}});
}

TEST_CASE("sample_token: topk and topp keep the likeliest tokens", "[models]") {
  const auto next = logs({0.4, 0.1, 0.05, 0.15, 0.2, 0.1});
  const Prefix prefix{0, next.data(), {}};
  check_shares(shares(prefix, 6, {.topk = 1}), {{4, 1}});
  check_shares(shares(prefix, 6, {.topk = 2}), {{3, 3 / 7.0}, {4, 4 / 7.0}});
  check_shares(shares(prefix, 6, {.topk = 9}), shares(prefix, 6, {}));
  check_shares(shares(prefix, 6, {.topp = 0.3}), {{4, 1}});
  check_shares(shares(prefix, 6, {.topp = 0.5}), {{3, 3 / 7.0}, {4, 4 / 7.0}});
  check_shares(shares(prefix, 6, {.topp = 0.75}), {{3, 3 / 9.0}, {4, 4 / 9.0}, {5, 2 / 9.0}});
  // Of the two that topk leaves, the first has 4 of 7 parts.
  check_shares(shares(prefix, 6, {.topk = 2, .topp = 0.55}), {{4, 1}});
  check_shares(shares(prefix, 6, {.topk = 2, .topp = 0.6}), {{3, 3 / 7.0}, {4, 4 / 7.0}});
}

TEST_CASE("sample_token: forbidden tokens and those of probability 0 are never drawn", "[models]") {
  auto next = logs({0.4, 0.1, 0.05, 0.15, 0.2, 0.1});
  check_shares(shares({0, next.data(), {4, 5}}, 6, {}), {{2, 1 / 4.0}, {3, 3 / 4.0}});
  check_shares(shares({0, next.data(), {}}, kEos + 1, {}), {{kEos, 1}});
  next[2] = next[5] = kNever;
  const Prefix prefix{0, next.data(), {}};
  check_shares(shares(prefix, 6, {}), {{3, 3 / 7.0}, {4, 4 / 7.0}});
  check_shares(shares(prefix, 6, {.topk = 3}), {{3, 3 / 7.0}, {4, 4 / 7.0}});
  const double just_below_1 = std::nextafter(1.0, 0.0);
  CHECK(sample_token(prefix, 6, {}, 0) == 3);
  CHECK(sample_token(prefix, 6, {}, just_below_1) == 4);
  CHECK(sample_token(prefix, 6, {.topp = 0.9}, just_below_1) == 3);  // the likeliest come first
  CHECK(sample_token(prefix, kEos + 1, {}, 0.5) == kEos);            // there is nothing else
}

TEST_CASE("repeating_tokens: they would complete an n-gram a second time", "[models]") {
  using Ids = std::vector<int32_t>;
  const Ids tokens = {5, 6, 7, 5, 6, 8, 5, 6};
  CHECK(repeating_tokens(tokens, 0).empty());
  CHECK(repeating_tokens(tokens, 1) == tokens);  // no token may occur twice
  CHECK(repeating_tokens(tokens, 2) == Ids{7, 8});
  CHECK(repeating_tokens(tokens, 3) == Ids{7, 8});
  CHECK(repeating_tokens(tokens, 4).empty());  // 8 5 6 is new
  CHECK(repeating_tokens(Ids{5, 5, 5}, 3) == Ids{5});
  CHECK(repeating_tokens(Ids{5, 5}, 3).empty());
  CHECK(repeating_tokens({}, 1).empty());
}
