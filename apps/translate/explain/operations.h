#pragma once

#include <string>
#include <vector>

#include "core/trace.h"

namespace gloss::translate {

// The operations of a trace as HTML: modules in modules, which fold, and in them the operations in
// the order of computation. With `all_numbers` every number is printed and everything is unfolded;
// otherwise the first numbers of each value, and only the first operations of each module.
std::string operations_html(const std::vector<Trace::Entry>& entries, bool all_numbers);

// "12 B", "3.4 KB"
std::string format_bytes(int64_t bytes);
std::string format_milliseconds(double seconds);

}  // namespace gloss::translate
