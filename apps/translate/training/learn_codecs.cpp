#include "apps/translate/training/learn_codecs.h"

#include <memory>
#include <stdexcept>
#include <string>

#include "apps/translate/text/bpe.h"
#include "apps/translate/text/tokenizer.h"
#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

// With an empty vocabulary nothing can be learnt; without this check that would show only at the
// end.
void check_vocabulary(const Codec& codec, const char* side, const ModelSettings& s) {
  if (codec.vocabulary().size() > models::kReservedIds) return;
  throw std::runtime_error(std::string("corpus: no word of the ") + side + " side occurs " +
                           std::to_string(s.vocab_min_freq) +
                           " times (a lower --vocab-min-freq keeps rarer ones)");
}

}  // namespace

void learn_codecs(const PairBlocks& blocks, Checkpoint& checkpoint, const OnShare& on_share) {
  const auto tell = [&](double share) {
    if (on_share) on_share(share);
  };
  tell(0);
  const ModelSettings& s = checkpoint.settings;
  WordSplitter split = s.subwords > 0 ? subword_splitter(s.case_marks)
                                      : [](std::string_view line, const auto& visit) {
                                          for (const std::string& token : tokenize(line))
                                            visit(token);
                                        };
  if (s.lowercase)
    split = [cased = split](std::string_view line, const auto& visit) {
      cased(lowercase(line), visit);
    };
  WordCounter source_counter(split), target_counter(split);
  std::vector<std::string_view> lines;
  blocks([&](std::span<const SentencePair> pairs) {
    const auto add = [&](WordCounter& counter, std::string SentencePair::*side) {
      lines.clear();
      for (const SentencePair& pair : pairs)
        lines.push_back(pair.*side);
      counter.add(lines);
    };
    add(source_counter, &SentencePair::source);
    add(target_counter, &SentencePair::target);
  });
  const TokenCounts source = source_counter.take();
  const TokenCounts target = target_counter.take();
  tell(0.6);
  const bool joint = s.has_joint_vocabulary();
  TokenCounts both;
  if (joint || s.subwords > 0) (both = source) += target;

  // Subwords are learnt from both languages together; each vocabulary holds those that its language
  // uses.
  std::shared_ptr<const SubwordRules> rules;
  if (s.subwords > 0)
    rules = std::make_shared<const SubwordRules>(SubwordRules::learn(both, s.subwords));
  tell(0.9);
  const auto codec = [&](const TokenCounts& words) {
    return Codec(rules == nullptr
                     ? Vocabulary(words, s.vocab_min_freq)
                     : subword_vocabulary(*rules, words, s.vocab_min_freq, s.case_marks),
                 s.lowercase, rules);
  };
  checkpoint.source = codec(joint ? both : source);
  checkpoint.target = joint ? checkpoint.source : codec(target);
  tell(1);
  check_vocabulary(checkpoint.source, "source", s);
  check_vocabulary(checkpoint.target, "target", s);
}

void learn_codecs(const std::vector<SentencePair>& pairs, Checkpoint& checkpoint) {
  learn_codecs([&](const auto& visit) { visit(pairs); }, checkpoint);
}

}  // namespace gloss::translate
