#pragma once

#include <cmath>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

// Compares what an exercise's function gives with what it should, and says where they differ.
namespace exercise {

inline std::string show(double x) {
  std::string text = std::to_string(x);
  text.erase(text.find_last_not_of('0') + 1);
  return text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
}
inline std::string show(const std::string& x) {
  return x;
}
inline std::string show(const std::pair<std::string, std::string>& x) {
  return x.first + " " + x.second;
}
template <class T>
std::string show(const std::vector<T>& list) {
  std::string text;
  for (const T& x : list)
    text += (text.empty() ? "" : " ") + show(x);
  return "[" + text + "]";
}

template <class T>
bool same(const T& a, const T& b) {
  if constexpr (std::is_same_v<T, double>)
    return std::abs(a - b) <= 1e-6;  // false for NaN
  else
    return a == b;
}

class Check {
 public:
  // Compares element by element; the first difference of a call is reported.
  template <class T>
  void equal(const std::string& input, const std::vector<T>& expected,
             const std::vector<T>& received) {
    for (size_t i = 0; i < std::max(expected.size(), received.size()); ++i) {
      const bool both = i < expected.size() && i < received.size();
      if (both && same(expected[i], received[i])) continue;
      std::cout << "input " << input << ", index " << i << ": expected "
                << (i < expected.size() ? show(expected[i]) : "nothing") << ", received "
                << (i < received.size() ? show(received[i]) : "nothing") << '\n';
      ++failures;
      return;
    }
    ++passes;
  }
  void equal(const std::string& input, double expected, double received) {
    equal(input, std::vector{expected}, std::vector{received});
  }

  int failures = 0, passes = 0;
};

// Runs test(check, function) with the function of the header or, with the argument "solution", with
// the solution. The program's status is 0 if all is right.
template <class Test, class Function>
int run(int arguments, Test test, Function header, Function solution) {
  Check check;
  test(check, arguments > 1 ? solution : header);
  std::cout << check.passes << " of " << check.passes + check.failures
            << " comparisons are right\n";
  return check.failures == 0 ? 0 : 1;
}

}  // namespace exercise
