#include "apps/translate/training/training_data.h"

#include <algorithm>
#include <sstream>

#include "apps/translate/decoding/translation.h"
#include "apps/translate/training/batching.h"
#include "apps/translate/training/resume.h"
#include "apps/translate/training/training_state.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/core/with_threads.h"
#include "tests/support/catch.h"
#include "tests/support/standard_input.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

// Data prepared for training, from a file of tabbed lines.
struct Prepared {
  TemporaryFolder folder;
  TrainSettings settings;
  Checkpoint checkpoint;
  std::ostringstream shown;
  Progress progress{shown,
                    {.mode = Progress::Mode::kLines,
                     .unicode = false,
                     .width = [] { return 80; },
                     .now = [] { return 0.0; }}};
  Reporter reporter{settings, [] { return 0.0; }, progress};
  Corpus corpus{.noun = "pair", .reader = PairReader(std::vector<SentencePair>())};
  bool sampled = false;
  EncodedCorpus training, validation;

  explicit Prepared(const std::string& path, const std::vector<std::string>& augment = {},
                    const std::string& resumed = "", int64_t memory = physical_memory()) {
    settings.network = settings_of({{"subwords", "20"}, {"vocab-min-freq", "1"}});
    settings.model = folder.file("model");
    settings.augment = augment;
    checkpoint.settings = settings.network;
    corpus = read_corpus({path}, {}, "pair", settings, reporter);
    settings.resume = !resumed.empty();
    if (settings.resume) folder.write("model.training", resumed);
    sampled = learn_codecs(corpus, settings, saved_training(settings), checkpoint, reporter);
    std::tie(training, validation) = encode_corpus(settings, checkpoint, corpus, reporter, memory);
  }
};

std::string numbered_pairs(int count) {
  std::string text;
  for (int i = 0; i < count; ++i)
    text += "s" + std::to_string(i) + "\tt" + std::to_string(i) + '\n';
  return text;
}

TEST_CASE("training data: what is not held out is encoded in order, its text kept only if needed",
          "[apps]") {
  const TemporaryFolder folder;
  const std::string path =
      folder.write("tsv", "\tempty\n" + numbered_pairs(2000) + std::string(500, '.') + "\tlong\n");
  const Prepared data(path);
  CHECK(data.training.size() == 1900);
  CHECK(data.validation.size() == 100);
  CHECK(data.training.pairs.empty());
  CHECK_THAT(data.shown.str(), ContainsSubstring("dropped 1 pair with an empty side"));
  CHECK_THAT(data.shown.str(), ContainsSubstring("dropped 1 pair with more than 100 tokens"));
  CHECK_FALSE(data.sampled);

  const Prepared with_text(path, {"upper"});
  CHECK(with_text.training.text_hash == data.training.text_hash);
  int before = -1;
  for (size_t i = 0; i < with_text.training.size(); ++i) {
    const SentencePair pair = with_text.training.pairs[i];
    const int number = std::stoi(pair.source.substr(1));
    REQUIRE(number > before);
    before = number;
    REQUIRE(with_text.training.encoded[i].source == data.checkpoint.source.encode(pair.source));
    REQUIRE(data.training.encoded[i].source == with_text.training.encoded[i].source);
  }
}

TEST_CASE("training data: a pipe gives the same pairs as a file, for any number of threads",
          "[apps]") {
  const TemporaryFolder folder;
  const std::string text = numbered_pairs(3000);
  const Prepared file(folder.write("tsv", text));
  for (const int threads : {1, 2}) {
    const WithThreads count(threads);
    const StandardInput pipe(text);
    const Prepared piped("-");
    CHECK(checksum(piped.training, piped.validation) == checksum(file.training, file.validation));
    CHECK(piped.checkpoint.source.vocabulary().to_text() ==
          file.checkpoint.source.vocabulary().to_text());
  }
}

