#include "apps/translate/training/fine_tuning.h"

#include <algorithm>
#include <array>
#include <iomanip>
#include <sstream>

#include "apps/translate/decoding/translation.h"
#include "apps/translate/evaluation/evaluation.h"
#include "apps/translate/text/held_out.h"

namespace gloss::translate {
namespace {

double greedy_bleu(const Checkpoint& checkpoint, const std::vector<SentencePair>& pairs,
                   const OnShare& on_share) {
  const TranslatedPairs t =
      translate_pairs(checkpoint, pairs, {.search = {.beam_size = 1}, .on_share = on_share});
  return corpus_score(Bleu(), t.texts, {&t.references, 1});
}

}  // namespace

Checkpoint load_initial_model(const std::string& path, OptionTable& options) {
  Checkpoint checkpoint = load_checkpoint(path);
  if (!options.given("max-length"))
    options.resolve("max-length", std::to_string(checkpoint.max_length));
  const auto values = options.values();
  for (const auto& [name, value] : values_of(checkpoint.settings)) {
    if (!options.given(name)) {
      options.resolve(name, value);
      continue;
    }
    const auto own = std::ranges::find(values, name, [](const auto& entry) { return entry.first; });
    if (own != values.end() && own->second != value)
      throw UsageError("--" + name + " " + own->second + " differs from " + value + " in '" + path +
                       "' (--init keeps the model's settings; leave the option out)");
  }
  return checkpoint;
}

std::string checksum(const Checkpoint& checkpoint) {
  uint64_t hash = 0;
  for (const Codec* const codec : {&checkpoint.source, &checkpoint.target})
    hash = text_hash(hash, codec->vocabulary().to_text());
  for (const auto& [name, weights] : checkpoint.model->named_parameters())
    hash = text_hash(hash, {reinterpret_cast<const char*>(weights.data()),
                            static_cast<size_t>(weights.size()) * sizeof(real)});
  return std::to_string(hash);
}

std::string unknown_tokens_message(const EncodedCorpus& corpus) {
  const auto side = [&](std::vector<int32_t> EncodedPair::*ids) {
    int64_t unknown = 0, tokens = 0;
    for (size_t i = 0; i < corpus.size(); ++i) {
      const EncodedPair pair = corpus.encoded[i];
      unknown += std::ranges::count(pair.*ids, models::kUnk);
      tokens += std::ssize(pair.*ids);
    }
    return std::to_string(unknown) + " of " + std::to_string(tokens);
  };
  return side(&EncodedPair::source) + " source tokens and " + side(&EncodedPair::target) +
         " target tokens of the new pairs are unknown to the model";
}

std::string scores_before_and_after(const Checkpoint& before, const Checkpoint& after,
                                    const std::vector<TestSet>& sets, const OnShare& on_share) {
  size_t width = std::string_view("BLEU (greedy)").size();
  for (const TestSet& set : sets)
    width = std::max(width, set.name.size());
  std::ostringstream table;
  const auto row = [&](const std::string& name, const std::array<std::string, 3>& cells) {
    table << std::left << std::setw(static_cast<int>(width)) << name << std::right << std::setw(11)
          << cells[0] << std::setw(8) << cells[1] << std::setw(7) << cells[2] << '\n';
  };
  row("BLEU (greedy)", {"sentences", "before", "after"});
  for (const TestSet& set : sets)
    row(set.name,
        {std::to_string(set.pairs.size()), fixed(greedy_bleu(before, set.pairs, on_share), 1),
         fixed(greedy_bleu(after, set.pairs, on_share), 1)});
  return table.str();
}

}  // namespace gloss::translate
