#include "apps/translate/training/learn_codecs.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "apps/translate/text/unicode.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

void learn_vocabularies(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint) {
  const ModelSettings& s = checkpoint.settings;
  const bool joint = s.has_joint_vocabulary();
  TokenCounts source, target;
  parallel_for(2, 1, [&](int64_t side, int64_t) {  // both sides are counted in parallel
    TokenCounts& counts = side == 0 ? source : target;
    for (const SentencePair& pair : pairs)
      for (const std::string& token : tokens_of(side == 0 ? pair.source : pair.target, s.lowercase))
        ++counts[token];
  });
  if (joint) add_counts(source, target);
  checkpoint.source = Codec(Vocabulary(source, s.vocab_min_freq), s.lowercase);
  checkpoint.target =
      joint ? checkpoint.source : Codec(Vocabulary(target, s.vocab_min_freq), s.lowercase);
}

// Learns subwords from both languages together; each vocabulary holds those that its language uses.
void learn_subwords(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint) {
  const ModelSettings& s = checkpoint.settings;
  std::vector<std::string> sources, targets;
  for (const SentencePair& pair : pairs) {
    sources.push_back(s.lowercase ? lowercase(pair.source) : pair.source);
    targets.push_back(s.lowercase ? lowercase(pair.target) : pair.target);
  }
  const TokenCounts source = count_subword_words(sources), target = count_subword_words(targets);
  TokenCounts both = source;
  add_counts(both, target);
  const auto rules = std::make_shared<const SubwordRules>(SubwordRules::learn(both, s.subwords));
  const bool joint = s.has_joint_vocabulary();
  const auto codec = [&](const TokenCounts& words) {
    return Codec(subword_vocabulary(*rules, words, s.vocab_min_freq), s.lowercase, rules);
  };
  checkpoint.source = codec(joint ? both : source);
  checkpoint.target = joint ? checkpoint.source : codec(target);
}

// With an empty vocabulary nothing can be learnt; without this check that would show only at the
// end.
void check_vocabulary(const Codec& codec, const char* side, const ModelSettings& s) {
  if (codec.vocabulary().size() > models::kReservedIds) return;
  throw std::runtime_error(std::string("corpus: no word of the ") + side + " side occurs " +
                           std::to_string(s.vocab_min_freq) +
                           " times (a lower --vocab-min-freq keeps rarer ones)");
}

}  // namespace

void learn_codecs(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint) {
  const ModelSettings& s = checkpoint.settings;
  s.subwords > 0 ? learn_subwords(pairs, checkpoint) : learn_vocabularies(pairs, checkpoint);
  check_vocabulary(checkpoint.source, "source", s);
  check_vocabulary(checkpoint.target, "target", s);
}

}  // namespace gloss::translate