TEST_CASE("training data: pairs too large for the memory are the same in a file", "[apps]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("tsv", numbered_pairs(40'000));  // more than two blocks
  const Prepared in_memory(path), in_file(path, {}, "", 0);
  CHECK_THAT(in_file.shown.str(), ContainsSubstring("in a temporary file beside the model"));
  CHECK_THAT(in_memory.shown.str(), !ContainsSubstring("in a temporary file"));
  CHECK(checksum(in_file.training, in_file.validation) ==
        checksum(in_memory.training, in_memory.validation));
  const auto batches = [](const Prepared& data) {
    return make_batches(data.training.encoded, 1000, 1);
  };
  CHECK(batches(in_file) == batches(in_memory));
  for (size_t i = 0; i < in_memory.training.size(); ++i) {
    REQUIRE(in_file.training.encoded[i].source == in_memory.training.encoded[i].source);
    REQUIRE(in_file.training.encoded[i].target == in_memory.training.encoded[i].target);
  }
  CHECK(std::filesystem::is_empty(in_file.folder.file("")));  // the file has no name
}

TEST_CASE("training data: a teacher's translations are the targets of distilled pairs", "[apps]") {
  const TemporaryFolder folder;
  std::string text;
  for (int i = 0; i < 500; ++i)
    text += "she sees " + std::to_string(i) + "\telle voit " + std::to_string(i) + '\n';
  Prepared data(folder.write("tsv", text), {"upper"});  // keeps the text
  const Checkpoint teacher = tiny_checkpoint();
  const EncodedCorpus distilled =
      distilled_corpus(data.settings, teacher, data.checkpoint, data.corpus, data.reporter);
  REQUIRE(distilled.size() == data.training.size());
  const TranslatedPairs expected =
      translate_pairs(teacher, data.training.pairs.to_vector(), {.search = {.beam_size = 5}});
  for (size_t i = 0; i < distilled.size(); ++i) {
    REQUIRE(distilled.pairs[i] == SentencePair{expected.sources[i], expected.texts[i]});
    REQUIRE(distilled.encoded[i].source == data.training.encoded[i].source);
    REQUIRE(distilled.encoded[i].target == data.checkpoint.target.encode(expected.texts[i]));
  }
}

TEST_CASE("training data: subwords of many pairs are learnt from a sample, unless all were used",
          "[apps]") {
  const TemporaryFolder folder;
  const std::string path = folder.write("tsv", numbered_pairs(202'000));
  const Prepared data(path);
  CHECK(data.sampled);
  CHECK(data.training.size() == 201'000);
  CHECK_THAT(data.shown.str(), ContainsSubstring("learning subwords from 100000 of 201000 pairs"));
  // Earlier versions saved no vocabulary, and learnt from all pairs or from a larger sample.
  const auto resumed = [&](const std::string& checksum) {
    SavedTraining saved;
    saved.settings = Json::object();
    saved.data = checksum;
    save_training(folder.file("saved"), saved);
    return Prepared(path, {}, folder.read("saved")).shown.str();
  };
  CHECK_THAT(resumed("0123456789abcdef sampled-subwords"),
             ContainsSubstring("learning subwords from 200000 of 201000 pairs"));
  CHECK_THAT(resumed("0123456789abcdef"), !ContainsSubstring("learning subwords from"));
}

TEST_CASE("training data: a resumed training keeps its vocabulary, and learns none", "[apps]") {
  const TemporaryFolder folder;
  const Prepared first(folder.write("first", numbered_pairs(2000)));
  SavedTraining saved;
  saved.settings = Json::object();
  saved.codecs = codec_texts(first.checkpoint);
  save_training(folder.file("saved"), saved);
  std::string other;
  for (int i = 0; i < 2000; ++i)
    other += "a" + std::to_string(i) + "\tb\n";
  const std::string path = folder.write("other", other);
  const Prepared resumed(path, {}, folder.read("saved"));
  CHECK(codec_texts(resumed.checkpoint) == codec_texts(first.checkpoint));
  CHECK(codec_texts(Prepared(path).checkpoint) != codec_texts(first.checkpoint));
  CHECK(resumed.shown.str().find("learning the vocabulary") == std::string::npos);
  CHECK(resumed.training.encoded[0].source ==
        first.checkpoint.source.encode(other.substr(0, other.find('\t'))));
}

}  // namespace
}  // namespace gloss::translate
