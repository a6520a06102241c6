#pragma once

#include <string_view>
#include <tuple>

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

}  // namespace gloss::models
