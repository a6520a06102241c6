#include <filesystem>
#include <string>

#include "core/io/safetensors.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

SafeTensors read(const Program& program, const std::string& name) {
  return read_safetensors(program.folder.file(name));
}

TEST_CASE("program: average writes the mean of the weights and the rest of the last model",
          "[program]") {
  const Program program;
  for (const char* seed : {"1", "2", "3"})
    REQUIRE(program.train("-t en fr --valid-sets en fr --seed " + std::string(seed) + " -m " + seed)
                .status == 0);
  const Outcome outcome = program.run("average -o mean 1 2 3");
  CHECK(outcome.err.empty());
  REQUIRE(outcome.status == 0);
  const SafeTensors mean = read(program, "mean"), last = read(program, "3");
  const SafeTensors models[] = {read(program, "1"), read(program, "2"), last};
  CHECK(mean.metadata == last.metadata);
  REQUIRE(mean.tensors.size() == last.tensors.size());
  for (const auto& [name, x] : mean.tensors) {
    CAPTURE(name);
    for (size_t i = 0; i < x.values().size(); ++i) {
      double sum = 0;
      for (const SafeTensors& model : models)
        sum += static_cast<double>(model.find(name)->values()[i]);
      CHECK(x.values()[i] == static_cast<real>(sum / 3));
    }
  }
  CHECK(program.run("translate -m mean", "she sees the black cat\n").status == 0);
}

TEST_CASE("program: the average of a model with itself is the same file", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m").status == 0);
  REQUIRE(program.run("average -o mean m m m").status == 0);
  CHECK(program.folder.read("mean") == program.folder.read("m"));
}

TEST_CASE("program: average of different models names the difference and writes nothing",
          "[program]") {
  const Program program;
  program.folder.write("en2", "a " + program.folder.read("en"));
  REQUIRE(program.train("-t en fr -m m").status == 0);
  REQUIRE(program.train("-t en fr --dropout 0.5 -m dropout").status == 0);
  REQUIRE(program.train("-t en fr --lowercase --cell lstm -m cell").status == 0);
  REQUIRE(program.train("-t en2 fr -m larger").status == 0);
  REQUIRE(program.train("-t fr en -m swapped").status == 0);
  const auto error_of = [&](const std::string& models) {
    const Outcome outcome = program.run("average -o mean " + models);
    CHECK(outcome.status == 1);
    CHECK(lines_in(outcome.err) == 1);
    CHECK_FALSE(std::filesystem::exists(program.folder.file("mean")));
    return outcome.err;
  };
  CHECK(error_of("dropout m") ==
        "gloss: average: 'dropout' and 'm' differ in the dropout: '0.5' and '0.3' (only models "
        "trained with the same settings on the same data have a mean)\n");
  CHECK_THAT(error_of("m m cell"), ContainsSubstring("differ in the cell: 'gru' and 'lstm' ("));
  CHECK_THAT(error_of("larger m"), ContainsSubstring("differ in the source vocabulary"));
  CHECK_THAT(error_of("m swapped"), ContainsSubstring("differ in the source vocabulary"));
  CHECK_THAT(error_of("m none"), ContainsSubstring("'none'"));
  CHECK_THAT(error_of("m en"), ContainsSubstring("'en'"));
}

TEST_CASE("program: average replaces a file only with --overwrite", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m").status == 0);
  const std::string model = program.folder.read("m");
  program.folder.write("mean", "precious");
  CHECK_THAT(program.run("average -o mean m m").err, ContainsSubstring("--overwrite"));
  CHECK(program.folder.read("mean") == "precious");
  CHECK(program.run("average --overwrite -o mean m m").status == 0);
  CHECK(program.folder.read("mean") == model);
  CHECK(program.run("average -o mean").status == 2);
  CHECK(program.run("average m").status == 2);
}

}  // namespace
}  // namespace gloss
