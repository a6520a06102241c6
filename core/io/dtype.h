#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <string_view>

#include "core/real.h"

// The number types of a safetensors file, and their conversion to `real`.
namespace gloss {

// IEEE binary16: 1 sign bit, 5 bits of exponent, 10 bits of fraction.
struct Float16 {
  explicit operator real() const {
    const int exponent = bits >> 10 & 31;
    const auto fraction = static_cast<real>(bits & 1023);
    const real magnitude = exponent == 0   ? std::ldexp(fraction, -24)
                           : exponent < 31 ? std::ldexp(1024 + fraction, exponent - 25)
                           : fraction == 0 ? std::numeric_limits<real>::infinity()
                                           : std::numeric_limits<real>::quiet_NaN();
    return bits >> 15 ? -magnitude : magnitude;
  }
  uint16_t bits;
};

// bfloat16: the upper half of a float.
struct BFloat16 {
  explicit operator real() const { return std::bit_cast<float>(uint32_t{bits} << 16); }
  uint16_t bits;
};

template <class T>
void convert(const char* bytes, real* y, int64_t n) {
  for (int64_t i = 0; i < n; ++i) {
    T x;
    std::memcpy(&x, bytes + i * int64_t{sizeof(T)}, sizeof(T));
    y[i] = static_cast<real>(x);
  }
}

struct Dtype {
  std::string_view name;
  int64_t bytes;                                           // of one number
  void (*convert)(const char* bytes, real* y, int64_t n);  // y[i] = the i-th number
};

inline constexpr Dtype kDtypes[] = {{"F64", 8, convert<double>},  {"F32", 4, convert<float>},
                                    {"F16", 2, convert<Float16>}, {"BF16", 2, convert<BFloat16>},
                                    {"I64", 8, convert<int64_t>}, {"I32", 4, convert<int32_t>},
                                    {"I16", 2, convert<int16_t>}, {"I8", 1, convert<int8_t>},
                                    {"U8", 1, convert<uint8_t>},  {"BOOL", 1, convert<uint8_t>}};

}  // namespace gloss
