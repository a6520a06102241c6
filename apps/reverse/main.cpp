// Learns to reverse digits, "3 1 4" -> "4 1 3", with the same model that translates: no files, no
// text, about a minute at most. The first program to read.

#include <algorithm>
#include <iostream>
#include <string>
#include <vector>

#include "models/rnn_translator.h"
#include "models/search.h"
#include "optim/adam.h"
#include "optim/clip.h"

namespace {

using namespace gloss;

using Digits = std::vector<int32_t>;  // as token ids: digit d is kReservedIds + d

Digits random_digits(Rng& rng) {
  Digits digits(3 + rng.below(6));
  for (int32_t& id : digits)
    id = models::kReservedIds + static_cast<int32_t>(rng.below(10));
  return digits;
}

Digits reversed(Digits digits) {
  std::ranges::reverse(digits);
  return digits;
}

std::string text(const Digits& digits) {
  std::string line;
  for (const int32_t id : digits)
    line += std::to_string(id - models::kReservedIds) + " ";
  return line;
}

std::vector<Digits> random_rows(size_t count, Rng& rng) {
  std::vector<Digits> rows;
  while (rows.size() < count)
    rows.push_back(random_digits(rng));
  return rows;
}

}  // namespace

int main() {
  Rng weights{.seed = 1, .stream = 0}, examples{.seed = 1, .stream = 1};
  models::RnnTranslator model({.source_vocabulary = models::kReservedIds + 10,
                               .target_vocabulary = models::kReservedIds + 10,
                               .embedding_dim = 32,
                               .hidden_size = 64,
                               .dropout = 0},
                              weights);
  optim::Adam adam(model.parameters(), {.lr = 0.003});

  for (int update = 1; update <= 1500; ++update) {
    const std::vector<Digits> sources = random_rows(64, examples);
    std::vector<Digits> targets;
    for (const Digits& source : sources)
      targets.push_back(reversed(source));

    const models::Loss loss = model.loss({models::pad(sources), models::pad(targets)}, 0);
    const Tensor mean = loss.sum / static_cast<real>(loss.tokens);
    adam.zero_grad();
    mean.backward();
    optim::clip_grad_norm(model.parameters(), 1);
    adam.step();
    if (update % 300 == 0)
      std::cout << "update " << update << ", loss per digit " << mean.item() << std::endl;
  }

  model.eval();
  const std::vector<Digits> sources = random_rows(500, examples);
  const auto found = models::search(model, models::pad(sources), {.beam_size = 1});
  int right = 0;
  for (size_t i = 0; i < sources.size(); ++i) {
    right += found[i][0].tokens == reversed(sources[i]);
    if (i < 5) std::cout << text(sources[i]) << "-> " << text(found[i][0].tokens) << '\n';
  }
  std::cout << right << " of " << sources.size() << " new sequences reversed without a mistake\n";
  return right > 475 ? 0 : 1;
}
