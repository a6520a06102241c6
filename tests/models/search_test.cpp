#include "models/search.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <optional>
#include <set>

#include "apps/plain/beam_search.h"
#include "core/autograd.h"
#include "models/score.h"
#include "tests/core/with_threads.h"
#include "tests/models/small_translator.h"
#include "tests/support/catch.h"

using namespace gloss;
using namespace gloss::models;

namespace {

bool same(const Hypothesis& a, const Hypothesis& b) {
  return a.tokens == b.tokens && a.token_scores == b.token_scores &&
         a.log_probability == b.log_probability && a.score == b.score &&
         a.attention == b.attention && a.source_length == b.source_length;
}

// The plain program's search with the steps of a model of the library. The result ends with kEos.
std::vector<int32_t> plain_search(const Translator& model, const std::vector<int32_t>& source,
                                  const SearchOptions& options) {
  const NoGradGuard no_grad;
  const auto next = [&](DecoderState& state, int token) {
    const DecoderStep step = model.step(state, std::vector<int32_t>{token});
    state = step.state;
    return std::vector<double>(step.log_probabilities.values().begin(),
                               step.log_probabilities.values().end());
  };
  return plain::beam_search(model.encode(pad({source})), next,
                            static_cast<size_t>(options.beam_size), options.length_penalty,
                            3 * (source.size() + 1) + 10)
      .tokens;
}

}  // namespace

TEST_CASE("search: beams of every width and length penalty find what the plain search finds",
          "[models]") {
  for (const auto& attention : {std::optional<nn::Score>(), std::optional(nn::Score::kDot)}) {
    const RnnTranslator model = half_trained(attention);
    for (const int64_t width : {1, 2, 5})
      for (const double alpha : {0.0, 0.6, 1.0}) {
        const SearchOptions options{
            .beam_size = width, .length_penalty = alpha, .repetition_guard = false};
        const auto found = search(model, pad(eight_sources()), options);
        REQUIRE(found.size() == 8);
        for (size_t i = 0; i < 8; ++i) {
          CAPTURE(width, alpha, i);
          std::vector<int32_t> tokens = found[i].at(0).tokens;
          tokens.push_back(kEos);
          CHECK(tokens == plain_search(model, eight_sources()[i], options));
        }
      }
  }
}

TEST_CASE("search: the n best are sorted, different and scored by their tokens", "[models]") {
  const RnnTranslator model = half_trained();
  for (const double alpha : {0.0, 0.6, 1.0}) {
    CAPTURE(alpha);
    const auto found =
        search(model, pad(eight_sources()), {.beam_size = 5, .length_penalty = alpha, .n_best = 4});
    for (size_t i = 0; i < found.size(); ++i) {
      REQUIRE(found[i].size() == 4);
      for (size_t j = 0; j < 4; ++j) {
        const Hypothesis& h = found[i][j];
        double sum = 0;
        for (const float score : h.token_scores)
          sum += static_cast<double>(score);
        const auto length = static_cast<double>(h.token_scores.size());
        CHECK(h.token_scores.size() == h.tokens.size() + 1);  // kEos too
        CHECK(h.log_probability == Approx(sum));
        CHECK(h.score == Approx(sum / std::pow(length, alpha)));
        CHECK(h.source_length == static_cast<int64_t>(eight_sources()[i].size()) + 1);
        CHECK(h.attention.size() == h.token_scores.size() * static_cast<size_t>(h.source_length));
        if (j == 0) continue;
        CHECK(found[i][j - 1].score >= h.score);
        CHECK(found[i][j - 1].tokens != h.tokens);
      }
    }
  }
}

TEST_CASE("search: a hypothesis' log-probability is the model's own", "[models]") {
  const RnnTranslator model = half_trained();
  const auto found = search(model, pad(eight_sources()), {.beam_size = 4});
  const NoGradGuard no_grad;
  for (size_t i = 0; i < 8; ++i) {
    const Hypothesis& h = found[i].at(0);
    const Loss loss = model.loss({pad({eight_sources()[i]}), pad({h.tokens})}, 0);
    CHECK(h.log_probability == Approx(-static_cast<double>(loss.sum.item())).margin(1e-4));
  }
}

