// Every registered gradient check, the table that shows them, and that nothing is missing from it.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <regex>
#include <sstream>

#include "apps/gradcheck/table.h"
#include "core/allocator.h"
#include "core/ops.h"
#include "models/architectures.h"
#include "tests/support/catch.h"
#include "tests/support/paths.h"
#include "tests/support/readme.h"

using namespace gloss;

namespace {

void run_all(const std::string& kind) {
  int64_t checks = 0;
  for (const Gradcheck& check : all_gradchecks()) {
    if (check.kind != kind) continue;
    CAPTURE(check.name);
    const int64_t before = allocator::live();
    CHECK(check.run().text() == "ok");
    CHECK(allocator::live() == before);  // neither pass left anything behind
    ++checks;
  }
  CHECK(checks > 0);
}

// Whether the first word of a check's name begins the word, or is it.
bool is_checked(const std::string& kind, const std::string& word, bool begins) {
  return std::ranges::any_of(all_gradchecks(), [&](const Gradcheck& check) {
    const std::string first = check.name.substr(0, check.name.find_first_of(" ,"));
    return check.kind == kind && (begins ? word.starts_with(first) : word == first);
  });
}

const Gradcheck kWrong{"operation", "wrong", [] {
                         return gradcheck(
                             [](const std::vector<Tensor>& x) { return x[0] + x[1].detach(); },
                             {Tensor::ones({2}), Tensor::ones({2})});
                       }};
const Gradcheck kRight{"layer", "right", [] {
                         return gradcheck([](const std::vector<Tensor>& x) { return exp(x[0]); },
                                          {Tensor::ones({2, 3})});
                       }};

}  // namespace

TEST_CASE("gradchecks: the gradients of every operation agree with central differences", "[core]") {
  run_all("operation");
}
TEST_CASE("gradchecks: the gradients of every layer agree, for inputs and parameters", "[nn]") {
  run_all("layer");
}
TEST_CASE("gradchecks: the gradients of every model's loss agree, for all parameters", "[models]") {
  run_all("model");
}

TEST_CASE("gradchecks: every function of ops.h has a check", "[core]") {
  std::string header = read_source("core/ops.h");
  header.resize(header.find("// --- Without gradients"));
  const std::regex declaration(R"((?:^|\n)(?:Tensor|std::vector<Tensor>) (\w+)\()");
  int functions = 0;
  for (std::sregex_iterator at(header.begin(), header.end(), declaration), end; at != end; ++at) {
    const std::string name = (*at)[1];
    if (name == "operator") continue;
    ++functions;
    INFO(name);
    CHECK(is_checked("operation", name, false));
  }
  CHECK(functions > 40);
  for (const char* sign : {"add", "sub", "mul", "div", "neg"})
    CHECK(is_checked("operation", sign, false));
}

TEST_CASE("gradchecks: every layer and every architecture has a check", "[nn]") {
  const std::regex declaration(R"(\nclass (\w+) : public (Module|RnnCell|Norm) )");
  int classes = 0;
  for (const auto& entry : std::filesystem::directory_iterator(source_dir() + "/nn")) {
    if (entry.path().extension() != ".h") continue;
    const std::string header = read_source("nn/" + entry.path().filename().string());
    for (std::sregex_iterator at(header.begin(), header.end(), declaration), end; at != end; ++at) {
      const std::string name = (*at)[1];
      if ((*at)[2] == "Module") {
        ++classes;
        INFO(name);
        CHECK(is_checked("layer", name, true));
      } else {  // a row of a table, which the checks go through
        const std::string table = read_source((*at)[2] == "Norm" ? "nn/norm.h" : "nn/cells.h");
        if (name != "GatedCell") CHECK_THAT(table, ContainsSubstring("<" + name + ">"));
      }
    }
  }
  CHECK(classes > 12);
  models::Architectures architectures;
  models::for_each_architecture(
      architectures, [](const auto& options) { CHECK(is_checked("model", options.kName, false)); });
}

TEST_CASE("gradcheck table: it has a row for each check, and failures below it", "[apps]") {
  std::ostringstream out;
  CHECK_FALSE(run_gradchecks(out, {kWrong, kRight}, {}, false));
  std::istringstream lines(out.str());
  std::string head, wrong, first, second, right, sum;
  for (std::string* line : {&head, &wrong, &first, &second, &right, &sum})
    std::getline(lines, *line);
  CHECK_THAT(head, ContainsSubstring("kind") && ContainsSubstring("largest error"));
  CHECK_THAT(wrong, ContainsSubstring("operation  wrong") && ContainsSubstring("[2] [2]") &&
                        ContainsSubstring("WRONG"));
  CHECK_THAT(first, ContainsSubstring("gradient of input 1 [2] at 0: received 0, expected "));
  CHECK_THAT(right,
             ContainsSubstring("layer") && ContainsSubstring("[2, 3]") && ContainsSubstring("ok"));
  CHECK(sum == "1 of 2 agree");
}

TEST_CASE("gradcheck table: names and kinds choose the checks, and JSON is a line for each",
          "[apps]") {
  std::ostringstream out;
  CHECK(run_gradchecks(out, {kWrong, kRight}, {"layer"}, true));
  CHECK_THAT(out.str(), ContainsSubstring(R"({"kind":"layer","name":"right","inputs":"[2, 3]")"));
  CHECK(std::ranges::count(out.str(), '\n') == 1);
  CHECK_FALSE(run_gradchecks(out, {kWrong, kRight}, {"wro", "x"}, true));
  CHECK_THROWS_WITH(run_gradchecks(out, {kWrong}, {"none"}, true),
                    "gradcheck: no check has such a name");
}
