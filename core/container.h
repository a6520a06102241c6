#pragma once

#include <cstdint>
#include <string>

namespace gloss {

// What a container may use of its computer, as the kernel's control groups say it in files below
// `groups` (version 2 and version 1: cgroups(7)). 0: there is no limit.
struct ContainerLimits {
  int64_t memory = 0;  // bytes
  int processors = 0;  // at least 1, a part of one counts as one
};
ContainerLimits container_limits(const std::string& groups = "/sys/fs/cgroup");

}  // namespace gloss
