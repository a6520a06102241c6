#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/paths.h"

namespace {

struct Folder {
  std::string name;
  std::vector<std::string> above;  // what it must not include
};

}  // namespace

TEST_CASE("folders: no file includes a folder of a higher level", "[structure]") {
  const std::vector<Folder> folders = {{"core", {"nn", "optim", "models", "apps"}},
                                       {"nn", {"optim", "models", "apps"}},
                                       {"optim", {"nn", "models", "apps"}},
                                       {"models", {"optim", "apps"}}};
  const std::filesystem::path root = source_dir();
  int files = 0;
  for (const Folder& folder : folders)
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder.name)) {
      const auto ending = entry.path().extension();
      if (ending != ".h" && ending != ".cpp") continue;
      ++files;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);)
        for (const std::string& above : folder.above) {
          INFO(entry.path().string() << ": " << line);
          CHECK(line.rfind("#include \"" + above + "/", 0) == std::string::npos);
        }
    }
  CHECK(files > 40);
}

TEST_CASE("threads: outside core/thread_pool.cpp every OpenMP pragma is omp simd", "[structure]") {
  const std::filesystem::path root = source_dir();
  for (const char* folder : {"core", "nn", "optim", "models", "apps"})
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() != ".cpp" && entry.path().extension() != ".h") continue;
      if (entry.path().filename() == "thread_pool.cpp") continue;
      std::ifstream file(entry.path());
      for (std::string line; std::getline(file, line);) {
        INFO(entry.path().string() << ": " << line);
        const size_t omp = line.find("#pragma omp ");
        if (omp != std::string::npos) CHECK(line.compare(omp, 16, "#pragma omp simd") == 0);
      }
    }
}

TEST_CASE("tests: no test name has a character that CMake's lists of names cannot hold",
          "[structure]") {
  int names = 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_dir() + "/tests")) {
    if (entry.path().extension() != ".cpp") continue;
    std::ifstream file(entry.path());
    for (std::string line; std::getline(file, line);) {
      const size_t begin = line.rfind("TEST_CASE(\"", 0) == 0 ? 11 : std::string::npos;
      if (begin == std::string::npos) continue;
      const std::string name = line.substr(begin, line.find('"', begin) - begin);
      ++names;
      INFO(entry.path().string() << ": " << name);
      CHECK(name.find_first_of("[];\\") == std::string::npos);
    }
  }
  CHECK(names > 400);
}