TEST_CASE("search: rows of attention sum to 1", "[models]") {
  const RnnTranslator model = half_trained();
  for (const auto& hypotheses : search(model, pad(eight_sources()), {})) {
    const Hypothesis& h = hypotheses.at(0);
    const auto width = static_cast<size_t>(h.source_length);
    for (size_t row = 0; row < h.token_scores.size(); ++row) {
      double sum = 0;
      for (size_t s = 0; s < width; ++s)
        sum += static_cast<double>(h.attention.at(row * width + s));
      CHECK(sum == Approx(1));
    }
  }
  CHECK(search(half_trained(std::nullopt), pad({{4}}), {})[0].at(0).attention.empty());
}

TEST_CASE("search: a sentence's result is the same bits alone and in any batch", "[models]") {
  const Lines sources = eight_sources();
  for (const auto& attention : {std::optional<nn::Score>(), std::optional(nn::Score::kAdditive),
                                std::optional(nn::Score::kGeneral)}) {
    const RnnTranslator model = half_trained(attention);
    for (const SearchOptions& options :
         {SearchOptions{.beam_size = 1}, SearchOptions{.beam_size = 4, .n_best = 3}}) {
      const auto all = search(model, pad(sources), options);
      for (size_t i = 0; i < 8; ++i) {
        CAPTURE(attention.has_value(), options.beam_size, i);
        const auto alone = search(model, pad({sources[i]}), options);
        const auto pair = search(model, pad({sources[7 - i], sources[i]}), options);
        REQUIRE(alone[0].size() == all[i].size());
        for (size_t j = 0; j < alone[0].size(); ++j) {
          CHECK(same(alone[0][j], all[i][j]));
          CHECK(same(alone[0][j], pair[1].at(j)));
        }
      }
    }
  }
}

TEST_CASE("output layer: a shortlist's probabilities are the model's, scaled to a sum of 1",
          "[models]") {
  const RnnTranslator model = half_trained();
  const NoGradGuard no_grad;
  Rng rng{.seed = 4};
  const Tensor x = Tensor::uniform({3, 16}, -1, 1, rng);
  const Shortlist first{0, 1, 2, 3, 5, 9}, second{0, 1, 2, 3, 4};
  const Tensor all = model.output.log_probabilities(x, {});
  DecoderState state;
  state.rows = {2, 1};
  state.shortlists = {first, second};
  const Tensor listed = model.output.log_probabilities(x, state);
  REQUIRE(listed.shape() == Shape{3, 6});
  for (const int64_t row : {0, 1, 2}) {
    const Shortlist& list = row < 2 ? first : second;
    double sum = 0;
    for (size_t i = 0; i < list.size(); ++i) {
      const auto at = static_cast<int64_t>(i);
      sum += std::exp(static_cast<double>(listed.at({row, at})));
      CHECK(listed.at({row, at}) - listed.at({row, 4}) ==
            Approx(all.at({row, list[i]}) - all.at({row, list[4]})).margin(1e-5));
    }
    CHECK(sum == Approx(1));
  }
  CHECK(listed.at({2, 5}) == -std::numeric_limits<real>::infinity());
}

TEST_CASE("search: with a shortlist of all tokens the translations are those without", "[models]") {
  const RnnTranslator model = half_trained();
  Shortlist everything(12);
  std::iota(everything.begin(), everything.end(), 0);
  for (const int64_t beam : {1, 4}) {
    const auto expected = search(model, pad(eight_sources()), {.beam_size = beam});
    const auto found = search(model, pad(eight_sources()), {.beam_size = beam}, {}, {},
                              std::vector<Shortlist>(8, everything));
    for (size_t i = 0; i < 8; ++i) {
      CHECK(found[i][0].tokens == expected[i][0].tokens);
      CHECK(found[i][0].score == Approx(expected[i][0].score));
    }
  }
}

