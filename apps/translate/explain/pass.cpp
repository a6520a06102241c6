#include "apps/translate/explain/pass.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <optional>

#include "core/autograd.h"
#include "models/translator.h"
#include "nn/trace.h"
#include "optim/adam.h"

namespace gloss::translate {
namespace {

constexpr size_t kMostOthers = 5;
constexpr double kLearnRate = 0.0003;

std::vector<PredictedToken> predictions(const Checkpoint& checkpoint, const models::Batch& batch) {
  const NoGradGuard no_grad;
  const Vocabulary& vocabulary = checkpoint.target.vocabulary();
  std::vector<PredictedToken> result;
  models::DecoderState state = checkpoint.model->encode(batch.source);
  std::vector<int32_t> token = {models::kBos};
  for (const int32_t wanted : batch.target.ids) {
    models::DecoderStep step = checkpoint.model->step(state, token);
    const std::span<const real> p = step.log_probabilities.values();
    const auto probability = [&](int32_t id) {
      return std::exp(static_cast<double>(p[static_cast<size_t>(id)]));
    };
    std::vector<int32_t> ids(p.size());
    std::iota(ids.begin(), ids.end(), 0);
    const size_t count = std::min(kMostOthers, ids.size());
    std::ranges::partial_sort(ids, ids.begin() + static_cast<std::ptrdiff_t>(count), std::greater{},
                              [&](int32_t id) { return p[static_cast<size_t>(id)]; });
    PredictedToken predicted{
        .token = vocabulary.token(wanted), .probability = probability(wanted), .best = {}};
    predicted.rank += std::ranges::count_if(
        p, [&](real other) { return other > p[static_cast<size_t>(wanted)]; });
    for (size_t i = 0; i < count; ++i)
      predicted.best.push_back({vocabulary.token(ids[i]), probability(ids[i])});
    result.push_back(std::move(predicted));
    state = std::move(step.state);
    token = {wanted};
  }
  return result;
}

// The weights that operations of the pass have computed: those of several heads, or one row a step
// of a recurrent decoder.
std::vector<LayerAttention> attention_of(const Pass& pass) {
  std::vector<std::string> read = {"<s>"};  // what the decoder reads
  read.insert(read.end(), pass.target.begin(), pass.target.end() - 1);
  std::vector<LayerAttention> all;
  for (const Trace::Entry& e : pass.entries) {
    const std::string_view op = e.op;
    const std::span<const real> w = e.value.values();
    if (op == "head_weights") {
      const bool self = e.module.ends_with("self_attn"), encoder = e.module.starts_with("encoder");
      LayerAttention layer{.module = e.module,
                           .rows = encoder ? pass.source
                                   : self  ? read
                                           : pass.target,
                           .columns = self && !encoder ? read : pass.source,
                           .heads = {}};
      const auto size = static_cast<size_t>(e.value.size(2) * e.value.size(3));
      for (size_t at = 0; at < w.size(); at += size)
        layer.heads.emplace_back(w.begin() + static_cast<std::ptrdiff_t>(at),
                                 w.begin() + static_cast<std::ptrdiff_t>(at + size));
      all.push_back(std::move(layer));
    } else if (op == "softmax" && e.module == "attention") {
      if (all.empty()) all.push_back({e.module, pass.target, pass.source, {{}}});
      all[0].heads[0].insert(all[0].heads[0].end(), w.begin(), w.end());
    }
  }
  return all;
}

// The norm of the gradient of all parameters, and the loss after a step against it. The
// parameters then get their numbers back.
void learn(const models::Translator& model, const models::Batch& batch, Pass& pass) {
  const std::vector<Tensor> parameters = model.parameters();
  std::vector<Tensor> before;
  double squares = 0;
  for (const Tensor& p : parameters) {
    before.push_back(p.clone());
    if (!p.has_grad()) continue;
    for (const real g : p.grad().values())
      squares += static_cast<double>(g) * static_cast<double>(g);
  }
  pass.gradient_norm = std::sqrt(squares);
  pass.learn_rate = kLearnRate;
  optim::Adam adam(parameters, {.lr = kLearnRate});
  adam.step();
  {
    const NoGradGuard no_grad;
    pass.loss_after = static_cast<double>(model.loss(batch, 0).sum.item());
  }
  for (size_t i = 0; i < parameters.size(); ++i)
    std::ranges::copy(before[i].values(), parameters[i].data());
}

}  // namespace

std::vector<std::string> tokens_with_end(const Codec& codec, const std::vector<int32_t>& ids) {
  std::vector<std::string> tokens;
  for (const int32_t id : ids)
    tokens.push_back(codec.vocabulary().token(id));
  tokens.push_back("</s>");
  return tokens;
}

Pass run_pass(const Checkpoint& checkpoint, const std::vector<int32_t>& source,
              const std::vector<int32_t>& target, bool learns) {
  const models::Translator& model = *checkpoint.model;
  const models::Batch batch{models::pad({source}), models::pad({target})};
  Pass pass;
  pass.source = tokens_with_end(checkpoint.source, source);
  pass.target = tokens_with_end(checkpoint.target, target);
  pass.learns = learns;
  pass.predicted = predictions(checkpoint, batch);
  {
    Trace trace;
    nn::name_modules(trace, model);
    std::optional<NoGradGuard> no_grad;
    if (!learns) no_grad.emplace();
    const Tensor loss = model.loss(batch, /*label_smoothing=*/0).sum;
    pass.loss = static_cast<double>(loss.item());
    if (learns) loss.backward();
    pass.entries = trace.entries();
  }
  for (const Trace::Entry& e : pass.entries) {
    pass.forward_seconds += e.forward_seconds;
    pass.backward_seconds += e.backward_seconds;
  }
  pass.attention = attention_of(pass);
  if (learns) learn(model, batch, pass);
  return pass;
}

}  // namespace gloss::translate
