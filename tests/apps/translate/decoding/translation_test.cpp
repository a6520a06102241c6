#include "apps/translate/decoding/translation.h"

#include "tests/apps/translate/tiny_translator.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"

namespace gloss::translate {
namespace {

const std::vector<std::string> kLines = {"she sees the black cat",
                                         "",
                                         "he has",
                                         " \t ",
                                         "words that nobody has seen",
                                         "the the the the the the the the the the",
                                         "he"};

std::vector<std::string> texts(const Checkpoint& checkpoint,
                               const std::vector<Translation>& translations) {
  std::vector<std::string> all;
  for (const Translation& t : translations)
    all.push_back(best_text(checkpoint, t));
  return all;
}

void check_same(const std::vector<Translation>& a, const std::vector<Translation>& b) {
  REQUIRE(a.size() == b.size());
  for (size_t i = 0; i < a.size(); ++i) {
    CHECK(a[i].source == b[i].source);
    REQUIRE(a[i].hypotheses.size() == b[i].hypotheses.size());
    for (size_t j = 0; j < a[i].hypotheses.size(); ++j) {
      CHECK(a[i].hypotheses[j].tokens == b[i].hypotheses[j].tokens);
      CHECK(a[i].hypotheses[j].score == b[i].hypotheses[j].score);
      CHECK(a[i].hypotheses[j].token_scores == b[i].hypotheses[j].token_scores);
      CHECK(a[i].hypotheses[j].attention == b[i].hypotheses[j].attention);
    }
  }
}

TEST_CASE("translation: an empty line stays empty, the others stay in their places", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto translations = translate_lines(checkpoint, kLines, {});
  REQUIRE(translations.size() == kLines.size());
  for (const size_t i : {1u, 3u}) {
    CHECK(translations[i].source.empty());
    CHECK(translations[i].hypotheses.empty());
    CHECK(best_text(checkpoint, translations[i]).empty());
  }
  CHECK(translations[2].source == std::vector<std::string>{"he", "has"});
  for (size_t i = 0; i < kLines.size(); ++i)
    check_same({translations[i]}, translate_lines(checkpoint, {kLines[i]}, {}));
}

TEST_CASE("translation: characters that only look unlike the known ones change nothing", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto plain = translate_lines(checkpoint, {"she sees the bird", ""}, {});
  check_same(plain, translate_lines(checkpoint,
                                    {"\uFEFFshe\u00A0sees the\t bi\u00ADrd\u2028", "\u200B"}, {}));
  const auto score = [&](const char* source) {
    const std::vector<SentencePair> pairs = {{source, "elle voit"}};
    return score_pairs(checkpoint, pairs, 1)[0].log_probability;
  };
  CHECK(score("she\u00A0sees") == score("she sees"));
}

TEST_CASE("translation: no lines give no translations, empty lines empty ones", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  CHECK(translate_lines(checkpoint, {}, {}).empty());
  CHECK(texts(checkpoint, translate_lines(checkpoint, {"", ""}, {})) ==
        std::vector<std::string>{"", ""});
}

// Untrained networks of each kind, small, but with preferences.
std::vector<ModelSettings> all_kinds() {
  std::vector<ModelSettings> kinds;
  for (const char* cell : {"tanh", "gru", "lstm"})
    kinds.push_back(settings_of({{"cell", cell}}));
  kinds.push_back(settings_of({{"type", "transformer"},
                               {"transformer-heads", "2"},
                               {"transformer-dim-ffn", "16"},
                               {"enc-depth", "2"},
                               {"dec-depth", "2"}}));
  return kinds;
}

const std::vector<models::SearchOptions> kSearches = {
    {.beam_size = 1},
    {.beam_size = 4, .n_best = 4},
    {.n_best = 3, .no_repeat_ngram = 2, .sampling = models::Sampling{.topk = 9}}};

TEST_CASE("translation: the same bits for every mini-batch and number of threads", "[apps]") {
  for (const ModelSettings& settings : all_kinds()) {
    const Checkpoint checkpoint = tiny_checkpoint(settings);
    for (const models::SearchOptions& search : kSearches) {
      const auto expected = translate_lines(checkpoint, kLines, {search, 64});
      for (const int64_t mini_batch : {1, 7, 64})
        for (const int threads : {1, 2}) {
          CAPTURE(settings.type, value_of(settings, "cell"), search.beam_size, mini_batch, threads);
          const WithThreads count(threads);
          check_same(translate_lines(checkpoint, kLines, {search, mini_batch}), expected);
        }
    }
  }
}

TEST_CASE("translation: with a shortlist, the same bits for every mini-batch and number of threads",
          "[apps]") {
  for (const ModelSettings& settings : all_kinds()) {
    Checkpoint checkpoint = tiny_checkpoint(settings);
    checkpoint.lexicon = Tensor::full({checkpoint.source.vocabulary().size(), 2}, 5);
    const std::vector<int32_t> words = checkpoint.source.encode("she the cat");
    for (const int32_t word : words)  // another translation for some words
      checkpoint.lexicon.data()[2 * word] = static_cast<real>(words[0] == word ? 6 : 9);
    const models::SearchOptions search{.beam_size = 3, .n_best = 2};
    const auto expected =
        translate_lines(checkpoint, kLines, {.search = search, .shortlist = true});
    CHECK(texts(checkpoint, expected) !=
          texts(checkpoint, translate_lines(checkpoint, kLines, {search, 64})));
    for (const auto& [mini_batch, threads] : {std::pair{1, 2}, {7, 1}, {64, 2}}) {
      const WithThreads count(threads);
      check_same(translate_lines(checkpoint, kLines,
                                 {.search = search, .mini_batch = mini_batch, .shortlist = true}),
                 expected);
    }
  }
}

TEST_CASE("translation: batches on several threads report their share one after another",
          "[apps]") {
  const WithThreads count(2);
  std::vector<double> shares;
  translate_lines(tiny_checkpoint(), kLines,
                  {.mini_batch = 1, .on_share = [&](double share) { shares.push_back(share); }});
  CHECK(shares == std::vector<double>{0.2, 0.4, 0.6, 0.8, 1});
}

TEST_CASE("translation: an error in a batch is thrown, whichever thread has the batch", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  for (const Tensor& weights : checkpoint.model->parameters())
    std::ranges::fill(weights.values(), std::numeric_limits<real>::quiet_NaN());
  for (const int threads : {1, 2}) {
    const WithThreads count(threads);
    CHECK_THROWS_WITH(translate_lines(checkpoint, kLines, {.mini_batch = 1}),
                      "search: the model gives probabilities that are not numbers");
  }
}

TEST_CASE("translation: the translation of a line is the same bits wherever it stands", "[apps]") {
  std::vector<std::string> lines;
  for (const SentencePair& pair : tiny_corpus())
    lines.push_back(pair.source.substr(0, 5 + lines.size() % 17));
  std::vector<size_t> order(lines.size());
  for (size_t i = 0; i < order.size(); ++i)
    order[i] = i * 27 % order.size();  // 27 and the 40 lines have no common divisor
  std::vector<std::string> shuffled;
  for (const size_t i : order)
    shuffled.push_back(lines[i]);
  for (const ModelSettings& settings : all_kinds()) {
    const Checkpoint checkpoint = tiny_checkpoint(settings);
    for (const int64_t beam : {1, 4}) {
      const models::SearchOptions search{.beam_size = beam, .n_best = beam};
      const auto expected = translate_lines(checkpoint, lines, {search, 7});
      const auto found = translate_lines(checkpoint, shuffled, {search, 64});
      for (size_t i = 0; i < order.size(); ++i) {
        CAPTURE(settings.type, value_of(settings, "cell"), beam, i);
        check_same({found[i]}, {expected[order[i]]});
      }
    }
  }
}

TEST_CASE("translation: samples follow from the line's number", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const TranslationOptions how{.search = {.sampling = models::Sampling{}}};
  const std::string line = "she sees the black cat";
  const auto whole = translate_lines(checkpoint, {line, "he", line}, how, 5);
  check_same({whole[2]}, translate_lines(checkpoint, {line}, how, 7));
  CHECK(whole[0].hypotheses[0].tokens != whole[2].hypotheses[0].tokens);
}

TEST_CASE("length batches: batches have similar lengths and are limited in sentences and in tokens",
          "[apps]") {
  using Batches = std::vector<std::vector<size_t>>;
  const std::vector<size_t> lengths = {5, 1, 9, 1, 5};
  CHECK(length_batches(lengths, 2) == Batches{{1, 3}, {0, 4}, {2}});
  CHECK(length_batches(lengths, 64) == Batches{{1, 3, 0, 4, 2}});
  // With their end marks 2 * 100 tokens are as many as there may be, 2 * 101 too many.
  CHECK(length_batches(std::vector<size_t>{99, 99, 3}, 2) == Batches{{2, 0}, {1}});
  CHECK(length_batches(std::vector<size_t>{100, 100}, 2) == Batches{{0}, {1}});
  CHECK(length_batches(std::vector<size_t>{2000}, 1) == Batches{{0}});
  CHECK(length_batches({}, 1).empty());
}

TEST_CASE("score: the score of a hypothesis equals that of its search, the end mark counted",
          "[apps]") {
  for (const ModelSettings& settings : all_kinds()) {
    const Checkpoint checkpoint = tiny_checkpoint(settings);
    std::vector<SentencePair> pairs;
    std::vector<models::Hypothesis> found;
    for (const models::SearchOptions& search : kSearches) {
      const auto translations = translate_lines(checkpoint, kLines, {search, 64});
      for (size_t i = 0; i < kLines.size(); ++i)
        for (const models::Hypothesis& h : translations[i].hypotheses) {
          pairs.push_back({kLines[i], checkpoint.target.decode(h.tokens)});
          if (checkpoint.target.encode_decoded(pairs.back().target) == h.tokens)
            found.push_back(h);
          else
            pairs.pop_back();  // a text of which other tokens come
        }
    }
    CHECK(pairs.size() > 15);
    for (const int64_t mini_batch : {1, 7, 64})
      for (const int threads : {1, 2}) {
        CAPTURE(settings.type, value_of(settings, "cell"), mini_batch, threads);
        const WithThreads count(threads);
        const auto scores = score_pairs(checkpoint, pairs, mini_batch);
        REQUIRE(scores.size() == pairs.size());
        for (size_t i = 0; i < pairs.size(); ++i) {
          CHECK(scores[i].log_probability == found[i].log_probability);
          CHECK(scores[i].tokens == static_cast<int64_t>(found[i].tokens.size()) + 1);
        }
      }
  }
}

TEST_CASE("score: a line may be empty", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto scores =
      score_pairs(checkpoint, std::vector<SentencePair>{{"", "le"}, {"he", ""}, {"", ""}}, 64);
  CHECK(scores[0].tokens == 2);
  CHECK(scores[1].tokens == 1);
  CHECK(scores[2].tokens == 1);
  CHECK(scores[1].log_probability != scores[2].log_probability);
}

const std::string kTwoSentences = " she sees the cat.  He has the black dog. ";

TEST_CASE("translation: a line that is too long is translated sentence by sentence", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const models::SearchOptions search{.n_best = 2};
  const auto line =
      translate_lines(checkpoint, {kTwoSentences}, {.search = search, .max_length = 6}).at(0);
  const auto alone =
      translate_lines(checkpoint, {"she sees the cat.", "He has the black dog."}, {search});
  check_same(line.parts, alone);
  CHECK(line.too_long);
  CHECK(line.spaces == std::vector<std::string>{" ", "  ", " "});
  CHECK(best_text(checkpoint, line) ==
        " " + best_text(checkpoint, alone[0]) + "  " + best_text(checkpoint, alone[1]) + " ");
  REQUIRE(line.hypotheses.size() == 2);
  for (size_t i = 0; i < 2; ++i) {
    const models::Hypothesis &h = line.hypotheses[i], &first = alone[0].hypotheses[i],
                             &second = alone[1].hypotheses[i];
    CHECK(h.tokens.size() == first.tokens.size() + second.tokens.size());
    CHECK(h.score == first.score + second.score);
    CHECK(h.log_probability == first.log_probability + second.log_probability);
  }
}

TEST_CASE("translation: a line within the limit is not cut, unless sentences are split", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const auto whole = translate_lines(checkpoint, {kTwoSentences}, {.max_length = 1000});
  CHECK(whole[0].parts.empty());
  check_same(translate_lines(checkpoint, {kTwoSentences}, {.max_length = 11}), whole);
  const auto split =
      translate_lines(checkpoint, {kTwoSentences, "he has"}, {.split_sentences = true});
  CHECK(split[0].parts.size() == 2);
  CHECK_FALSE(split[0].too_long);
  check_same({split[1]}, translate_lines(checkpoint, {"he has"}, {}));
}

TEST_CASE("translation: no part has more tokens than the limit, wherever a line must be cut",
          "[apps]") {
  Checkpoint checkpoint = case_marked_checkpoint({"It Bob it Bob", "He Ann he Ann"});
  checkpoint.max_length = 20;
  std::string words, ideographs;
  for (int i = 0; i < 300; ++i) {
    words += i % 7 == 0 ? "he, " : "Ann ";
    ideographs += "\u6211";
  }
  const std::vector<std::string> lines = {words, std::string(500, 'x'), ideographs};
  const auto translations = translate_lines(checkpoint, lines, {.search = {.beam_size = 1}});
  for (size_t i = 0; i < lines.size(); ++i) {
    CAPTURE(i);
    const Translation& line = translations[i];
    CHECK(line.too_long);
    REQUIRE(line.spaces.size() == line.parts.size() + 1);
    size_t tokens = 0;
    for (const Translation& part : line.parts) {
      CHECK(part.source.size() <= 20);
      tokens += part.source.size();
    }
    CHECK(tokens == line.source.size());
  }
}

TEST_CASE("translation: the parts of a line have samples of their own", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const TranslationOptions how{.search = {.sampling = models::Sampling{}}, .split_sentences = true};
  const std::string line = "She sees the cat. She sees the cat.";
  const Translation cut = translate_lines(checkpoint, {line}, how, 3).at(0);
  REQUIRE(cut.parts.size() == 2);
  CHECK(cut.parts[0].hypotheses[0].tokens != cut.parts[1].hypotheses[0].tokens);
  check_same({cut.parts[0]}, translate_lines(checkpoint, {"She sees the cat."}, how, 3));
}

}  // namespace
}  // namespace gloss::translate
