#include "tests/support/readme.h"

#include <algorithm>
#include <filesystem>
#include <regex>
#include <sstream>
#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace gloss;

namespace {

std::vector<std::string> trimmed_lines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);)
    lines.push_back(line.substr(std::min(line.size(), line.find_first_not_of(' '))));
  return lines;
}

// Every file that the document names in backticks, with a folder.
std::vector<std::string> files_named_in(const std::string& document) {
  std::vector<std::string> files;
  const std::regex name("`((?:core|nn|optim|models|apps|tests)/[a-zA-Z0-9_/]+\\.[a-z]+)`");
  for (std::sregex_iterator match(document.begin(), document.end(), name), end; match != end;
       ++match)
    files.push_back((*match)[1]);
  return files;
}

}  // namespace

TEST_CASE("plain/TO_FAST.md: every snippet stands in the file that it names", "[readme]") {
  const std::string document = read_source("apps/plain/TO_FAST.md");
  const std::regex snippet("`([^`\n]+)`:\n\n```cpp\n([^`]+)```");
  int snippets = 0;
  for (std::sregex_iterator match(document.begin(), document.end(), snippet), end; match != end;
       ++match) {
    const std::vector<std::string> source = trimmed_lines(read_source((*match)[1]));
    const std::vector<std::string> shown = trimmed_lines((*match)[2]);
    INFO((*match)[1] << " does not have\n" << (*match)[2]);
    CHECK(std::search(source.begin(), source.end(), shown.begin(), shown.end()) != source.end());
    ++snippets;
  }
  CHECK(snippets == 15);
}

TEST_CASE("plain/TO_FAST.md: the tests that it names exist", "[readme]") {
  const std::string document = read_source("apps/plain/TO_FAST.md");
  std::string tests;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(source_dir() + "/tests"))
    if (entry.path().extension() == ".cpp")
      tests += read_source(std::filesystem::relative(entry.path(), source_dir()).string());
  const std::regex name("`([a-z ]+: [^`]+)`");
  int names = 0;
  for (std::sregex_iterator match(document.begin(), document.end(), name), end; match != end;
       ++match, ++names) {
    const std::string flat = std::regex_replace((*match)[1].str(), std::regex("\n"), " ");
    INFO(flat);
    CHECK(tests.find("TEST_CASE(\"" + flat + "\"") != std::string::npos);
  }
  CHECK(names == 7);
}

TEST_CASE("plain: the documents name files that exist", "[readme]") {
  for (const char* document : {"README.md", "TO_FAST.md", "BACKWARD.md", "GLOSSARY.md"}) {
    const auto files = files_named_in(read_source(std::string("apps/plain/") + document));
    CHECK_FALSE(files.empty());
    for (const std::string& file : files) {
      INFO(document << " names " << file);
      CHECK(std::filesystem::exists(source_dir() + "/" + file));
    }
  }
}

TEST_CASE("plain/GLOSSARY.md: the table has as many rows as the title says", "[readme]") {
  const auto lines = trimmed_lines(read_source("apps/plain/GLOSSARY.md"));
  CHECK(std::ranges::count_if(lines, [](const auto& line) { return line.starts_with("| "); }) ==
        26);  // and the head of the table
}
