#include "models/transformer_translator.h"

#include <cmath>
#include <functional>
#include <string>

#include "core/autograd.h"
#include "core/ops.h"
#include "models/each_choice.h"
#include "models/search.h"
#include "nn/gradcheck.h"
#include "tests/core/compare.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"
#include "tests/support/chirp.h"

using namespace gloss;
using namespace gloss::models;
using nn::Activation;

namespace {

struct Golden {
  TiedEmbeddings tied;
  Activation activation;
  bool pre_norm;
  double loss;
  std::vector<double> digests;  // of each parameter's gradient, in order
};

// core = torch.nn.Transformer(8, 2, 2, 2, 12, 0, activation, batch_first=True, norm_first=pre_norm)
// and tables source, target, output [12, 8] of which some are the same, and bias [12], in the order
// source, target, core.encoder, core.decoder, output, bias, filled as by fill_with_chirps:
//   position = torch.arange(9)[:, None] / 10000 ** (torch.arange(0, 8, 2) / 8)
//   position = torch.stack((position.sin(), position.cos()), -1).reshape(9, 8)
//   embed = lambda table, x: table[x] * math.sqrt(8) + position[: x.size(1)]
//   x = torch.tensor([[4, 5, 6, 2], [7, 8, 2, 0]])
//   y = torch.tensor([[6, 5, 4, 9, 2], [8, 2, 0, 0, 0]])
//   y_in = torch.tensor([[1, 6, 5, 4, 9], [1, 8, 2, 0, 0]])
//   causal = torch.triu(torch.full((5, 5), -math.inf), 1)
//   memory = core.encoder(embed(source, x), src_key_padding_mask=x == 0)
//   h = core.decoder(embed(target, y_in), memory, tgt_mask=causal,
//                    memory_key_padding_mask=x == 0)
//   torch.nn.functional.cross_entropy((h @ output.T + bias).flatten(0, 1), y.flatten(),
//                                     ignore_index=0, label_smoothing=0.1,
//                                     reduction="sum").backward()
const std::vector<Golden> kGolden{
    {TiedEmbeddings::kNone,
     nn::Activation::kRelu,
     false,
     21.6711594,
     {-3.01225746,  -2.87525474,   1.14541571,    -0.390639766,  -1.86732306,   0.405432798,
      -1.74887961,  0.257764623,   2.68607855,    0.841504905,   -0.382705602,  0.409736946,
      0.0895804406, 1.27268033,    -0.670276194,  -0.209671849,  -0.302849581,  1.74675974,
      0.0337171048, -0.0763832223, 3.16364318,    0.986203657,   -0.223776259,  2.01998087,
      0.559969323,  1.64022219,    -0.858254869,  1.84411065,    1.15234252,    0.0335639978,
      -4.03975148,  0.277702919,   0.829662016,   -2.10519191,   5.93186029,    1.48985277,
      1.80116475,   0.357504182,   2.69611235,    0.360421186,   -0.0999125073, 1.41872968,
      0.412042953,  1.12992603,    0.889334001,   0.406453287,   1.48179786,    -0.0662188815,
      0.664053981,  0.886017447,   -0.0720799015, -0.0920099819, 1.27213008,    1.2597604,
      2.58278903,   0.76979294,    -3.24725333,   1.19560682,    1.50129535,    1.27225085,
      2.2706462,    1.43420182,    0.446325572,   2.00855056,    -1.22649255,   1.18167673,
      10.8259961,   0.0480436487}},
    {TiedEmbeddings::kTarget,
     nn::Activation::kGelu,
     true,
     20.6897888,
     {-11.9573473,  -4.94502809,  -16.2731637, 3.04817301,   7.09249364,    1.23474648,
      2.24995176,   3.04248682,   3.12704395,  3.95462165,   -0.639824494,  -0.242706022,
      -7.08523662,  -3.04802956,  5.90125441,  1.80486239,   -3.98202063,   5.12329153,
      4.31777419,   -0.504455732, 7.51187804,  2.80733192,   -0.0604101593, -1.63964117,
      -0.448660346, 3.19974657,   -6.18078054, 8.08816036,   -21.165586,    4.18446014,
      -0.505114998, 6.05635702,   2.14075761,  -1.86746003,  -0.978257312,  6.37386015,
      -3.38394219,  -2.87133513,  -3.87700735, 1.2809828,    2.41352955,    1.43684441,
      0.767246686,  -0.384791511, 3.77090738,  -0.314720617, 0.158724774,   0.860129801,
      -2.17862987,  1.17413784,   -4.30816443, -0.623461265, 0.537037102,   1.16668216,
      1.6075904,    -1.53922474,  1.18184201,  1.03378211,   0.507303121,   -0.108167829,
      0.654499721,  -0.370948841, 1.31563213,  -0.115087505, 2.10647316,    -0.0315648558,
      -0.0416630545}},
    {TiedEmbeddings::kAll,
     nn::Activation::kRelu,
     true,
     21.6229673,
     {-17.220427,    0.688714683,    0.479273256,  -0.94164654,    0.251258424,    -1.64572652,
      0.0310349297,  0.944160907,    0.374226755,  0.096297309,    -0.136369964,   -0.23331856,
      -0.42616619,   0.59369394,     0.39277698,   -0.946411151,   0.515351711,    0.393847248,
      0.130476763,   0.276631363,    0.390073517,  -0.00622790175, -0.0846551619,  0.148292175,
      0.231244976,   0.978247487,    0.284020663,  1.20920575,     -0.286495598,   1.24594135,
      0.035840593,   1.12291792,     0.395698524,  -0.813927054,   0.034539557,    0.688314954,
      -0.19271716,   0.215233259,    0.0331944238, 0.233425753,    0.0880724476,   -0.00886264339,
      0.0161077237,  0.135637452,    -0.156898284, 0.176400876,    -0.61080409,    -0.417606474,
      0.0550227615,  -0.00849812703, 0.763540168,  0.251729791,    0.0585823125,   0.750573034,
      -0.168688242,  0.942766613,    0.108560305,  -0.353085918,   -0.00525389207, -0.0217915978,
      -0.0671916831, -0.253636321,   -0.125698181, 2.4776614,      -3.47162629,    -0.203526106}},
};

// Row b, position t of [B, T, V] as [1, V].
Tensor at(const Tensor& x, int64_t b, int64_t t) {
  return reshape(slice(slice(x, 0, b, b + 1), 1, t, t + 1), {1, x.size(2)});
}

}  // namespace

