#include "apps/translate/model/checkpoint.h"
#include "apps/translate/model/settings.h"
#include "models/architectures.h"
#include "models/each_choice.h"
#include "tests/core/compare.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

std::string arguments(const translate::ModelSettings& settings) {
  std::string text;
  for (const auto& [name, value] : translate::values_of(settings))
    if (value != "false") text += " --" + name + (value == "true" ? "" : " " + value);
  return text;
}

}  // namespace

TEST_CASE(
    "program: every architecture with every named value of its options trains, resumes to the same "
    "bits, saves, loads and translates",
    "[program]") {
  const Program program;
  translate::ModelSettings settings;
  models::for_each_architecture(*settings.networks, [&](auto& options) {
    settings.type = options.kName;
    options.shrink();
    options.dropout = real(0.1);
    models::for_each_choice(options, [&](const std::string& choice) {
      CAPTURE(settings.type, choice);
      const std::string train = "train -t en fr --overwrite --threads 1" + arguments(settings);
      const Outcome whole = program.run(train + " --after-batches 6 -m whole");
      REQUIRE(whole.err + std::to_string(whole.status) == whole.err + "0");
      REQUIRE(program.run(train + " --after-batches 3 -m part").status == 0);
      REQUIRE(program.run(train + " --after-batches 6 -m part --resume").status == 0);
      const auto trained = translate::load_checkpoint(program.folder.file("whole"));
      const auto resumed = translate::load_checkpoint(program.folder.file("part"));
      CHECK(translate::values_of(trained.settings) == translate::values_of(settings));
      const auto expected = trained.model->named_parameters();
      const auto found = resumed.model->named_parameters();
      REQUIRE(expected.size() == found.size());
      for (size_t i = 0; i < expected.size(); ++i) {
        CAPTURE(expected[i].first);
        CHECK(expected[i].first == found[i].first);
        CHECK(same_bits(expected[i].second, found[i].second));
      }
      const Outcome translated = program.run("translate -m part", "she sees the black cat\n");
      CHECK(translated.status == 0);
      CHECK(lines_in(translated.out) == 1);
      program.run("score -m part en fr > scores");
      CHECK(lines_in(program.folder.read("scores")) == lines_in(program.folder.read("en")));
    });
  });
}

}  // namespace gloss
