#pragma once

#include <string>
#include <type_traits>

namespace gloss::models {

// Calls f(text) with one of the options after the other set to each of its named values, such as
// "cell gru", and all others as they were. Tests and gradient checks go through the tables this
// way, so a row that is added is checked.
template <class F>
class EachChoice {
 public:
  explicit EachChoice(const F& f) : f_(f) {}

  template <class T, class Rows>
  void add(const char* name, T& variable, const Rows& rows, const char*) {
    const T kept = variable;
    for (const auto& [value_name, value] : rows) {
      variable = value;
      f_(std::string(name) + " " + std::string(value_name));
    }
    variable = kept;
  }

  struct Limits {
    double at_least = 0, at_most = 0, less_than = 0;
  };
  // A count that is 0 by default, such as that of optional layers, is also tried as 2.
  template <class Number>
  void add(const char* name, Number& variable, const char*, const char*, const Limits&) {
    if (!std::is_integral_v<Number> || variable != 0) return;
    variable = 2;
    f_(std::string(name) + " 2");
    variable = 0;
  }

 private:
  const F& f_;
};

template <class Options, class F>
void for_each_choice(Options& options, const F& f) {
  EachChoice<F> choices(f);
  options.describe(choices);
}

}  // namespace gloss::models
