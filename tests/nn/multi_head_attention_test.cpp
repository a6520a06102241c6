#include "nn/multi_head_attention.h"

#include <vector>

#include "core/autograd.h"
#include "core/ops.h"
#include "tests/core/compare.h"
#include "tests/support/catch.h"
#include "tests/support/chirp.h"

using namespace gloss;

namespace {

using Ids = std::vector<int32_t>;

nn::MultiHeadAttention make(int64_t width, int64_t heads, real dropout = 0) {
  Rng rng;
  nn::MultiHeadAttention attention(width, heads, dropout, rng);
  fill_with_chirps(attention);
  return attention;
}

}  // namespace

// attention = torch.nn.MultiheadAttention(8, 2, batch_first=True), filled as by fill_with_chirps
// memory = chirp(1.5, 2, 4, 8); past = torch.arange(4)[None] >= torch.tensor([4, 2])[:, None]
// y, w = attention(chirp(0.5, 2, 3, 8), memory, memory, key_padding_mask=past)
TEST_CASE("multi_head_attention: agrees with PyTorch, the mean weights of its heads too", "[nn]") {
  const nn::MultiHeadAttention attention = make(8, 2);
  const Tensor query = chirp({2, 3, 8}, 0.5), memory = chirp({2, 4, 8}, 1.5);
  const auto result = attention(query, memory, memory, Ids{4, 2});
  CHECK(difference(
            result.output, {2, 3, 8},
            {0.181306955,  -0.129787332, 0.447540024,   -0.326443502, 0.502458201,  0.302726654,
             0.0793038067, 0.266773313,  0.839969808,   -0.219357341, 0.175661527,  -0.664766405,
             0.788379559,  0.14729013,   -0.0728248302, 0.226518533,  -0.213011042, -0.0745276995,
             0.628786634,  -0.113608528, 0.326438698,   0.415147891,  0.177461593,  0.306727988,
             0.880549112,  0.527330862,  0.449726901,   0.230828541,  0.477558814,  0.557743292,
             1.01206442,   -0.792553921, 0.710909743,   0.759081368,  0.623358112,  0.127755956,
             0.604063383,  0.296607369,  0.850000128,   -0.747484058, 0.752252086,  0.719458972,
             0.601026027,  0.151426894,  0.582103809,   0.347760415,  0.899692096,  -0.769362785},
            1e-5) == "");
  CHECK(difference(mean(result.weights, 1), {2, 3, 4},
                   {0.202629166, 0.29395653,  0.230540825, 0.272873478, 0.319002541, 0.226704301,
                    0.226028317, 0.228264841, 0.115858293, 0.252883719, 0.303617836, 0.327640153,
                    0.62832308,  0.37167692,  0,           0,           0.595814831, 0.404185169,
                    0,           0,           0.609054455, 0.390945545, 0,           0},
                   1e-5) == "");
}

TEST_CASE(
    "multi_head_attention: the same tensor given twice or three times is projected by one "
    "product to the bits of several",
    "[nn]") {
  const nn::MultiHeadAttention attention = make(6, 3);
  const Tensor x = chirp({2, 5, 6}, 1), y = chirp({2, 4, 6}, 2);
  for (const bool causal : {false, true}) {
    CHECK(same_bits(attention(x, x, x, {}, causal).output,
                    attention(x, x.clone(), x.clone(), {}, causal).output));
    CHECK(same_bits(attention(x, y, y, Ids{4, 2}, causal).output,
                    attention(x, y, y.clone(), Ids{4, 2}, causal).output));
  }
}

TEST_CASE("multi_head_attention: kept keys and values give the bits of projecting them again",
          "[nn]") {
  const nn::MultiHeadAttention attention = make(6, 3);
  const Tensor x = chirp({2, 5, 6}, 1), y = chirp({2, 4, 6}, 2);
  CHECK(same_bits(attention.attend(x, attention.project_keys_values(y), Ids{4, 2}).output,
                  attention(x, y, y, Ids{4, 2}).output));
  const Tensor all = attention(x, x, x, {}, true).output;
  const NoGradGuard no_grad;
  nn::KeyValueCache cache;
  for (int64_t t = 0; t < 5; ++t)
    CHECK(same_bits(attention.step(slice(x, 1, t, t + 1), cache), slice(all, 1, t, t + 1)));
  CHECK(cache.positions.size() == 5);
}

TEST_CASE("multi_head_attention: a causal query does not depend on later positions", "[nn]") {
  const nn::MultiHeadAttention attention = make(6, 3);
  const Tensor x = chirp({1, 5, 6}, 1), start = slice(x, 1, 0, 3);
  CHECK(same_bits(slice(attention(x, x, x, {}, true).output, 1, 0, 3),
                  attention(start, start, start, {}, true).output));
}

TEST_CASE("multi_head_attention: in training dropout changes the output, not the weights returned",
          "[nn]") {
  nn::MultiHeadAttention attention = make(6, 3, real(0.5));
  const Tensor x = chirp({2, 5, 6}, 1);
  const auto dropped = attention(x, x, x);
  attention.eval();
  const auto kept = attention(x, x, x);
  CHECK_FALSE(same_bits(dropped.output, kept.output));
  CHECK(same_bits(dropped.weights, kept.weights));
}

TEST_CASE("multi_head_attention: weights start within Xavier's bounds, biases at 0", "[nn]") {
  Rng rng;
  nn::MultiHeadAttention attention(8, 2, 0, rng);
  CHECK(max(abs(attention.in_proj_weight)).item() <= real(0.43301271));  // sqrt(6 / (8 + 24))
  CHECK(max(abs(attention.in_proj_weight)).item() > real(0.4));
  CHECK(max(abs(attention.in_proj_bias)).item() == 0);
  CHECK(max(abs(attention.out_proj.bias)).item() == 0);
}

TEST_CASE("multi_head_attention: heads that do not divide the embedding are an error", "[nn]") {
  CHECK_THROWS_WITH(make(8, 3),
                    "multi_head_attention: the embedding must divide into heads: embedding dim is "
                    "8, heads are 3");
  CHECK_THROWS_WITH(make(8, 0),
                    "multi_head_attention: the embedding must divide into heads: embedding dim is "
                    "8, heads are 0");
}
