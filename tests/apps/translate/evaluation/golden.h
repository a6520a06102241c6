#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "apps/translate/text/corpus.h"
#include "core/io/json.h"
#include "tests/support/paths.h"

namespace gloss::translate {

// One row of a scores.jsonl: what sacrebleu 2.6.0 says of a case's .hyp and .ref with the options.
struct GoldenRow {
  Json figures;
  std::vector<std::string> hypotheses, references;
};

inline std::vector<GoldenRow> golden_rows(const std::filesystem::path& folder) {
  std::vector<GoldenRow> rows;
  for (const std::string& line : read_lines((folder / "scores.jsonl").string())) {
    const Json figures = Json::parse(line);
    const std::string stem = (folder / figures.at("case").as_string()).string();
    rows.push_back({figures, read_lines(stem + ".hyp"), read_lines(stem + ".ref")});
  }
  return rows;
}

// The cases that come with the tests.
inline std::filesystem::path golden_folder() {
  return std::filesystem::path(source_dir()) / "tests/apps/translate/evaluation/sacrebleu";
}

}  // namespace gloss::translate
