#pragma once

#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>

#include "core/check.h"
#include "models/conv_translator.h"
#include "models/rnn_translator.h"
#include "models/transformer_translator.h"

namespace gloss::models {

// The table of architectures: the options of each, which know its name and its Translator. An
// architecture is its own file and one row here; option tables, help, model files and tests follow.
using ArchitectureList =
    std::tuple<RnnTranslatorOptions, TransformerTranslatorOptions, ConvTranslatorOptions>;

// The options of every architecture as one value.
struct Architectures {
  ArchitectureList options;
};

// Calls f(options) for each architecture's options.
template <class All, class F>
void for_each_architecture(All& all, const F& f) {
  std::apply([&](auto&... options) { (f(options), ...); }, all.options);
}

// Calls f(options) for the architecture of that name. std::invalid_argument if there is none.
template <class All, class F>
void with_architecture(All& all, std::string_view name, const F& f) {
  bool found = false;
  for_each_architecture(all, [&](auto& options) {
    if (name != options.kName) return;
    found = true;
    f(options);
  });
  check(found, "architecture", "there is no type '", name, "'");
}

// Calls f(text) with one of the options after the other set to each of its named values, such as
// "cell gru", and all others as they were. Tests and gradient checks go through the tables this way,
// so a row that is added is checked.
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
