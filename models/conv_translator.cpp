#include "models/conv_translator.h"

#include <algorithm>
#include <cmath>

#include "core/check.h"
#include "core/ops.h"
#include "core/trace.h"
#include "nn/positional_encoding.h"

namespace gloss::models {

void ConvTranslatorOptions::check() const {
  RnnTranslatorOptions::check();
  gloss::check(conv_width % 2 == 1, "conv_translator",
               "conv-width must be odd, a token and as many on either side: conv-width is ",
               conv_width);
}

ConvEncoder::ConvEncoder(const ConvTranslatorOptions& o, Rng& rng)
    : width(o.conv_width), input(o.embedding_dim, o.hidden_size, rng), dropout(o.dropout) {
  for (int64_t layer = 0; layer < o.encoder_layers; ++layer)
    layers.emplace_back(width * o.hidden_size, 2 * o.hidden_size, rng);
}

SourceEncoder::Result ConvEncoder::operator()(const Tensor& x,
                                              std::span<const int32_t> lengths) const {
  const Trace::Scope scope(this);
  const int64_t steps = x.size(0), rows = x.size(1);
  const Tensor inside = Tensor::zeros({rows, steps, 1});  // 1 at the tokens of the sentence
  const Tensor share(Shape{rows, 1});                     // 1 / length
  for (int64_t b = 0; b < rows; ++b) {
    const int64_t length = lengths.empty() ? steps : lengths[static_cast<size_t>(b)];
    std::fill_n(inside.data() + b * steps, length, real(1));
    share.data()[b] = 1 / static_cast<real>(length);
  }
  // Embeddings start with variance 1 / E, so that without the root positions would drown them.
  Tensor h = input(permute(x, {1, 0, 2})) * std::sqrt(static_cast<real>(x.size(2)));  // [B, S, H]
  h = (h + nn::sinusoidal_positions(0, steps, h.size(2))) * inside;
  const Tensor outside = Tensor::zeros({rows, width / 2, h.size(2)});
  for (const nn::Linear& layer : layers) {
    const Tensor padded = concat({outside, dropout(h), outside}, 1);
    std::vector<Tensor> window;
    for (int64_t i = 0; i < width; ++i)
      window.push_back(slice(padded, 1, i, i + steps));
    const std::vector<Tensor> halves = split(layer(concat(window, -1)), -1, 2);
    h = (h + halves[0] * sigmoid(halves[1])) * inside * std::sqrt(real(0.5));
  }
  return {h, sum(h, 1) * share};
}

void ConvEncoder::visit(nn::Visitor& v) const {
  v("input", input);
  v("layers", layers);
  v("dropout", dropout);
}

ConvTranslator::ConvTranslator(const ConvTranslatorOptions& o, Rng& rng)
    : RnnTranslator(
          o, [&] { return std::make_unique<ConvEncoder>(o, rng); }, rng) {
  o.check();
}

}  // namespace gloss::models