TEST_CASE("search: a translation has tokens of its shortlist only, the same in any batch",
          "[models]") {
  const Lines sources = eight_sources();
  std::vector<Shortlist> lists;  // the sentence's tokens, without the smallest
  for (std::vector<int32_t> list : sources) {
    std::ranges::sort(list);
    if (list.size() > 1) list.erase(list.begin());
    list.insert(list.begin(), {0, 1, 2, 3});
    lists.push_back(list);
  }
  const RnnTranslator model = half_trained();
  for (const SearchOptions& options :
       {SearchOptions{.beam_size = 1}, SearchOptions{.beam_size = 4, .n_best = 3},
        SearchOptions{.beam_size = 3, .no_repeat_ngram = 1},
        SearchOptions{.n_best = 2, .sampling = Sampling{}}}) {
    const auto all = search(model, pad(sources), options, {}, {}, lists);
    for (size_t i = 0; i < 8; ++i) {
      CAPTURE(options.beam_size, options.no_repeat_ngram, i);
      const std::vector<int64_t> number{static_cast<int64_t>(i)};
      const auto alone =
          search(model, pad({sources[i]}), options, number, {}, std::vector<Shortlist>{lists[i]});
      REQUIRE(alone[0].size() == all[i].size());
      for (size_t j = 0; j < alone[0].size(); ++j) {
        CHECK(same(alone[0][j], all[i][j]));
        std::set<int32_t> distinct;
        for (const int32_t token : all[i][j].tokens) {
          CHECK(std::ranges::find(lists[i], token) != lists[i].end());
          CHECK((distinct.insert(token).second || options.no_repeat_ngram == 0));
        }
      }
    }
  }
}

TEST_CASE("search: at the limit of length a translation ends", "[models]") {
  RnnTranslator model = make(small_options());
  model.output.bias.data()[kEos] = -100;  // never ends by itself
  model.eval();
  for (const auto& sampling : {std::optional<Sampling>(), std::optional<Sampling>(Sampling{})}) {
    const auto found =
        search(model, pad({{4}, {4, 5, 6}}), {.max_length_factor = 2, .sampling = sampling});
    CHECK(found[0].at(0).tokens.size() == 2 * 2 + 10);  // kEos counts as a source token
    CHECK(found[1].at(0).tokens.size() == 2 * 4 + 10);
    CHECK(found[0].at(0).token_scores.size() == 15);
    CHECK(found[0].at(0).token_scores.back() < -90);
    CHECK(found[0].at(0).attention.size() == 15 * 2);
  }
}

TEST_CASE("search: kPad and kBos are never produced", "[models]") {
  RnnTranslator model = make(small_options());
  model.output.bias.data()[kPad] = model.output.bias.data()[kBos] = 100;
  model.eval();
  for (const auto& hypotheses : search(model, pad(eight_sources()), {.n_best = 4}))
    for (const Hypothesis& h : hypotheses)
      for (const int32_t token : h.tokens)
        CHECK(token > kEos);
}

// Every sentence that the limit allows, scored one by one with the model's own steps; the n best.
std::vector<std::pair<double, std::vector<int32_t>>> exhaustive(const Translator& model,
                                                                const std::vector<int32_t>& source,
                                                                size_t limit, double alpha,
                                                                size_t n) {
  const NoGradGuard no_grad;
  std::vector<std::pair<double, std::vector<int32_t>>> all;
  std::vector<int32_t> tokens;
  const std::function<void(const DecoderState&, double)> extend = [&](const DecoderState& state,
                                                                      double log_probability) {
    const DecoderStep step =
        model.step(state, std::vector<int32_t>{tokens.empty() ? kBos : tokens.back()});
    const auto next = [&](int32_t id) {
      return log_probability + static_cast<double>(step.log_probabilities.at({0, id}));
    };
    all.emplace_back(next(kEos) / std::pow(static_cast<double>(tokens.size() + 1), alpha), tokens);
    if (tokens.size() == limit) return;
    for (int32_t id = kEos + 1; id < model.vocabulary_size(); ++id) {
      tokens.push_back(id);
      extend(step.state, next(id));
      tokens.pop_back();
    }
  };
  extend(model.encode(pad({source})), 0);
  std::ranges::stable_sort(all, std::greater{}, [](const auto& scored) { return scored.first; });
  all.resize(n);
  return all;
}

