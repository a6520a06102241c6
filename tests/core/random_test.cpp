#include "core/random.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <vector>

#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

using gloss::fill_normal;
using gloss::fill_uniform;
using gloss::normal_from;
using gloss::real;
using gloss::Rng;
using gloss::WithThreads;

namespace {

using Words = std::array<uint32_t, 4>;

std::vector<real> uniform(int64_t n, Rng& rng) {
  std::vector<real> x(static_cast<size_t>(n));
  fill_uniform(x.data(), n, 0, 1, rng);
  return x;
}

std::vector<real> normal(int64_t n, Rng& rng) {
  std::vector<real> x(static_cast<size_t>(n));
  fill_normal(x.data(), n, 0, 1, rng);
  return x;
}

double mean_power(const std::vector<real>& x, int power) {
  double total = 0;
  for (const real v : x)
    total += std::pow(static_cast<double>(v), power);
  return total / static_cast<double>(x.size());
}

}  // namespace

// The known answers that come with the authors' Random123 library (kat_vectors, philox 4x32 10).
// Its counters and keys are lists of 32-bit words, the low one first.
TEST_CASE("rng: a block is what Philox's authors give for its counter and key", "[core]") {
  CHECK(Rng{.seed = 0, .stream = 0}.block(0) ==
        Words{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  constexpr uint64_t kOnes = ~uint64_t{0};
  CHECK(Rng{.seed = kOnes, .stream = kOnes}.block(kOnes) ==
        Words{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  // counter 243f6a88 85a308d3 13198a2e 03707344, key a4093822 299f31d0
  CHECK(Rng{.seed = 0x299f31d0a4093822, .stream = 0x0370734413198a2e}.block(0x85a308d3243f6a88) ==
        Words{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("rng: computing many blocks at once gives the single blocks", "[core]") {
  const Rng rng{.seed = 3, .stream = 5};
  std::vector<uint32_t> words(4 * 37);
  rng.blocks(7, 37, words.data());
  for (uint64_t i = 0; i < 37; ++i)
    CHECK(std::ranges::equal(rng.block(7 + i), std::span(&words[4 * i], 4)));
}

// The words are those of another Philox, written in Python; the normal numbers
// np.float32(scipy.stats.norm.ppf((word + 0.5) / 2**32)).
TEST_CASE("rng: the first numbers of seed 1 are the same on every platform", "[core]") {
  CHECK(Rng{}.block(0) == Words{0xe3e80670, 0xe50a0ebc, 0x95f222c0, 0xb615aa27});
  CHECK(Rng{}.block(1) == Words{0xac08141b, 0xdfc5ccbe, 0x79c07a47, 0xa7f66093});
  Rng a, b, c;
  const std::vector<real> u = uniform(6, a), n = normal(8, b);
  const int words[] = {14936070, 15010318, 9826850, 11933098, 11274260, 14665164};
  for (size_t i = 0; i < u.size(); ++i)
    CHECK(u[i] == static_cast<real>(words[i]) / (1 << 24));
  CHECK(n == std::vector<real>{1.2279077f, 1.2518334f, 0.21656406f, 0.5570931f, 0.4454377f,
                               1.1460459f, -0.061216924f, 0.40185103f});
  CHECK(c.uniform() == 0.8902591729757107);
  CHECK(c.below(1000) == 926);
}

TEST_CASE("rng: a request for words takes whole blocks of four", "[core]") {
  Rng rng;
  CHECK(rng.reserve(1) == 0);
  CHECK(rng.reserve(4) == 1);
  CHECK(rng.reserve(5) == 2);
  CHECK(rng.reserve(0) == 4);
  CHECK(rng.position == 4);
}

TEST_CASE("normal_from: it is the inverse of the normal distribution function", "[core]") {
  struct Row {
    uint32_t word;
    double expected;
  };
  // scipy.stats.norm.ppf((word + 0.5) / 2**32)
  for (const Row& row : {Row{0, -6.3379577545537895},
                         {1, -6.166429517819751},
                         {2, -6.085104545783031},
                         {1000, -5.039851125968712},
                         {0x01000000, -2.660067458579972},
                         {0x12ffffff, -1.4450725806470741},
                         {0x13333333, -1.4395314704450153},  // where the approximation changes
                         {0x40000000, -0.6744897498297384},
                         {0x7fffffff, -2.918099372916623e-10},
                         {0x80000000, 2.918099372916623e-10},
                         {0xc0000000, 0.6744897505624251},
                         {0xecccccd0, 1.4395314770242233},
                         {0xf0000000, 1.534120545299136},
                         {0xfffffffe, 6.166429517819751},
                         {0xffffffff, 6.3379577545537895}}) {
    // To the last bit of a float: the double is off by 1e-15 at most.
    CHECK(normal_from(row.word) == static_cast<real>(row.expected));
  }
}

TEST_CASE("normal_from: it grows with the word and is antisymmetric around the middle", "[core]") {
  real before = normal_from(0);
  for (uint32_t word = 0; word < 0xfff00000; word += 0xfffff) {
    CHECK(normal_from(word) >= before);
    before = normal_from(word);
    CHECK(normal_from(~word) == -before);
  }
}

TEST_CASE("rng: uniform numbers have the moments of their distribution", "[core]") {
  Rng rng{.seed = 5};
  const std::vector<real> x = uniform(200000, rng);
  CHECK(*std::ranges::min_element(x) >= 0);
  CHECK(*std::ranges::max_element(x) < 1);
  for (int power = 1; power <= 4; ++power)
    CHECK(mean_power(x, power) == Approx(1.0 / (power + 1)).margin(0.003));
}

TEST_CASE("rng: normal numbers have the moments of their distribution", "[core]") {
  Rng rng{.seed = 6};
  const std::vector<real> x = normal(200000, rng);
  CHECK(mean_power(x, 1) == Approx(0).margin(0.01));
  CHECK(mean_power(x, 2) == Approx(1).margin(0.01));
  CHECK(mean_power(x, 3) == Approx(0).margin(0.03));
  CHECK(mean_power(x, 4) == Approx(3).margin(0.1));
}

TEST_CASE("rng: fills have the range, mean and deviation that were asked for", "[core]") {
  Rng first, second;
  std::vector<real> x(5), y(5);
  fill_uniform(x.data(), 5, -2, 6, first);
  fill_normal(y.data(), 5, 3, 2, second);
  Rng plain, plain_normal;
  const std::vector<real> u = uniform(5, plain), n = normal(5, plain_normal);
  for (size_t i = 0; i < 5; ++i) {
    CHECK(x[i] == -2 + 8 * u[i]);
    CHECK(y[i] == Approx(3 + 2 * n[i]));
  }
}

TEST_CASE("rng: seeds and streams share no numbers, and a stream continues where it stopped",
          "[core]") {
  Rng a{.seed = 1, .stream = 0}, b{.seed = 2, .stream = 0}, c{.seed = 1, .stream = 1};
  const std::vector<real> x = uniform(1000, a);
  const auto shared = [&](Rng& other) {
    const std::vector<real> y = uniform(1000, other);
    int64_t equal = 0;
    for (size_t i = 0; i < x.size(); ++i)
      equal += x[i] == y[i];
    return equal;
  };
  CHECK(shared(b) == 0);
  CHECK(shared(c) == 0);
  CHECK(shared(a) == 0);
  Rng again{.seed = 1};
  CHECK(uniform(400, again) == std::vector<real>(x.begin(), x.begin() + 400));
  CHECK(uniform(600, again) == std::vector<real>(x.begin() + 400, x.end()));
}

TEST_CASE("rng: the numbers drawn are the same for any number of threads", "[core]") {
  std::vector<real> expected_uniform, expected_normal;
  for (const int count : gloss::kThreadCounts) {
    const WithThreads threads(count);
    Rng rng{.seed = 9};
    const std::vector<real> u = uniform(30001, rng), n = normal(30001, rng);
    if (count == 1) {
      expected_uniform = u;
      expected_normal = n;
    }
    CHECK(u == expected_uniform);
    CHECK(n == expected_normal);
  }
}

TEST_CASE("rng: below and uniform stay in their range and cover it", "[core]") {
  Rng rng{.seed = 3};
  std::array<int, 7> counts{};
  double total = 0;
  for (int i = 0; i < 14000; ++i) {
    ++counts.at(rng.below(7));
    const double u = rng.uniform();
    CHECK((u >= 0 && u < 1));
    total += u;
  }
  for (const int count : counts)
    CHECK(count == Approx(2000).margin(200));
  CHECK(total / 14000 == Approx(0.5).margin(0.01));
  CHECK(rng.below(1) == 0);
  CHECK(rng.below(uint64_t{1} << 63) < uint64_t{1} << 63);
}
