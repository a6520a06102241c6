#include "core/random.h"

#include <algorithm>
#include <bit>
#include <cmath>

#include "core/parallel.h"

namespace gloss {
namespace {

constexpr int64_t kGrain = 1 << 12;

// log(x) for a normal number x > 0, by the four basic operations, because the last bit of std::log
// differs between platforms. With x = m 2^e and m in [sqrt(1/2), sqrt(2)):
//   log x = e log 2 + 2 atanh(z),   z = (m - 1) / (m + 1),   atanh(z) = z + z^3 / 3 + z^5 / 5 + ...
double portable_log(double x) {
  constexpr double kLn2 = 0.693147180559945309417;
  int exponent = static_cast<int>(std::bit_cast<uint64_t>(x) >> 52) - 1023;
  double m = std::bit_cast<double>((std::bit_cast<uint64_t>(x) & 0xfffffffffffffull) |
                                   0x3ff0000000000000ull);
  if (m > 1.41421356237309504880) {
    m /= 2;
    ++exponent;
  }
  const double z = (m - 1) / (m + 1);
  double series = 0;
  for (int odd = 23; odd >= 1; odd -= 2)
    series = series * z * z + 1.0 / odd;
  return exponent * kLn2 + 2 * z * series;
}

template <size_t N>
double polynomial(const double (&coefficients)[N], double x) {  // coefficient of x^(N-1) first
  double y = 0;
  for (const double c : coefficients)
    y = y * x + c;
  return y;
}

// Blocks first to first + count - 1, at most kWide of them. c[w][j] is word w of block j, so that a
// loop over j is one of SIMD instructions.
template <int64_t kWide>
void wide_blocks(const Rng& rng, uint64_t first, int64_t count, uint32_t* words) {
  uint32_t c[4][kWide];
  for (int64_t j = 0; j < kWide; ++j) {
    const uint64_t index = first + static_cast<uint64_t>(j);
    c[0][j] = static_cast<uint32_t>(index);
    c[1][j] = static_cast<uint32_t>(index >> 32);
    c[2][j] = static_cast<uint32_t>(rng.stream);
    c[3][j] = static_cast<uint32_t>(rng.stream >> 32);
  }
  uint32_t key0 = static_cast<uint32_t>(rng.seed), key1 = static_cast<uint32_t>(rng.seed >> 32);
  for (int round = 0; round < 10; ++round) {
#pragma omp simd
    for (int64_t j = 0; j < kWide; ++j) {
      const uint64_t a = uint64_t{0xD2511F53} * c[0][j];
      const uint64_t b = uint64_t{0xCD9E8D57} * c[2][j];
      c[0][j] = static_cast<uint32_t>(b >> 32) ^ c[1][j] ^ key0;
      c[1][j] = static_cast<uint32_t>(b);
      c[2][j] = static_cast<uint32_t>(a >> 32) ^ c[3][j] ^ key1;
      c[3][j] = static_cast<uint32_t>(a);
    }
    key0 += 0x9E3779B9;
    key1 += 0xBB67AE85;
  }
  for (int64_t j = 0; j < count; ++j)
    for (int64_t word = 0; word < 4; ++word)
      words[4 * j + word] = c[word][j];
}

// Calls put(i, word) for i in [0, n), with the next n words of the stream.
template <class Put>
void for_each_word(int64_t n, Rng& rng, const Put& put) {
  const uint64_t first = rng.reserve(n);
  parallel_for(n, kGrain, [&, first](int64_t begin, int64_t end) {
    uint32_t words[kGrain];
    rng.blocks(first + static_cast<uint64_t>(begin / 4), (end - begin + 3) / 4, words);
    for (int64_t i = begin; i < end; ++i)
      put(i, words[i - begin]);
  });
}

}  // namespace

Rng& thread_rng() {
  thread_local Rng instance;
  return instance;
}

std::array<uint32_t, 4> Rng::block(uint64_t index) const {
  std::array<uint32_t, 4> words;
  wide_blocks<1>(*this, index, 1, words.data());
  return words;
}

void Rng::blocks(uint64_t first, int64_t count, uint32_t* words) const {
  constexpr int64_t kWide = 16;
  for (int64_t begin = 0; begin < count; begin += kWide)
    wide_blocks<kWide>(*this, first + static_cast<uint64_t>(begin), std::min(kWide, count - begin),
                       words + 4 * begin);
}

uint64_t Rng::reserve(int64_t count) {
  const uint64_t first = position;
  position += static_cast<uint64_t>((count + 3) / 4);
  return first;
}

uint64_t Rng::below(uint64_t n) {
  const auto words = block(reserve(4));
  // The remainder of 64 random bits: its probabilities are off by less than n / 2^64.
  return ((uint64_t{words[0]} << 32) | words[1]) % n;
}

double Rng::uniform() {
  const auto words = block(reserve(4));
  return static_cast<double>(((uint64_t{words[0]} << 32) | words[1]) >> 11) * 0x1p-53;
}

real normal_from(uint32_t word) {
  const double p = (static_cast<double>(word) + 0.5) * 0x1p-32;
  const double q = p - 0.5;
  if (q >= -0.425 && q <= 0.425) {
    constexpr double a[] = {2.5090809287301226727e3, 3.3430575583588128105e4,
                            6.7265770927008700853e4, 4.5921953931549871457e4,
                            1.3731693765509461125e4, 1.9715909503065514427e3,
                            1.3314166789178437745e2, 3.3871328727963666080e0};
    constexpr double b[] = {5.2264952788528545610e3, 2.8729085735721942674e4,
                            3.9307895800092710610e4, 2.1213794301586595867e4,
                            5.3941960214247511077e3, 6.8718700749205790830e2,
                            4.2313330701600911252e1, 1.0};
    const double r = 0.180625 - q * q;
    return static_cast<real>(q * polynomial(a, r) / polynomial(b, r));
  }
  constexpr double c[] = {7.74545014278341407640e-4, 2.27238449892691845833e-2,
                          2.41780725177450611770e-1, 1.27045825245236838258e0,
                          3.64784832476320460504e0,  5.76949722146069140550e0,
                          4.63033784615654529590e0,  1.42343711074968357734e0};
  constexpr double d[] = {1.05075007164441684324e-9, 5.47593808499534494600e-4,
                          1.51986665636164571966e-2, 1.48103976427480074590e-1,
                          6.89767334985100004550e-1, 1.67638483018380384940e0,
                          2.05319162663775882187e0,  1.0};
  const double r = std::sqrt(-portable_log(q < 0 ? p : 1 - p)) - 1.6;
  const double x = polynomial(c, r) / polynomial(d, r);
  return static_cast<real>(q < 0 ? -x : x);
}

void fill_uniform(real* x, int64_t n, real low, real high, Rng& rng) {
  for_each_word(n, rng,
                [=](int64_t i, uint32_t word) { x[i] = low + (high - low) * uniform_from(word); });
}

void fill_normal(real* x, int64_t n, real mean, real stddev, Rng& rng) {
  for_each_word(n, rng,
                [=](int64_t i, uint32_t word) { x[i] = mean + stddev * normal_from(word); });
}

}  // namespace gloss
