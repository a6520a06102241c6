#include <algorithm>
#include <array>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>

#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/data_check/alignment.h"
#include "apps/translate/data_check/encoding.h"
#include "apps/translate/data_check/pairs.h"
#include "apps/translate/data_check/result.h"
#include "apps/translate/model/settings.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/training/defaults.h"
#include "apps/translate/training/learn_codecs.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

struct CheckSettings {
  std::vector<std::string> train_sets, valid_sets, test_sets;
  std::string tsv;
  int64_t max_length = 100;
  bool json = false, no_estimate = false;
  ModelSettings network;
  CommonSettings common;
};

OptionTable check_options(CheckSettings& s) {
  OptionTable table(
      "gloss check-data",
      "Finds faults in training data before hours are spent on it: misaligned lines, damaged text, "
      "duplicates, overlap with validation and test data. Shows the vocabulary, estimates the cost "
      "of training, and tells what about as much text has reached; the model's options have the "
      "meaning and the defaults that they have in gloss train.");
  table
      .positional("SRC TRG", s.train_sets,
                  "training data: line N of TRG is the translation of line N of SRC")
      .optional();
  table.group("Data");
  table.add("tsv", s.tsv, "FILE",
            "training data in one file, a line `source TAB target` for each pair");
  table.add("valid-sets", s.valid_sets, "SRC TRG", "validation data");
  table.add("test-sets", s.test_sets, "SRC TRG", "test data");
  table.add("max-length", s.max_length, "N",
            "training drops pairs with more tokens than this on a side", {.at_least = 1});
  add_model_options(table, s.network);
  table.group("Output");
  table.flag("json", s.json, "print one JSON object");
  table.flag("no-estimate", s.no_estimate,
             "do not run a few steps of training to measure time and memory");
  add_common_options(table, s.common);
  table.example("gloss check-data train.en train.de --valid-sets val.en val.de", "before training");
  return table;
}

struct ParallelLines {
  Lines source, target;
  Finding untabbed = {.kind = "no-tab", .fatal = true};  // lines of --tsv that are no pairs

  bool matches() const { return source.size() == target.size(); }
};

ParallelLines read_files(const std::vector<std::string>& paths) {
  if (paths.empty()) return {};
  ParallelLines lines;
  lines.source = read_lines(paths[0], Bytes::kAny);
  lines.target = read_lines(paths[1], Bytes::kAny);
  for (const auto& [path, side] : {std::pair(paths[0], &lines.source), {paths[1], &lines.target}})
    if (side->empty()) throw std::runtime_error("check-data: '" + path + "' is empty");
  return lines;
}

ParallelLines read_training(const CheckSettings& s) {
  if (s.train_sets.empty() == s.tsv.empty())
    throw UsageError(
        "check-data: give two files, SRC TRG, or --tsv FILE (gloss check-data --help)");
  if (s.tsv.empty()) return read_files(s.train_sets);
  ParallelLines lines;
  Lines all = read_lines(s.tsv, Bytes::kAny);
  while (!all.empty() && all.back().empty())
    all.pop_back();
  if (all.empty()) throw std::runtime_error("check-data: '" + s.tsv + "' is empty");
  for (const std::string& line : all) {
    std::istringstream columns(line);
    std::getline(columns, lines.source.emplace_back(), '\t');
    std::getline(columns, lines.target.emplace_back(), '\t');
    if (line.find('\t') == line.npos && ++lines.untabbed.count <= int64_t{kExamples})
      lines.untabbed.examples.push_back({std::ssize(lines.source), printable(line)});
  }
  return lines;
}

void append(Findings& findings, Findings more) {
  std::ranges::move(more, std::back_inserter(findings));
}

// Checks that need no other files. They are independent and run in parallel.
Findings file_findings(const ParallelLines& lines, bool rare) {
  std::array<Findings, 7> parts;
  parallel_for(int64_t{parts.size()}, 1, [&](int64_t part, int64_t) {
    Findings& found = parts[static_cast<size_t>(part)];
    if (part == 0) found = alignment_findings(lines.source, lines.target);
    if (part == 1) found = encoding_findings("source", lines.source);
    if (part == 2) found = encoding_findings("target", lines.target);
    if (part == 3) found = quoting_findings("source", lines.source);
    if (part == 4) found = quoting_findings("target", lines.target);
    if (part == 5 && rare) found = rare_characters("source", lines.source);
    if (part == 6 && rare) found = rare_characters("target", lines.target);
  });
  Findings findings;
  for (Findings& part : parts)
    append(findings, std::move(part));
  return findings;
}

