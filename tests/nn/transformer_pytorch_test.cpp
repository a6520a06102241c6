#include <string>
#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "nn/gradcheck.h"
#include "tests/core/compare.h"
#include "tests/nn/small_layers.h"
#include "tests/support/catch.h"
#include "tests/support/chirp.h"

using namespace gloss;
using nn::Activation;

namespace {

using Ids = std::vector<int32_t>;

Tensor input(const Shape& shape, double phase) {
  return chirp(shape, phase).set_requires_grad();
}

// digest() of the results, of the inputs' gradients, and of every parameter's gradient in order.
struct Golden {
  Activation activation;
  bool pre_norm;
  std::vector<double> digests;
};

std::string mismatch(const Golden& golden, nn::Module& module, std::vector<Tensor> results) {
  std::vector<real> digests;
  for (const Tensor& result : results)
    digests.push_back(static_cast<real>(digest(result)));
  for (const Tensor& parameter : module.parameters())
    digests.push_back(static_cast<real>(digest(parameter.grad())));
  const auto count = static_cast<int64_t>(digests.size());
  return difference(Tensor::from({count}, std::span<const real>(digests)), {count}, golden.digests,
                    1e-5);
}

// past = torch.arange(n)[None] >= lengths[:, None]
// causal = torch.triu(torch.full((3, 3), -math.inf), 1)
// options = dict(batch_first=True, norm_first=pre_norm), and the layers filled as by
// fill_with_chirps; each time followed by (y * chirp(2, *y.shape)).sum().backward()

// layer = torch.nn.TransformerEncoderLayer(8, 2, 12, 0, activation, **options)
// x = chirp(0.5, 2, 3, 8).requires_grad_(); y = layer(x, src_key_padding_mask=past), lengths [3, 2]
const std::vector<Golden> kEncoderLayers{
    {Activation::kRelu,
     false,
     {-7.70453685, 10.4742341, -0.745981425, -0.888647864, 0.875069471, 1.38556371, 3.59321662,
      -0.958281114, 2.74631885, 0.807631285, 1.30711765, -0.000414875987, 0.760793761, 1.04721189}},
    {Activation::kRelu,
     true,
     {-12.8104663, 14.7025445, -8.13535463, -1.51955382, 11.8402585, 1.71205426, 7.10982569,
      -1.69812934, -3.49104642, 1.04721189, -3.25458809, -0.510441845, 1.76466763, -0.403781727}},
    {Activation::kGelu,
     false,
     {-7.7043591, 10.5628628, -0.937978843, -1.16449476, -0.132179617, 1.61738591, 4.53443011,
      -1.43459897, 2.72538136, 0.652712304, 0.853880375, 0.160307813, 0.739501622, 1.04721189}},
    {Activation::kGelu,
     true,
     {-12.71004, 15.7673004, -6.23290527, -1.78543134, 9.87442229, 1.34706572, 6.75062738,
      -1.41599397, -2.60212819, 1.04721189, -3.28906076, -0.310086197, 1.31648443, -0.340578668}},
};

// layer = torch.nn.TransformerDecoderLayer(8, 2, 12, 0, activation, **options)
// x = chirp(0.5, 2, 3, 8).requires_grad_(); memory = chirp(1.5, 2, 4, 8).requires_grad_()
// y = layer(x, memory, tgt_mask=causal, memory_key_padding_mask=past), lengths [4, 2]
const std::vector<Golden> kDecoderLayers{
    {Activation::kRelu,
     false,
     {-3.66490043, 14.5991094,  -3.44039608, -0.858945898, -2.70136449,  2.95830832,  -1.25244812,
      1.42199064,  2.09153996,  1.27017486,  -0.945208586, -1.7167449,   2.46456981,  -4.89240818,
      0.99243606,  0.442143919, -1.24744214, 2.62126278,   -0.448384246, -2.08907093, 1.04721189}},
    {Activation::kRelu, true, {-10.1686839,  30.2339177,   -0.688109547, -3.46035521, -0.248876596,
                               16.7843618,   -0.38510883,  -3.43394391,  4.18605452,  -0.634925256,
                               -0.648412373, 8.85050458,   4.30562052,   3.2506212,   1.04721189,
                               -0.471822497, -0.498075705, 0.708459179,  0.304206542, -0.0221518202,
                               0.601742308}},
    {Activation::kGelu,
     false,
     {-3.90421858, 14.554439,    -3.27777898, -0.245829548, -2.41104913, 3.34227429,  -1.69425358,
      1.10528438,  2.93404495,   2.16742313,  -1.50848316,  -2.03421682, 3.64260978,  -5.18620976,
      1.06507557,  -0.628725717, -1.79329413, 2.66083408,   -1.0778052,  -2.18121011, 1.04721189}},
    {Activation::kGelu, true, {-10.7735424,  28.7634455,   -1.10774794, -6.11991858, -0.25704788,
                               17.1035387,   -0.750716889, -1.56574683, 3.81127222,  -0.250801434,
                               -0.961602463, 6.57072548,   4.30321372,  3.52765223,  1.04721189,
                               -0.881733992, -0.941834138, 0.782142123, 0.29552029,  -0.121193557,
                               -0.301011119}},
};

// stack = torch.nn.Transformer(8, 2, 2, 2, 12, 0, activation, **options)
// s = chirp(0.5, 2, 4, 8).requires_grad_(); x = chirp(1.5, 2, 3, 8).requires_grad_()
// y = stack(s, x, tgt_mask=causal, src_key_padding_mask=past, memory_key_padding_mask=past)
const std::vector<Golden> kStacks{
    {Activation::kRelu,
     false,
     {3.08861093,   -3.39809856,  -0.54602934,  -0.599850203, 0.187345624,   0.505757993,
      4.11506366,   -1.62017916,  3.53279745,   1.44058051,   2.859028,      0.675786527,
      0.522368421,  1.91797199,   4.51111845,   -0.795170208, -3.16788675,   -0.0202666743,
      -3.33453385,  -2.22097919,  2.86302929,   1.97857051,   -1.16942439,   -0.448223906,
      -0.692671781, 2.71929178,   -1.64311248,  5.00320076,   -0.992591591,  -0.484481074,
      -4.29453735,  -0.237016418, 3.49724252,   0.0119239128, -0.0125058983, -0.828407559,
      -11.8895852,  0.450316578,  12.3984406,   3.89924233,   -0.247337965,  -0.780589071,
      -3.33556738,  0.240897277,  0.382171593,  3.58913148,   -1.98858971,   -1.30979747,
      1.61732268,   0.976621985,  -12.8479645,  2.4695759,    8.65395776,    0.165529887,
      5.15979654,   3.86981846,   7.28870919,   0.565870198,  0.245696738,   -0.0288787382,
      2.65684725,   0.344325652,  -0.414347674, 1.94630854,   3.03437791,    1.04721189}},
    {Activation::kGelu,
     true,
     {-0.771935666, 1.94671336,    0.921304232,     0.571810379,  1.04998285,   -0.00875535494,
      1.00894113,   -0.0537546489, -1.72791411e-05, 0.0769134317, -0.129651642, -0.043546817,
      -0.170944325, -0.080616577,  -0.878250392,    0.591318499,  0.331478057,  0.123702626,
      -0.270994702, 0.036926707,   0.204855665,     0.235619767,  0.433459158,  0.226533013,
      -0.337855172, -0.256128996,  -0.396420509,    -0.159438127, -1.5567988,   -2.30943826,
      -2.39024287,  1.01740045,    -4.00256297,     1.68251526,   -0.328502992, 1.02773036,
      -4.47985593,  2.00014732,    1.81446796,      -0.566036947, -1.59024086,  0.376742877,
      -0.129304906, -0.0275488832, 0.257089528,     1.56943614,   0.810923092,  -1.69857903,
      1.63239715,   -0.579081655,  -1.28037978,     3.14250369,   1.52983816,   -0.633850854,
      -0.582589492, 1.67324271,    2.31685583,      0.0134127252, -0.284621589, 0.642606386,
      0.0574938964, 0.058842463,   -0.905619622,    -1.16985379,  4.37183569,   1.04721189}},
};

}  // namespace

