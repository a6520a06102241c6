#include "apps/bench/flops.h"

#include "apps/bench/workload.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"

namespace gloss::bench {
namespace {

translate::ModelSettings tiny(const std::string& cell, const std::string& attention) {
  return translate::settings_of(
      {{"dim-emb", "2"}, {"dim-rnn", "4"}, {"cell", cell}, {"attention", attention}});
}

TEST_CASE("flops: the count of a tiny GRU translator equals the count by hand", "[bench]") {
  const MultiplyAdds adds = multiply_adds(tiny("gru", "additive"), 10);
  // two directions of 3 gates of 2 units that read 2 + 2 numbers, and U [4, 4]
  CHECK(adds.per_source_token == 2 * (3 * 2 * (2 + 2)) + 16);
  CHECK(adds.per_sentence == 16);  // W_b [4, 4]
  // 3 gates of 4 units that read 2 + 4 numbers and the context's 4, W [4, 4], W_r [2, 10], W_o
  CHECK(adds.per_target_token == 3 * 4 * (2 + 4 + 4) + 16 + 20 + 10 * 2);
  CHECK(adds.per_token_pair == 4);  // the context; the additive score is no matrix product
}

TEST_CASE("flops: a model without attention has no operations per pair of tokens", "[bench]") {
  const MultiplyAdds adds = multiply_adds(tiny("tanh", "none"), 10);
  CHECK(adds.per_source_token == 2 * (2 * (2 + 2)));
  CHECK(adds.per_target_token == 4 * (2 + 4) + (4 + 2) * 2 + 10 * 2);
  CHECK(adds.per_token_pair == 0);
  CHECK(multiply_adds(tiny("tanh", "dot"), 10).per_token_pair == 4 + 4);
}

// Every matrix of the model but the tables that are only looked up multiplies once: what the model
// says of itself must be what is counted from its settings.
TEST_CASE("flops: the count equals the sizes of the model's weight matrices", "[bench]") {
  constexpr int64_t kVocabulary = 11;
  for (const char* cell : {"tanh", "gru", "lstm"})
    for (const char* attention : {"none", "dot", "scaled-dot", "general", "additive"})
      for (const char* tied : {"none", "target", "all"})
        for (const int64_t depth : {1, 3}) {
          const translate::ModelSettings s =
              translate::settings_of({{"tied-embeddings", tied},
                                      {"enc-depth", std::to_string(depth)},
                                      {"dec-depth", std::to_string(4 - depth)}},
                                     tiny(cell, attention));
          double expected = kVocabulary * 2;  // W_o
          for (const auto& [name, tensor] : random_model(s, kVocabulary, 1)->named_parameters())
            if (tensor.shape().rank() == 2 && name.find("embedding") == std::string::npos)
              expected += static_cast<double>(tensor.size());
          const MultiplyAdds adds = multiply_adds(s, kVocabulary);
          CAPTURE(cell, attention, tied, depth);
          CHECK(adds.per_source_token + adds.per_target_token + adds.per_sentence == expected);
        }
}

TEST_CASE("flops: a Transformer's count equals the sizes of its weight matrices", "[bench]") {
  for (const int64_t depth : {1, 3}) {
    const translate::ModelSettings s =
        translate::settings_of({{"type", "transformer"},
                                {"dim-emb", "4"},
                                {"transformer-heads", "2"},
                                {"transformer-dim-ffn", "6"},
                                {"enc-depth", std::to_string(depth)},
                                {"dec-depth", std::to_string(4 - depth)}});
    double expected = 11 * 4;
    for (const auto& [name, tensor] : random_model(s, 11, 1)->named_parameters())
      if (tensor.shape().rank() == 2 && name.find("embedding") == std::string::npos)
        expected += static_cast<double>(tensor.size());
    const MultiplyAdds adds = multiply_adds(s, 11);
    CHECK(adds.per_source_token + adds.per_target_token == expected);
    // a query times each key and a weight times each value, both of width 4, in every layer
    CHECK(adds.per_source_pair == static_cast<double>(depth * 8));
    CHECK(adds.per_target_pair == static_cast<double>((4 - depth) * 8));
    CHECK(adds.per_token_pair == adds.per_target_pair);
  }
}

TEST_CASE("flops: end marks are counted as tokens, padding is not", "[bench]") {
  const models::Batch first{models::pad({{5}, {5, 6, 7}}), models::pad({{8, 9}, {8}})};
  const models::Batch second{models::pad({{5, 6}}), models::pad({{8, 9, 8, 9}})};
  const TokenCounts counts = count_tokens({first, second});
  CHECK(counts.sentences == 3);
  CHECK(counts.source == 2 + 4 + 3);
  CHECK(counts.target == 3 + 2 + 5);
  CHECK(counts.pairs == 2 * 3 + 4 * 2 + 3 * 5);
}

TEST_CASE("flops: training takes six operations per multiply-add of the forward pass", "[bench]") {
  const MultiplyAdds adds{
      .per_source_token = 1000, .per_target_token = 100, .per_sentence = 10, .per_token_pair = 1};
  const TokenCounts counts{.source = 8, .target = 4, .sentences = 2, .pairs = 12};
  CHECK(training_flops_per_token(adds, counts) == 6 * (8000 + 400 + 20 + 12) / 4.0);
}

}  // namespace
}  // namespace gloss::bench
