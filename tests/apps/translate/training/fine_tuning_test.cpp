#include "apps/translate/training/fine_tuning.h"

#include "apps/translate/training/defaults.h"
#include "tests/apps/translate/cli/train_command.h"
#include "tests/apps/translate/tiny_translator.h"
#include "tests/support/catch.h"
#include "tests/support/temporary_folder.h"

namespace gloss::translate {
namespace {

// The settings after `gloss train ARGUMENTS` with an initial model that is a Transformer.
TrainSettings settings_with(const std::vector<std::string>& arguments) {
  const TemporaryFolder folder;
  save_checkpoint(folder.file("m"),
                  tiny_checkpoint(settings_of({{"type", "transformer"}, {"enc-depth", "2"}})));
  TrainSettings settings;
  OptionTable options = train_options(settings);
  defer_defaults(options);
  options.parse(arguments);
  load_initial_model(folder.file("m"), options);
  return settings;
}

TEST_CASE("fine-tuning: the settings of a model are those of the initial model", "[apps]") {
  const TrainSettings settings = settings_with({});
  CHECK(settings.network.type == "transformer");
  CHECK(value_of(settings.network, "enc-depth") == "2");
  CHECK(settings_with({"--enc-depth", "2"}).network.type == "transformer");
}

TEST_CASE("fine-tuning: an option that contradicts the initial model is refused", "[apps]") {
  CHECK_THAT(usage_error([] {
               settings_with({"--enc-depth", "3"});
             }),
             ContainsSubstring("--enc-depth 3 differs from 2 in '"));
  CHECK_THAT(usage_error([] {
               settings_with({"--type", "rnn"});
             }),
             ContainsSubstring("--type rnn differs from transformer in '"));
}

TEST_CASE("fine-tuning: a model's checksum depends on weights and vocabularies", "[apps]") {
  const Checkpoint a = tiny_checkpoint(), same = tiny_checkpoint();
  CHECK(checksum(a) == checksum(same));
  same.model->parameters()[0].data()[0] += 1;
  CHECK(checksum(a) != checksum(same));
  Checkpoint other_words = tiny_checkpoint();
  other_words.source = other_words.target;
  CHECK(checksum(a) != checksum(other_words));
}

TEST_CASE("fine-tuning: unknown tokens are counted on both sides", "[apps]") {
  const std::vector<SentencePair> pairs = {{"she sees the red cat", "elle voit le chat rouge"},
                                           {"a", "b c"}};
  const EncodedCorpus corpus = encode(tiny_checkpoint(), pairs);
  CHECK(unknown_tokens_message(corpus) ==
        "2 of 6 source tokens and 3 of 7 target tokens of the new pairs are unknown to the model");
}

TEST_CASE("fine-tuning: the table has both models' scores on each test set", "[apps]") {
  const Checkpoint checkpoint = tiny_checkpoint();
  const std::vector<SentencePair> pairs = {{"she sees the black cat", "zut"}};  // no match
  CHECK(scores_before_and_after(checkpoint, checkpoint, {{"old validation", pairs}, {"new", pairs}},
                                nullptr) ==
        "BLEU (greedy)   sentences  before  after\n"
        "old validation          1     0.0    0.0\n"
        "new                     1     0.0    0.0\n");
}

}  // namespace
}  // namespace gloss::translate
