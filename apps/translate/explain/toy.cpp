#include "apps/translate/explain/toy.h"

#include <algorithm>

#include "core/ops.h"
#include "models/translator.h"
#include "optim/adam.h"
#include "optim/clip.h"

namespace gloss::translate {
namespace {

constexpr uint64_t kDigits = 5, kLongest = 3;

std::vector<std::vector<int32_t>> random_sequences(size_t count, Rng& rng) {
  std::vector<std::vector<int32_t>> sequences(count);
  for (auto& digits : sequences) {
    digits.resize(1 + rng.below(kLongest));
    for (int32_t& id : digits)
      id = models::kReservedIds + static_cast<int32_t>(rng.below(kDigits));
  }
  return sequences;
}

}  // namespace

Checkpoint toy_checkpoint(const std::string& type, uint64_t seed) {
  Checkpoint checkpoint;
  OptionTable options = model_options(checkpoint.settings);
  for (const auto& [name, value] :
       std::vector<std::pair<std::string, std::string>>{{"type", type},
                                                        {"dim-emb", "4"},
                                                        {"dropout", "0"},
                                                        {"enc-depth", "1"},
                                                        {"dec-depth", "1"},
                                                        {"tied-embeddings", "none"}})
    options.set(name, value);
  if (type == "transformer") {
    options.set("transformer-heads", "2");
    options.set("transformer-dim-ffn", "4");
  } else {
    options.set("dim-rnn", "4");
  }
  TokenCounts digits;
  for (uint64_t d = 0; d < kDigits; ++d)
    digits[std::to_string(d)] = 1;
  checkpoint.source = checkpoint.target = Codec(Vocabulary(digits), false);
  const int64_t size = checkpoint.source.vocabulary().size();
  checkpoint.model = make_model(checkpoint.settings, size, size, seed);

  Rng examples{.seed = seed, .stream = 1};
  const std::vector<Tensor> parameters = checkpoint.model->parameters();
  optim::Adam adam(parameters, {.lr = 0.01});
  for (int update = 0; update < 1500; ++update) {
    const auto sources = random_sequences(32, examples);
    auto targets = sources;
    for (auto& digits_of : targets)
      std::ranges::reverse(digits_of);
    const models::Loss loss =
        checkpoint.model->loss({models::pad(sources), models::pad(targets)}, 0);
    adam.zero_grad();
    (loss.sum / static_cast<real>(loss.tokens)).backward();
    optim::clip_grad_norm(parameters, 1);
    adam.step();
  }
  adam.zero_grad();
  checkpoint.model->eval();
  return checkpoint;
}

}  // namespace gloss::translate