TEST_CASE("transformer: an encoder layer agrees with PyTorch, gradients included", "[nn]") {
  for (const Golden& golden : kEncoderLayers) {
    CAPTURE(static_cast<int>(golden.activation), golden.pre_norm);
    Rng rng;
    nn::TransformerEncoderLayer layer(small_layers(golden.activation, golden.pre_norm), rng);
    fill_with_chirps(layer);
    const Tensor x = input({2, 3, kTransformerWidth}, 0.5), y = layer(x, Ids{3, 2});
    y.backward(chirp(y.shape(), 2));
    CHECK(mismatch(golden, layer, {y, x.grad()}) == "");
  }
}

// All of y for the first of kEncoderLayers.
TEST_CASE("transformer: every output of an encoder layer is PyTorch's", "[nn]") {
  Rng rng;
  nn::TransformerEncoderLayer layer(small_layers(Activation::kRelu, false), rng);
  fill_with_chirps(layer);
  CHECK(difference(
            layer(chirp({2, 3, kTransformerWidth}, 0.5), Ids{3, 2}), {2, 3, kTransformerWidth},
            {-1.33024651,  -0.182340788, 0.193158476,  0.570246467,   -0.126544526, -1.56489004,
             0.566856614,  -0.559629649, -0.35292697,  -0.996317651,  2.39478025,   -1.33330633,
             1.64467712,   0.132746995,  -0.893854775, -0.0903585443, -1.83959433,  -0.329708883,
             0.742561736,  0.700089678,  -1.05547003,  1.2148904,     -0.42463399,  -0.15400936,
             0.538016825,  -1.4692624,   1.01921646,   -0.715677844,  0.855767533,  -0.206943994,
             -0.124550444, -0.328267923, 0.740562205,  -0.449036437,  1.07879497,   -1.68756076,
             0.582686015,  0.614167126,  -0.725151561, -0.893304937,  0.99432326,   -0.280860643,
             1.30197036,   -0.896493939, -1.92739304,  0.177696511,   -1.16826093,  0.0773405478},
            1e-5) == "");
}