TEST_CASE("transformer_translator: loss and gradients agree with PyTorch", "[models]") {
  const Batch batch{pad({{4, 5, 6}, {7, 8}}), pad({{6, 5, 4, 9}, {8}})};
  for (const Golden& golden : kGolden) {
    CAPTURE(static_cast<int>(golden.tied), static_cast<int>(golden.activation), golden.pre_norm);
    TransformerTranslator model = make(TransformerTranslatorOptions{.source_vocabulary = 12,
                                                                    .target_vocabulary = 12,
                                                                    .embedding_dim = 8,
                                                                    .heads = 2,
                                                                    .ffn_dim = 12,
                                                                    .encoder_layers = 2,
                                                                    .decoder_layers = 2,
                                                                    .activation = golden.activation,
                                                                    .pre_norm = golden.pre_norm,
                                                                    .tied = golden.tied,
                                                                    .dropout = 0});
    fill_with_chirps(model);
    const Loss loss = model.loss(batch, real(0.1));
    CHECK(static_cast<double>(loss.sum.item()) == Approx(golden.loss).epsilon(1e-6));
    CHECK(loss.tokens == 7);
    loss.sum.backward();
    std::string wrong;
    const auto named = model.named_parameters();
    REQUIRE(named.size() == golden.digests.size());
    for (size_t i = 0; i < named.size(); ++i)
      if (digest(named[i].second.grad()) != Approx(golden.digests[i]).epsilon(1e-5).margin(1e-5))
        wrong += named[i].first + " ";
    CHECK(wrong == "");
  }
}

TEST_CASE("transformer_translator: decoding step by step gives the bits of decoding all at once",
          "[models]") {
  const Batch batch = eight_pairs();
  const int64_t rows = batch.target.rows;
  auto options = small<TransformerTranslatorOptions>();
  for_each_choice(options, [&](const std::string& choice) {
    CAPTURE(choice);
    const TransformerTranslator model = make(options);
    const NoGradGuard no_grad;
    const Tensor all = model.output.log_probabilities(
        model.decode(batch.source, decoder_input(batch.target)), {});  // [B, T, V]
    DecoderState state = model.encode(batch.source);
    std::vector<int32_t> tokens(static_cast<size_t>(rows), kBos);
    for (int64_t t = 0; t < batch.target.time; ++t) {
      const DecoderStep step = model.step(state, tokens);
      for (int64_t b = 0; b < rows; ++b) {
        CAPTURE(b, t);
        CHECK(same_bits(slice(step.log_probabilities, 0, b, b + 1), at(all, b, t)));
        tokens[static_cast<size_t>(b)] =
            batch.target.ids[static_cast<size_t>(b * batch.target.time + t)];
      }
      state = step.state;
    }
  });
}

TEST_CASE(
    "transformer_translator: hypotheses share the memory of their sentence and can be reordered",
    "[models]") {
  const NoGradGuard no_grad;
  const TransformerTranslator model = make(small<TransformerTranslatorOptions>());
  const Sentences source = pad({{4, 5, 6, 7}, {8, 9}});
  const DecoderState start = model.encode(source);
  // Rows 0 and 1 belong to the first sentence, rows 2 and 3 to the second.
  const DecoderStep once = model.step(start, std::vector<int32_t>{kBos, kBos});
  const DecoderStep twice = model.step(start, std::vector<int32_t>{kBos, kBos, kBos, kBos});
  const std::vector<int32_t> copies{0, 0, 1, 1};
  CHECK(same_bits(twice.log_probabilities, gather(once.log_probabilities, copies)));
  CHECK(same_bits(twice.attention, gather(once.attention, copies)));
  CHECK(twice.attention.shape() == Shape{4, 5});
  CHECK(twice.attention.at({2, 2}) > 0);  // kEos of the second sentence
  CHECK(twice.attention.at({2, 3}) == 0);
  CHECK(sum(twice.attention).item() == Approx(4));
  // Different words, then the rows of each sentence swapped.
  const std::vector<int32_t> words{4, 5, 6, 7}, swapped{1, 0, 3, 2}, next{4, 4, 4, 4};
  const DecoderStep forked = model.step(twice.state, words);
  DecoderState exchanged = forked.state;
  for (nn::KeyValueCache& cache : exchanged.caches)
    cache = cache.gather(swapped);
  CHECK(same_bits(model.step(exchanged, next).log_probabilities,
                  gather(model.step(forked.state, next).log_probabilities, swapped)));
}

TEST_CASE("transformer_translator: an error names the sizes that do not fit", "[models]") {
  TransformerTranslatorOptions o = small<TransformerTranslatorOptions>();
  o.heads = 5;
  CHECK_THROWS_WITH(make(o),
                    "transformer_translator: transformer-heads must divide dim-emb: "
                    "transformer-heads is 5, dim-emb is 16");
}
