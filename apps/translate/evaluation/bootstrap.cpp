#include "apps/translate/evaluation/bootstrap.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace gloss::translate {
namespace {

constexpr uint64_t kMultiplierHigh = 0x2360ed051fc65da4, kMultiplierLow = 0x4385df649fccf645;

// Hashes one word after the other, each with another constant.
class Hash {
 public:
  Hash(uint32_t constant, uint32_t multiplier) : constant_(constant), multiplier_(multiplier) {}

  uint32_t operator()(uint32_t word) {
    word ^= constant_;
    constant_ *= multiplier_;
    word *= constant_;
    return word ^ (word >> 16);
  }

 private:
  uint32_t constant_, multiplier_;
};

uint32_t mix(uint32_t a, uint32_t b) {
  const uint32_t mixed = 0xca01f9dd * a - 0x4973f715 * b;
  return mixed ^ (mixed >> 16);
}

// SeedSequence(seed).generate_state(4, uint64): four words in which each bit of the seed counts.
std::array<uint64_t, 4> seed_sequence(uint64_t seed) {
  std::array<uint32_t, 4> pool = {static_cast<uint32_t>(seed), static_cast<uint32_t>(seed >> 32), 0,
                                  0};
  Hash in(0x43b0d7e5, 0x931e8875);
  for (uint32_t& word : pool)
    word = in(word);
  for (size_t from = 0; from < pool.size(); ++from)
    for (size_t to = 0; to < pool.size(); ++to)
      if (from != to) pool[to] = mix(pool[to], in(pool[from]));

  Hash out(0x8b51f9dd, 0x58f38ded);
  std::array<uint64_t, 4> words;
  for (size_t i = 0; i < words.size(); ++i) {
    const uint64_t low = out(pool[2 * i % 4]);
    words[i] = low | uint64_t{out(pool[(2 * i + 1) % 4])} << 32;
  }
  return words;
}

double mean(std::span<const double> numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0) / static_cast<double>(numbers.size());
}

void add(Counts& sum, const Counts& counts) {
  sum.resize(counts.size());
  for (size_t i = 0; i < counts.size(); ++i)
    sum[i] += counts[i];
}

}  // namespace

NumpyRandom::NumpyRandom(uint64_t seed) {
  const auto words = seed_sequence(seed);
  increment_ = (Wide{words[2]} << 64 | words[3]) << 1 | 1;
  state_ = increment_ + (Wide{words[0]} << 64 | words[1]);
  next_uint64();
}

uint64_t NumpyRandom::next_uint64() {
  state_ = state_ * (Wide{kMultiplierHigh} << 64 | kMultiplierLow) + increment_;
  const auto high = static_cast<uint64_t>(state_ >> 64), low = static_cast<uint64_t>(state_);
  return std::rotr(high ^ low, static_cast<int>(high >> 58));
}

uint32_t NumpyRandom::next_uint32() {
  has_second_half_ = !has_second_half_;
  if (!has_second_half_) return second_half_;
  const uint64_t both = next_uint64();
  second_half_ = static_cast<uint32_t>(both >> 32);
  return static_cast<uint32_t>(both);
}

// The integer part of n * u / 2^32. Its low half says how far u is into the stretch that gives this
// integer; as 2^32 is no multiple of n, the first 2^32 mod n places of each stretch are refused.
uint32_t NumpyRandom::below(uint32_t n) {
  uint64_t product = uint64_t{next_uint32()} * n;
  while (static_cast<uint32_t>(product) < (0 - n) % n)
    product = uint64_t{next_uint32()} * n;
  return static_cast<uint32_t>(product >> 32);
}

Counts total(const std::vector<Counts>& sentences) {
  Counts sum;
  for (const Counts& counts : sentences)
    add(sum, counts);
  return sum;
}

std::vector<double> resampled_scores(const Metric& metric, const std::vector<Counts>& sentences,
                                     int64_t seed) {
  NumpyRandom random(static_cast<uint64_t>(seed));
  std::vector<double> scores;
  for (int64_t resample = 0; resample < kResamples; ++resample) {
    Counts sum;
    for (size_t i = 0; i < sentences.size(); ++i)
      add(sum, sentences[random.below(static_cast<uint32_t>(sentences.size()))]);
    scores.push_back(metric.score(sum));
  }
  return scores;
}

Confidence confidence(std::vector<double> resampled) {
  std::sort(resampled.begin(), resampled.end());
  const size_t cut = resampled.size() / 40;  // 2.5% at either end
  const double width = resampled[resampled.size() - 1 - cut] - resampled[cut];
  return {mean(resampled), width / 2};
}

double p_value(double difference, std::span<const double> a, std::span<const double> b) {
  std::vector<double> differences;
  for (size_t i = 0; i < a.size(); ++i)
    differences.push_back(std::abs(a[i] - b[i]));
  const double expected = mean(differences);
  const auto larger = std::count_if(differences.begin(), differences.end(), [&](double found) {
    return found - expected > std::abs(difference);
  });
  return static_cast<double>(larger + 1) / static_cast<double>(differences.size() + 1);
}

}  // namespace gloss::translate