TEST_CASE("transformer: a decoder layer agrees with PyTorch, gradients included", "[nn]") {
  for (const Golden& golden : kDecoderLayers) {
    CAPTURE(static_cast<int>(golden.activation), golden.pre_norm);
    Rng rng;
    nn::TransformerDecoderLayer layer(small_layers(golden.activation, golden.pre_norm), rng);
    fill_with_chirps(layer);
    const Tensor x = input({2, 3, kTransformerWidth}, 0.5),
                 memory = input({2, 4, kTransformerWidth}, 1.5);
    const Tensor y = layer(x, memory, Ids{4, 2});
    y.backward(chirp(y.shape(), 2));
    CHECK(mismatch(golden, layer, {y, x.grad(), memory.grad()}) == "");
  }
}

// All of y for the last of kDecoderLayers.
TEST_CASE("transformer: every output of a decoder layer is PyTorch's", "[nn]") {
  Rng rng;
  nn::TransformerDecoderLayer layer(small_layers(Activation::kGelu, true), rng);
  fill_with_chirps(layer);
  CHECK(difference(layer(chirp({2, 3, kTransformerWidth}, 0.5),
                         chirp({2, 4, kTransformerWidth}, 1.5), Ids{4, 2}),
                   {2, 3, kTransformerWidth},
                   {1.20559665,  2.76740126,   1.59293614,  -0.617286393, 1.48512206,  -0.707264078,
                    1.04106829,  0.113446149,  1.61221178,  1.81667432,   3.82137616,  -1.65491583,
                    3.6210916,   0.824912481,  0.400773562, 0.914155571,  -1.42686005, 0.995082028,
                    2.7358169,   0.747953127,  0.902947238, 1.8292887,    0.492237564, 0.308079668,
                    0.794605306, -0.144621844, 0.466411774, 0.593379143,  -0.48568785, -0.920993926,
                    1.63504769,  1.89668303,   2.86182673,  2.75553825,   0.97053595,  -2.59470777,
                    2.22739661,  -0.519618345, 1.20765266,  -0.907565748, 3.20314388,  2.86441529,
                    0.607816005, -1.78990926,  0.340917757, -0.840520687, 1.3173336,   0.531543629},
                   1e-5) == "");
}

TEST_CASE("transformer: encoder and decoder together agree with PyTorch", "[nn]") {
  for (const Golden& golden : kStacks) {
    CAPTURE(golden.pre_norm);
    Rng rng;
    TransformerStack stack(small_layers(golden.activation, golden.pre_norm, 2), rng);
    fill_with_chirps(stack);
    const Tensor source = input({2, 4, kTransformerWidth}, 0.5),
                 x = input({2, 3, kTransformerWidth}, 1.5);
    const Ids lengths{4, 2};
    const Tensor y = stack.decoder(x, stack.encoder(source, lengths), lengths);
    y.backward(chirp(y.shape(), 2));
    CHECK(mismatch(golden, stack, {source.grad(), x.grad()}) == "");
    CHECK(without_gradient(stack) == "");
  }
}