TEST_CASE("search: a beam that holds all hypotheses finds the best sentences", "[models]") {
  RnnTranslatorOptions narrow = small_options();
  narrow.target_vocabulary = 5;  // two tokens besides kEos: 2,047 sentences of at most 10
  TransformerTranslatorOptions other = small<TransformerTranslatorOptions>();
  other.target_vocabulary = 5;
  RnnTranslator rnn = make(narrow);
  TransformerTranslator transformer = make(other);
  for (Translator* model : std::initializer_list<Translator*>{&rnn, &transformer}) {
    // Some end early and some late: what is best depends on alpha.
    for (const real end : {real(-1.5), real(0.5)}) {
      (model == &rnn ? rnn.output.bias : transformer.output.bias).data()[kEos] = end;
      model->eval();
      for (const double alpha : {0.0, 0.5, 1.0, 1.5}) {
        CAPTURE(model == &rnn, end, alpha);
        const auto found = search(*model, pad({{4, 7}}),
                                  {.beam_size = 2047,
                                   .length_penalty = alpha,
                                   .max_length_factor = 0.1,
                                   .n_best = 5,
                                   .repetition_guard = false})[0];
        const auto expected = exhaustive(*model, {4, 7}, 10, alpha, 5);
        REQUIRE(found.size() == 5);
        for (size_t i = 0; i < 5; ++i) {
          CHECK(found[i].tokens == expected[i].second);
          CHECK(found[i].score == expected[i].first);
        }
      }
    }
  }
}

TEST_CASE("search: it stops early only if no better hypothesis can follow", "[models]") {
  // With as many results as places the search goes on until all places are taken.
  const RnnTranslator model = half_trained();
  for (const double alpha : {0.0, 0.6, 1.0, 2.0}) {
    SearchOptions options{.beam_size = 5, .length_penalty = alpha, .n_best = 5};
    const auto all = search(model, pad(eight_sources()), options);
    for (options.n_best = 1; options.n_best < 5; ++options.n_best) {
      const auto some = search(model, pad(eight_sources()), options);
      for (size_t i = 0; i < 8; ++i)
        for (size_t j = 0; j < some[i].size(); ++j) {
          CAPTURE(alpha, options.n_best, i, j);
          CHECK(same(some[i][j], all[i][j]));
        }
    }
  }
}

TEST_CASE("search: with no_repeat_ngram no n-gram of that length occurs twice", "[models]") {
  RnnTranslator model = make(small_options());
  model.output.bias.data()[kEos] = -4;
  model.output.bias.data()[6] = model.output.bias.data()[7] = 4;  // repeats itself
  model.eval();
  const auto repeats = [](const std::vector<int32_t>& tokens, int64_t n) {
    std::set<std::vector<int32_t>> seen;
    for (auto i = tokens.begin(); tokens.end() - i >= n; ++i)
      if (!seen.emplace(i, i + n).second) return true;
    return false;
  };
  for (SearchOptions options : {SearchOptions{.beam_size = 1}, SearchOptions{.n_best = 4},
                                SearchOptions{.n_best = 4, .sampling = Sampling{}}}) {
    for (const int64_t n : {1, 2, 3}) {
      CAPTURE(options.beam_size, options.sampling.has_value(), n);
      options.repetition_guard = false;
      options.no_repeat_ngram = 0;
      CHECK(repeats(search(model, pad({{4, 5, 6, 7}}), options)[0][0].tokens, n));
      options.no_repeat_ngram = n;
      for (const auto& hypotheses : search(model, pad(eight_sources()), options))
        for (const Hypothesis& h : hypotheses)
          CHECK_FALSE(repeats(h.tokens, n));
    }
  }
}

