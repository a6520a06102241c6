#include "tests/support/readme.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <regex>
#include <sstream>

#include "core/ops.h"
#include "tests/support/catch.h"

using namespace gloss;

TEST_CASE("README.md: the example of the library prints what the README shows", "[readme]") {
  std::ostringstream out;
  std::streambuf* const before = std::cout.rdbuf(out.rdbuf());
  // README begins
  Tensor w = Tensor::from({2, 3}, {1, 2, 3, 4, 5, 6}).set_requires_grad();
  Tensor x = Tensor::from({3, 1}, {1, 0, -1});
  Tensor y = tanh(matmul(w, x));  // [2, 1]
  Tensor loss = sum(y * y);
  loss.backward();
  std::cout << loss.item() << '\n' << w.grad() << '\n';
  // README ends
  std::cout.rdbuf(before);
  const std::string printed = out.str();
  INFO(printed);
  CHECK(read_source("README.md").find(printed) != std::string::npos);
}

TEST_CASE("README.md: the example is the code that this test compiles", "[readme]") {
  CHECK(readme_shows_examples("README.md", "tests/readme_test.cpp"));
}

namespace {

int64_t lines_of(const std::string& path) {
  const std::string text = read_source(path);
  return std::ranges::count(text, '\n');
}

// The lines of C++ in the files that a pattern names: "nn/rnn.*", "apps/translate/model/*".
int64_t lines_matching(const std::string& pattern) {
  if (pattern.find('*') == std::string::npos) return lines_of(pattern);
  const std::filesystem::path folder = std::filesystem::path(pattern).parent_path();
  const std::string start = pattern.substr(0, pattern.find('*'));
  int64_t lines = 0;
  for (const auto& entry :
       std::filesystem::directory_iterator(std::filesystem::path(source_dir()) / folder)) {
    const std::string path = (folder / entry.path().filename()).string();
    if (path.starts_with(start) && (path.ends_with(".h") || path.ends_with(".cpp")))
      lines += lines_of(path);
  }
  return lines;
}

}  // namespace

TEST_CASE("README.md: the numbers of lines to read are within 3% of the truth", "[readme]") {
  const std::string readme = read_source("README.md");
  const std::regex row(R"(\n\|[^|\n]*\|((?: `[^`\n]+`)+) \| ([0-9,]+) \|)");
  int rows = 0;
  for (std::sregex_iterator match(readme.begin(), readme.end(), row), end; match != end; ++match) {
    const std::string files = (*match)[1];
    int64_t lines = 0;
    const std::regex pattern("`([^`]+)`");
    for (std::sregex_iterator file(files.begin(), files.end(), pattern); file != end; ++file)
      lines += lines_matching((*file)[1]);
    std::string number = (*match)[2];
    std::erase(number, ',');
    INFO(files << " have " << lines << " lines");
    CHECK(std::abs(lines - std::stoll(number)) <= lines * 3 / 100);
    ++rows;
  }
  CHECK(rows == 4);
}