// Adds vocabulary and cost of the model that would be trained, after choosing the settings that no
// option gives. Takes the lines.
void examine_model(OptionTable& options, const CheckSettings& s, ParallelLines training,
                   const ParallelLines& validation, CheckResult& result) {
  std::vector<SentencePair> pairs(training.source.size());
  for (size_t i = 0; i < pairs.size(); ++i)
    pairs[i] = {std::move(training.source[i]), std::move(training.target[i])};
  pairs = clean(std::move(pairs), s.max_length);
  if (pairs.size() < (s.valid_sets.empty() ? 2 : 1)) {
    result.findings.push_back({.kind = "too-few",
                               .message = "there are too few pairs to learn from",
                               .count = static_cast<int64_t>(pairs.size()),
                               .fatal = true});
    return;
  }
  const DataSize size{.pairs = std::ssize(pairs), .target_words = target_words(pairs)};
  resolve_model_defaults(options, s.network, size);
  Checkpoint checkpoint;
  checkpoint.settings = s.network;
  try {
    learn_codecs(pairs, checkpoint);
  } catch (const std::runtime_error& error) {
    result.findings.push_back({.kind = "vocabulary", .message = error.what(), .fatal = true});
    return;
  }
  Lines source = validation.source, target = validation.target;
  result.covered = "validation";
  if (source.empty()) {
    result.covered = "training";
    for (SentencePair& pair : sample(pairs)) {
      source.push_back(std::move(pair.source));
      target.push_back(std::move(pair.target));
    }
  }
  result.subwords = s.network.subwords > 0;
  result.source = coverage_of(checkpoint.source, source);
  result.target = coverage_of(checkpoint.target, target);
  if (s.no_estimate) return;
  checkpoint.model = make_model(s.network, result.source->vocabulary, result.target->vocabulary,
                                static_cast<uint64_t>(s.common.seed));
  result.estimate = estimate_training(checkpoint, pairs, size.target_words);
}

CheckResult examine(OptionTable& options, const CheckSettings& s) {
  ParallelLines training = read_training(s);
  const ParallelLines validation = read_files(s.valid_sets), test = read_files(s.test_sets);
  CheckResult result;
  result.pairs = static_cast<int64_t>(std::min(training.source.size(), training.target.size()));
  add(result.findings, training.untabbed, "line", "without a tab between source and target");
  append(result.findings, file_findings(training, true));
  if (training.matches()) {
    append(result.findings, length_findings(training.source, training.target, s.max_length));
    append(result.findings, duplicate_findings(training.source, training.target));
  }
  for (const auto& [name, set] : {std::pair("validation", &validation), {"test", &test}}) {
    Findings found = file_findings(*set, false);
    for (Finding& finding : found) {
      finding.message = name + (" data: " + finding.message);
      if (set == &test) finding.fatal = false;  // training does not read it
    }
    append(result.findings, std::move(found));
    if (set->matches())
      append(result.findings, overlap_findings(training.source, name, set->source, set->target));
  }
  if (result.fatal() == nullptr) examine_model(options, s, std::move(training), validation, result);
  return result;
}

}  // namespace

int check_data_command(const Arguments& arguments) {
  CheckSettings settings;
  OptionTable options = check_options(settings);
  defer_model_defaults(options);
  if (!start(options, settings.common, arguments)) return 0;
  std::vector<std::string> files = {settings.tsv, settings.common.config};
  for (const auto* set : {&settings.train_sets, &settings.valid_sets, &settings.test_sets})
    files.insert(files.end(), set->begin(), set->end());
  check_outputs({}, files);
  const CheckResult result = examine(options, settings);
  std::cout << (settings.json ? result.json().dump() + '\n' : result.text()) << std::flush;
  if (const Finding* fatal = result.fatal())
    throw std::runtime_error("check-data: training would refuse this data: " + fatal->message);
  return 0;
}

}  // namespace gloss::translate
