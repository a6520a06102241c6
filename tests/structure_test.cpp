#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> sources_below(const fs::path& folder) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(fs::path(source_dir()) / folder))
    if (entry.path().extension() == ".h" || entry.path().extension() == ".cpp")
      files.push_back(entry.path());
  return files;
}

std::vector<std::string> lines_of(const fs::path& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);)
    lines.push_back(line);
  return lines;
}

// What the file includes from this project: "core/tensor.h".
std::vector<std::string> includes_of(const fs::path& path) {
  constexpr std::string_view kBegin = "#include \"";
  std::vector<std::string> included;
  for (const std::string& line : lines_of(path))
    if (line.starts_with(kBegin))
      included.push_back(line.substr(kBegin.size(), line.find('"', kBegin.size()) - kBegin.size()));
  return included;
}

// Checks that no file below `folder` includes a file below one of the `forbidden` folders.
void check_includes(const std::string& folder, const std::vector<std::string>& forbidden) {
  const std::vector<fs::path> files = sources_below(folder);
  CHECK_FALSE(files.empty());
  for (const fs::path& file : files)
    for (const std::string& included : includes_of(file))
      for (const std::string& above : forbidden) {
        INFO(file.string() << " includes " << included);
        CHECK_FALSE(included.starts_with(above + "/"));
      }
}

// From the bottom to the top: a folder includes only itself and those before it.
const std::vector<std::string> kTranslateFolders = {
    "text",     "cli",        "model",  "decoding", "evaluation",
    "training", "data_check", "report", "explain",  "commands"};

// The number of characters of UTF-8 text: bytes that do not continue a character (10xxxxxx).
int64_t characters(const std::string& text) {
  return std::count_if(text.begin(), text.end(), [](char c) { return (c & 0xC0) != 0x80; });
}

}  // namespace

TEST_CASE(
    "folders: apps include models, models include nn but no kernel, nn and optim include core",
    "[structure]") {
  check_includes("core", {"nn", "optim", "models", "apps"});
  check_includes("nn", {"optim", "models", "apps"});
  check_includes("optim", {"nn", "models", "apps"});
  check_includes("models", {"optim", "apps", "core/kernels"});
}

TEST_CASE("folders: in apps/translate each folder includes only folders below it", "[structure]") {
  std::vector<std::string> above;
  for (const std::string& folder : kTranslateFolders)
    above.push_back("apps/translate/" + folder);
  while (!above.empty()) {
    const std::string folder = above.front();
    above.erase(above.begin());
    check_includes(folder, above);
  }
}

TEST_CASE("folders: apps/translate holds these folders and main.cpp alone", "[structure]") {
  std::set<std::string> found;
  for (const auto& entry : fs::directory_iterator(source_dir() + "/apps/translate"))
    found.insert(entry.path().filename().string());
  std::set<std::string> expected(kTranslateFolders.begin(), kTranslateFolders.end());
  expected.insert({"main.cpp", "configs"});
  CHECK(found == expected);
}

TEST_CASE("folders: the other programs include no command, and the translator no kernel",
          "[structure]") {
  for (const char* program : {"apps/bench", "apps/reverse", "apps/gradcheck"})
    check_includes(program, {"apps/translate/commands"});
  check_includes("apps/translate", {"core/kernels", "core/ops"});
}

TEST_CASE("folders: apps/plain includes only itself and is at most 600 lines of code",
          "[structure]") {
  int64_t code = 0;
  for (const fs::path& file : sources_below("apps/plain")) {
    for (const std::string& included : includes_of(file)) {
      INFO(file.string() << " includes " << included);
      CHECK(fs::exists(file.parent_path() / included));
      CHECK(included.find('/') == std::string::npos);
    }
    for (const std::string& line : lines_of(file)) {
      const size_t first = line.find_first_not_of(' ');
      if (first != std::string::npos && line.compare(first, 2, "//") != 0) ++code;
    }
  }
  CHECK(code > 400);
  CHECK(code <= 600);
}

TEST_CASE("folders: apps/exercises includes only itself and apps/plain", "[structure]") {
  for (const fs::path& file : sources_below("apps/exercises"))
    for (const std::string& included : includes_of(file)) {
      INFO(file.string() << " includes " << included);
      CHECK(fs::exists(file.parent_path() / included));
      CHECK((included.find('/') == std::string::npos || included.starts_with("../plain/")));
    }
}

TEST_CASE("folders: every folder of the library and the translator has a README", "[structure]") {
  for (const char* folder :
       {"core", "nn", "optim", "models", "apps", "apps/bench", "apps/exercises", "apps/plain"})
    CHECK(fs::exists(source_dir() + "/" + folder + "/README.md"));
  for (const std::string& folder : kTranslateFolders)
    CHECK(fs::exists(source_dir() + "/apps/translate/" + folder + "/README.md"));
}

TEST_CASE("threads: outside core/thread_pool.cpp every OpenMP pragma is omp simd", "[structure]") {
  for (const char* folder : {"core", "nn", "optim", "models", "apps"})
    for (const fs::path& file : sources_below(folder)) {
      if (file.filename() == "thread_pool.cpp") continue;
      for (const std::string& line : lines_of(file)) {
        INFO(file.string() << ": " << line);
        const size_t omp = line.find("#pragma omp ");
        if (omp != std::string::npos) CHECK(line.compare(omp, 16, "#pragma omp simd") == 0);
      }
    }
}

// clang-format breaks code at 100 columns, but leaves comments as they are. A line without a space
// after its indentation, such as a rule of the CSS in core/graph_svg.cpp, cannot be broken.
TEST_CASE("sources: a line that has a space is at most 100 characters wide", "[structure]") {
  int64_t lines = 0;
  for (const char* folder : {"core", "nn", "optim", "models", "apps", "tests"})
    for (const fs::path& file : sources_below(folder)) {
      int64_t number = 0;
      for (const std::string& line : lines_of(file)) {
        ++number;
        const size_t first = line.find_first_not_of(' ');
        const bool can_break =
            first != std::string::npos && line.find(' ', first) != std::string::npos;
        if (can_break && characters(line) > 100)
          FAIL_CHECK(file.string() << ":" << number << ": " << line);
      }
      lines += number;
    }
  CHECK(lines > 10'000);
}

// ctest gets the names from CMake, which cuts a list at these characters.
TEST_CASE("tests: no name holds a bracket, a semicolon or a backslash", "[structure]") {
  constexpr std::string_view kBegin = "TEST_CASE(\"";
  int names = 0;
  for (const fs::path& file : sources_below("tests"))
    for (const std::string& line : lines_of(file)) {
      if (!line.starts_with(kBegin)) continue;
      const std::string name =
          line.substr(kBegin.size(), line.find('"', kBegin.size()) - kBegin.size());
      ++names;
      INFO(file.string() << ": " << name);
      CHECK(name.find_first_of("[];\\") == std::string::npos);
    }
  CHECK(names > 400);
}