TEST_CASE("cycles: three repeats and six tokens are a cycle, fewer are not", "[models]") {
  using Ids = std::vector<int32_t>;
  const auto cycle = [](const Ids& tokens) { return cycles(tokens, Ids{4, 5}); };
  CHECK(cycle({9, 5, 6, 5, 6, 5, 6, 8}));
  CHECK_FALSE(cycle({9, 5, 6, 5, 6, 5, 8}));
  CHECK(cycle({5, 5, 5, 5, 5, 5}));
  CHECK_FALSE(cycle({5, 5, 5, 5, 5}));
  CHECK(cycle({4, 5, 6, 4, 5, 6, 4, 5, 6}));
  CHECK_FALSE(cycle({4, 5, 6, 7, 8, 9, 4, 5, 6, 7, 8, 9}));
  CHECK_FALSE(cycle({}));
}

TEST_CASE("cycles: what the source repeats as often is not a cycle", "[models]") {
  using Ids = std::vector<int32_t>;
  const Ids zeros(7, 5), words = {5, 6, 5, 6, 5, 6};
  CHECK(cycles(zeros, Ids(6, 5)));
  CHECK_FALSE(cycles(zeros, Ids(7, 9)));
  CHECK(cycles(words, Ids{7, 8, 7, 8}));
  CHECK_FALSE(cycles(words, Ids{7, 8, 7, 8, 7, 8}));
}

// A translator that likes to repeat itself.
RnnTranslator repeating() {
  RnnTranslator model = make(small_options());
  model.output.bias.data()[kEos] = -2;
  model.output.bias.data()[6] = 3;
  model.eval();
  return model;
}

TEST_CASE("search: with the repetition guard no best translation cycles", "[models]") {
  const RnnTranslator model = repeating();
  for (const int64_t beam : {1, 4}) {
    CAPTURE(beam);
    SearchOptions options{.beam_size = beam, .repetition_guard = false};
    const auto free = search(model, pad(eight_sources()), options);
    options.repetition_guard = true;
    const auto guarded = search(model, pad(eight_sources()), options);
    int cycling = 0;
    for (size_t i = 0; i < 8; ++i) {
      const Hypothesis& h = guarded[i].at(0);
      CHECK_FALSE(cycles(h.tokens, eight_sources()[i]));
      if (!cycles(free[i].at(0).tokens, eight_sources()[i])) continue;
      ++cycling;
      CHECK(cycles(h.replaced, eight_sources()[i]));
      if (beam == 1) {  // stopped once it cycled
        CHECK(h.replaced.size() < free[i][0].tokens.size());
        CHECK(
            std::ranges::equal(h.replaced, std::span(free[i][0].tokens).first(h.replaced.size())));
      }
      const auto scores = token_scores(model, {pad({eight_sources()[i]}), pad({h.tokens})});
      CHECK(scores[0] == h.token_scores);
    }
    CHECK(cycling > 0);
  }
}

TEST_CASE("search: the repetition guard keeps the bits of translations that do not cycle",
          "[models]") {
  for (const RnnTranslator& model : {half_trained(), repeating()})
    for (const int64_t beam : {1, 4}) {
      SearchOptions options{.beam_size = beam, .n_best = beam, .repetition_guard = false};
      const auto free = search(model, pad(eight_sources()), options);
      options.repetition_guard = true;
      const auto guarded = search(model, pad(eight_sources()), options);
      for (size_t i = 0; i < 8; ++i) {
        if (cycles(free[i][0].tokens, eight_sources()[i])) continue;
        CHECK(guarded[i][0].replaced.empty());
        for (size_t j = 0; j < free[i].size(); ++j)
          CHECK(same(guarded[i].at(j), free[i][j]));
      }
    }
}

