#include "apps/translate/choices.h"

#include <algorithm>

#include "apps/translate/training/batching.h"

namespace gloss::translate {
namespace {

// From this many pairs on a Transformer translates better than a recurrent network (29,000
// captions: by 2 BLEU), which is the safer choice with fewer.
constexpr int64_t kEnoughForTransformer = 20'000;
// From here on a network twice as wide has something to learn.
constexpr int64_t kMany = 200'000;

}  // namespace

void leave_open(OptionTable& table) {
  table.leave_open({"type", "dim-emb", "dim-rnn", "enc-depth", "dec-depth", "transformer-dim-ffn",
                    "tied-embeddings", "dropout", "subwords", "lr-warmup", "exponential-smoothing",
                    "mini-batch-words"},
                   "from the amount of data");
}

std::vector<std::string> settle(OptionTable& table, TrainSettings& s, const DataSize& data) {
  std::vector<std::string> lines;
  const auto settle = [&](const std::string& name, const std::string& value,
                          const std::string& reason = "") {
    if (table.given(name)) return;
    table.settle(name, value);
    if (!reason.empty()) lines.push_back("--" + name + " " + value + ": " + reason);
  };
  const auto number = [](int64_t n) { return std::to_string(n); };
  const bool many = data.pairs >= kMany;

  settle("type", data.pairs >= kEnoughForTransformer ? "transformer" : "rnn",
         data.pairs >= kEnoughForTransformer
             ? "there are at least " + number(kEnoughForTransformer) + " pairs, enough for it"
             : "under " + number(kEnoughForTransformer) + " pairs, too few for a Transformer");
  const bool transformer = s.network.type == "transformer";

  // A merge that hardly occurs makes a token that is hardly learnt.
  if (data.built_in)
    settle("subwords", "0", "whole words, since few of this corpus are rare");
  else
    settle("subwords", number(std::clamp<int64_t>(data.pairs / 2000 * 1000, 1000, 10'000)),
           "no word is unknown, rare ones are cut into pieces");
  settle("tied-embeddings", s.network.subwords > 0 ? "all" : "target");

  const std::string size = many ? "there are at least " + number(kMany) + " pairs"
                                : "more would learn little from under " + number(kMany) + " pairs";
  settle("dim-emb", many ? "256" : "128", size);
  if (transformer)
    settle("transformer-dim-ffn", many ? "1024" : "256", size);
  else
    settle("dim-rnn", many ? "512" : "256", size);
  // A Transformer needs several layers to do what a recurrent network does with one.
  settle("enc-depth", transformer ? "4" : "1");
  settle("dec-depth", transformer ? "4" : "1");
  settle("dropout", transformer ? (many ? "0.1" : "0.2") : (many ? "0.2" : "0.3"),
         "the less data, the more");

  settle("lr-warmup", transformer ? "600" : "400");
  settle("exponential-smoothing", data.pairs >= kEnoughForTransformer ? "0.001" : "0",
         data.pairs >= kEnoughForTransformer ? "about the last 1000 updates are averaged"
                                             : "too few updates for an average");
  settle("mini-batch-words", number(usual_batch_words(data.target_words)),
         "about 150 updates for each pass, or batches of at most 4000");
  return lines;
}

}  // namespace gloss::translate
