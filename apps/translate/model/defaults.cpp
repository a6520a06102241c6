#include "apps/translate/model/defaults.h"

#include <algorithm>

#include "apps/translate/training/batching.h"

namespace gloss::translate {
namespace {

// From this many pairs on a Transformer translates better than a recurrent network (29,000
// captions: by 2 BLEU), which is the safer choice with fewer.
constexpr int64_t kEnoughForTransformer = 20'000;
// From here on a network twice as wide has something to learn.
constexpr int64_t kMany = 200'000;

// Options that were not given get a value; those with a reason are said.
class Settler {
 public:
  explicit Settler(OptionTable& table) : table_(table) {}

  void operator()(const std::string& name, const std::string& value,
                  const std::string& reason = "") {
    if (table_.given(name)) return;
    table_.settle(name, value);
    if (!reason.empty()) lines.push_back("--" + name + " " + value + ": " + reason);
  }

  std::vector<std::string> lines;

 private:
  OptionTable& table_;
};

constexpr const char* kOpen = "from the amount of data";

}  // namespace

void leave_network_open(OptionTable& table) {
  table.leave_open({"type", "dim-emb", "dim-rnn", "enc-depth", "dec-depth", "transformer-dim-ffn",
                    "tied-embeddings", "dropout", "subwords"},
                   kOpen);
}

void leave_open(OptionTable& table) {
  leave_network_open(table);
  table.leave_open({"lr-warmup", "exponential-smoothing", "mini-batch-words"}, kOpen);
}

std::vector<std::string> settle_network(OptionTable& table, const ModelSettings& network,
                                        const DataSize& data) {
  Settler settle(table);
  const bool many = data.pairs >= kMany, enough = data.pairs >= kEnoughForTransformer;
  const std::string limit = std::to_string(kEnoughForTransformer);
  settle("type", enough ? "transformer" : "rnn",
         enough ? "there are at least " + limit + " pairs, enough for it"
                : "under " + limit + " pairs, too few for a Transformer");
  const bool transformer = network.type == "transformer";

  // A merge that hardly occurs makes a token that is hardly learnt.
  if (data.built_in)
    settle("subwords", "0", "whole words, since few of this corpus are rare");
  else
    settle("subwords", std::to_string(std::clamp<int64_t>(data.pairs / 2000 * 1000, 1000, 10'000)),
           "no word is unknown, rare ones are cut into pieces");
  settle("tied-embeddings", network.subwords > 0 ? "all" : "target");

  const std::string most = std::to_string(kMany) + " pairs";
  const std::string size =
      many ? "there are at least " + most : "more would learn little from under " + most;
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
  return settle.lines;
}

std::vector<std::string> settle(OptionTable& table, const TrainSettings& s, const DataSize& data) {
  Settler settle(table);
  settle.lines = settle_network(table, s.network, data);
  const bool enough = data.pairs >= kEnoughForTransformer;
  settle("lr-warmup", s.network.type == "transformer" ? "600" : "400");
  settle("exponential-smoothing", enough ? "0.001" : "0",
         enough ? "about the last 1000 updates are averaged" : "too few updates for an average");
  settle("mini-batch-words", std::to_string(usual_batch_words(data.target_words)),
         "about 150 updates for each pass, or batches of at most 4000");
  return settle.lines;
}

}  // namespace gloss::translate