TEST_CASE("search: a translation of the repetition guard is the same bits alone and in a batch",
          "[models]") {
  const RnnTranslator model = repeating();
  for (const int64_t beam : {1, 4}) {
    const SearchOptions options{.beam_size = beam, .n_best = beam};
    const auto all = search(model, pad(eight_sources()), options);
    for (size_t i = 0; i < 8; ++i) {
      const WithThreads two(2);
      const auto alone = search(model, pad({eight_sources()[i]}), options);
      CHECK(alone[0][0].replaced == all[i][0].replaced);
      for (size_t j = 0; j < all[i].size(); ++j)
        CHECK(same(alone[0].at(j), all[i][j]));
    }
  }
}

TEST_CASE("search: the repetition guard lets a translation repeat what the source repeats",
          "[models]") {
  const RnnTranslator model = repeating();
  const std::vector<int32_t> source(40, 5);
  const SearchOptions options{.beam_size = 1, .max_length_factor = 0.5};
  const auto found = search(model, pad({source}), options)[0].at(0);
  CHECK(cycles(found.tokens, std::vector<int32_t>{5}));
  CHECK(found.replaced.empty());
}

TEST_CASE("search: samples follow from the seed and the sentence's number alone", "[models]") {
  const Lines sources = eight_sources();
  const std::vector<int64_t> numbers = {3, 1, 4, 15, 9, 2, 6, 5};
  RnnTranslator rnn = make(small_options());
  TransformerTranslator transformer = make(small<TransformerTranslatorOptions>());
  for (Translator* model : std::initializer_list<Translator*>{&rnn, &transformer}) {
    model->eval();
    SearchOptions options{.n_best = 3, .sampling = Sampling{.topp = 0.9, .seed = 7}};
    const auto all = search(*model, pad(sources), options, numbers);
    for (size_t i = 0; i < 8; ++i) {
      CAPTURE(model == &rnn, i);
      const WithThreads two(2);
      const auto alone = search(*model, pad({sources[i]}), options, std::vector{numbers[i]});
      const auto pair = search(*model, pad({sources[7 - i], sources[i]}), options,
                               std::vector{numbers[7 - i], numbers[i]});
      REQUIRE(all[i].size() == 3);
      for (size_t j = 0; j < 3; ++j) {
        CHECK(same(alone[0].at(j), all[i][j]));
        CHECK(same(pair[1].at(j), all[i][j]));
      }
      CHECK(all[i][0].tokens != all[i][1].tokens);
      CHECK(all[i][0].score >= all[i][1].score);
    }
    const auto other_numbers = search(*model, pad(sources), options);
    options.sampling->seed = 8;
    const auto other_seed = search(*model, pad(sources), options, numbers);
    CHECK(other_numbers[0][0].tokens != all[0][0].tokens);
    CHECK(other_seed[0][0].tokens != all[0][0].tokens);
  }
}

TEST_CASE("search: samples occur with the probabilities of the model", "[models]") {
  const RnnTranslator model = half_trained();
  const Lines sources(2000, {4, 5, 6});
  const NoGradGuard no_grad;
  const DecoderState state = model.encode(pad({sources[0]}));
  const DecoderStep step = model.step(state, std::vector<int32_t>{kBos});
  std::vector<double> counts(12);
  for (const auto& hypotheses : search(model, pad(sources), {.sampling = Sampling{}})) {
    const auto& tokens = hypotheses.at(0).tokens;
    ++counts[static_cast<size_t>(tokens.empty() ? kEos : tokens[0])];
  }
  double drawable = 1 - std::exp(static_cast<double>(step.log_probabilities.at({0, kPad}))) -
                    std::exp(static_cast<double>(step.log_probabilities.at({0, kBos})));
  for (int32_t id = kEos; id < 12; ++id) {
    const double p = std::exp(static_cast<double>(step.log_probabilities.at({0, id}))) / drawable;
    CAPTURE(id, p);
    // Five standard deviations of 2,000 draws.
    CHECK(std::abs(counts[static_cast<size_t>(id)] - 2000 * p) <
          1 + 5 * std::sqrt(2000 * p * (1 - p)));
  }
}

