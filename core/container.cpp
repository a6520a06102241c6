#include "core/container.h"

#include <algorithm>
#include <cmath>
#include <fstream>

namespace gloss {
namespace {

// Whether the file has these numbers. Without a limit version 2 has the word "max" instead.
template <class... Numbers>
bool read_numbers(const std::string& path, Numbers&... numbers) {
  std::ifstream in(path);
  return static_cast<bool>((in >> ... >> numbers));
}

}  // namespace

ContainerLimits container_limits(const std::string& groups) {
  constexpr int64_t kUnlimited = int64_t{1} << 60;  // what version 1 says without a limit is above
  ContainerLimits limits;
  int64_t bytes = 0;
  if (read_numbers(groups + "/memory.max", bytes) ||
      read_numbers(groups + "/memory/memory.limit_in_bytes", bytes))
    limits.memory = bytes < kUnlimited ? bytes : 0;
  double quota = 0, period = 0;  // microseconds of processor time in each period
  if (read_numbers(groups + "/cpu.max", quota, period) ||
      (read_numbers(groups + "/cpu/cpu.cfs_quota_us", quota) &&
       read_numbers(groups + "/cpu/cpu.cfs_period_us", period)))
    if (quota > 0 && period > 0)  // version 1: -1 without a limit
      limits.processors = static_cast<int>(std::min(std::ceil(quota / period), 1e6));
  return limits;
}

}  // namespace gloss
