#include "core/gradcheck.h"
#include "core/ops.h"

namespace gloss {
namespace {

using Inputs = std::vector<Tensor>;
using Ids = std::vector<int32_t>;

const Ids lengths{5, 2};

auto attend(HeadOptions options) {
  return
      [options](const Inputs& x) { return head_context(head_weights(x[0], x[1], options), x[2]); };
}

const Gradchecks additive =
    operations({{"additive_scores",
                 [](const Inputs& x) { return additive_scores(x[0], x[1], x[2]); },
                 {{2, 3, 7}, {2, 5, 7}, {7}}},
                {"additive_scores with lengths",
                 [](const Inputs& x) { return additive_scores(x[0], x[1], x[2], lengths); },
                 {{2, 3, 17}, {2, 5, 17}, {17}}},
                {"additive_scores of itself",
                 [](const Inputs& x) { return additive_scores(x[0], x[0], x[1]); },
                 {{2, 3, 17}, {17}}}});

const Gradchecks heads = operations(
    {{"head_weights",
      [](const Inputs& x) { return head_weights(x[0], x[1], {.heads = 3}); },
      {{2, 3, 6}, {2, 5, 6}}},
     {"head_context",
      [](const Inputs& x) { return head_context(x[0], x[1]); },
      {{2, 3, 7, 5}, {2, 5, 6}}},
     {"head_context of heads", attend({.heads = 2}), {{2, 3, 10}, {2, 5, 10}, {2, 5, 10}}},
     {"head_context of heads with lengths",
      attend({.heads = 2, .lengths = lengths}),
      {{2, 3, 10}, {2, 5, 10}, {2, 5, 10}}},
     {"head_context of causal heads",
      attend({.heads = 1, .lengths = lengths, .causal = true}),
      {{2, 3, 17}, {2, 5, 17}, {2, 5, 17}}},
     {"head_context of heads within one projection",
      [](const Inputs& x) {
        const Columns q(x[0], 0, 6), k(x[0], 6, 6), v(x[0], 12, 6);
        return head_context(head_weights(q, k, {.heads = 2, .causal = true}), v);
      },
      {{2, 5, 18}}},
     {"head_context of heads of one tensor",
      [](const Inputs& x) { return head_context(head_weights(x[0], x[0], {.heads = 2}), x[0]); },
      {{2, 5, 6}}}});

}  // namespace
}  // namespace gloss