TEST_CASE("search: sampling at a temperature near 0 is greedy search", "[models]") {
  const RnnTranslator model = half_trained();
  const auto greedy =
      search(model, pad(eight_sources()), {.beam_size = 1, .repetition_guard = false});
  const auto cold =
      search(model, pad(eight_sources()), {.sampling = Sampling{.temperature = 1e-6}});
  const auto top = search(model, pad(eight_sources()), {.sampling = Sampling{.topk = 1}});
  for (size_t i = 0; i < 8; ++i) {
    CHECK(same(cold[i].at(0), greedy[i].at(0)));
    CHECK(same(top[i].at(0), greedy[i].at(0)));
  }
}

TEST_CASE("search: a probability that is not a number is an error", "[models]") {
  RnnTranslator model = make(small_options());
  model.output.bias.data()[5] = std::numeric_limits<real>::quiet_NaN();
  model.eval();
  for (const auto& sampling : {std::optional<Sampling>(), std::optional<Sampling>(Sampling{})})
    CHECK_THROWS_WITH(search(model, pad(eight_sources()), {.sampling = sampling}),
                      "search: the model gives probabilities that are not numbers");
}

TEST_CASE("search: an empty batch has no results", "[models]") {
  RnnTranslator model = make(small_options());
  model.eval();
  CHECK(search(model, pad({}), {}).empty());
}

TEST_CASE("search: a shortlist must hold the reserved ids and be in ascending order", "[models]") {
  const RnnTranslator model = half_trained();
  for (const Shortlist& list :
       {Shortlist{}, {0, 1, 2, 3}, {4, 5, 6, 7, 8}, {0, 1, 2, 3, 5, 4}, {0, 1, 2, 3, 12}})
    CHECK_THROWS_WITH(
        search(model, pad({{4}}), {}, {}, {}, std::vector<Shortlist>{list}),
        "search: a shortlist has the reserved ids and other tokens in ascending order");
}

TEST_CASE("search: an error names the option that does not fit", "[models]") {
  RnnTranslator model = make(small_options());
  const Sentences source = pad({{4}});
  CHECK_THROWS_WITH(search(model, source, {}),
                    "search: the model must be in evaluation: call eval() first");
  model.eval();
  CHECK_THROWS_WITH(search(model, source, {.beam_size = 0}),
                    "search: the beam size must be at least 1, not 0");
  CHECK_THROWS_WITH(search(model, source, {.beam_size = 2, .n_best = 3}),
                    "search: n_best must be from 1 to the beam size 2, not 3");
  CHECK_THROWS_WITH(search(model, source, {.beam_size = 2, .n_best = 0}),
                    "search: n_best must be from 1 to the beam size 2, not 0");
  CHECK_THROWS_WITH(search(model, source, {.n_best = 0, .sampling = Sampling{}}),
                    "search: n_best must be at least 1, not 0");
  CHECK_THROWS_WITH(search(model, source, {.sampling = Sampling{.temperature = 0}}),
                    "search: sampling needs a temperature and topp above 0 and a topk of at least "
                    "0, not 0, 1 and 0");
  CHECK_THROWS_WITH(search(model, source, {.length_penalty = -1}),
                    "search: the length penalty must be at least 0, not -1");
  CHECK_THROWS_WITH(search(model, source, {.no_repeat_ngram = -1}),
                    "search: no_repeat_ngram must be at least 0, not -1");
  CHECK_THROWS_WITH(search(model, source, {}, std::vector<int64_t>{1, 2}),
                    "search: each sentence needs a number: there are 1 sentences and 2 numbers");
}
