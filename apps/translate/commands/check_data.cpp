#include <array>
#include <iostream>
#include <stdexcept>

#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/data_check/alignment.h"
#include "apps/translate/data_check/encoding.h"
#include "apps/translate/data_check/pairs.h"
#include "apps/translate/data_check/report.h"
#include "apps/translate/model/defaults.h"
#include "apps/translate/model/settings.h"
#include "apps/translate/text/corpus.h"
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
      "Tells what is wrong with training data before hours are spent on it: lines out "
      "of step, damaged text, duplicates, overlap with validation and test data. The "
      "model's options are those of gloss train, which chooses what is not given from the "
      "amount of data; vocabulary and cost follow from them.");
  table
      .positional("SRC TRG", s.train_sets,
                  "training data; line N of one belongs to line N of the other")
      .optional();
  table.group("Data");
  table.add("tsv", s.tsv, "FILE", "instead, one file of lines: source, tab, target");
  table.add("valid-sets", s.valid_sets, "SRC TRG", "validation data");
  table.add("test-sets", s.test_sets, "SRC TRG", "test data");
  table.add("max-length", s.max_length, "N", "training drops pairs with more tokens on a side")
      .at_least(1);
  add_model_options(table, s.network);
  table.group("Output");
  table.flag("json", s.json, "print one JSON object");
  table.flag("no-estimate", s.no_estimate, "do not try a few steps of training");
  add_common_options(table, s.common);
  table.example("gloss check-data train.en train.de --valid-sets val.en val.de", "before training");
  return table;
}

struct Lines {
  std::vector<std::string> source, target;

  bool matches() const { return source.size() == target.size(); }
};

Lines read_files(const std::vector<std::string>& paths) {
  if (paths.empty()) return {};
  Lines lines{read_lines(paths[0], Bytes::kAny), read_lines(paths[1], Bytes::kAny)};
  for (const auto& [path, side] : {std::pair(paths[0], &lines.source), {paths[1], &lines.target}})
    if (side->empty()) throw std::runtime_error("check-data: '" + path + "' is empty");
  return lines;
}

Lines read_training(const CheckSettings& s) {
  if (s.train_sets.empty() == s.tsv.empty())
    throw UsageError(
        "check-data: give two files, SRC TRG, or --tsv FILE (gloss check-data --help)");
  if (s.tsv.empty()) return read_files(s.train_sets);
  Lines lines;
  for (SentencePair& pair : read_tsv(s.tsv, Bytes::kAny)) {
    lines.source.push_back(std::move(pair.source));
    lines.target.push_back(std::move(pair.target));
  }
  return lines;
}

void append(Findings& findings, Findings more) {
  findings.insert(findings.end(), std::make_move_iterator(more.begin()),
                  std::make_move_iterator(more.end()));
}

// What is wrong with two files by themselves; the independent parts run side by side.
Findings file_findings(const std::string& prefix, const Lines& lines, bool rare) {
  std::array<Findings, 5> parts;
  parallel_for(5, 1, [&](int64_t part, int64_t) {
    Findings& found = parts[static_cast<size_t>(part)];
    if (part == 0) found = alignment_findings(lines.source, lines.target);
    if (part == 1) found = encoding_findings("source", lines.source);
    if (part == 2) found = encoding_findings("target", lines.target);
    if (part == 3 && rare) found = rare_characters("source", lines.source);
    if (part == 4 && rare) found = rare_characters("target", lines.target);
  });
  Findings findings;
  for (Findings& part : parts)
    append(findings, std::move(part));
  for (Finding& finding : findings)
    finding.message = prefix + finding.message;
  return findings;
}

// Lines spread over a text that is too long to look at each.
std::vector<std::string> spread(const std::vector<SentencePair>& pairs,
                                std::string SentencePair::*side) {
  constexpr size_t kMost = 20'000;
  std::vector<std::string> lines(std::min(kMost, pairs.size()));
  for (size_t i = 0; i < lines.size(); ++i)
    lines[i] = pairs[i * pairs.size() / lines.size()].*side;
  return lines;
}

// Vocabulary and cost of the model that would be trained; what the options leave open of it is
// settled. Takes the lines.
void examine_model(OptionTable& options, const CheckSettings& s, Lines training,
                   const Lines& validation, DataReport& report) {
  std::vector<SentencePair> pairs(training.source.size());
  for (size_t i = 0; i < pairs.size(); ++i)
    pairs[i] = {std::move(training.source[i]), std::move(training.target[i])};
  pairs =
      clean(std::move(pairs), s.max_length, [&](const std::string& line) {
        const auto bytes = static_cast<int64_t>(line.size());  // at least one for each token
        return bytes <= s.max_length ? bytes : int64_t(tokens_of(line, s.network.lowercase).size());
      }).pairs;
  if (pairs.size() < 2) {
    report.findings.push_back({.kind = "too-few",
                               .message = "there are too few pairs to learn from",
                               .count = static_cast<int64_t>(pairs.size()),
                               .fatal = true});
    return;
  }
  settle_network(options, s.network, {.pairs = static_cast<int64_t>(pairs.size())});
  Checkpoint checkpoint;
  checkpoint.settings = s.network;
  try {
    learn_codecs(pairs, checkpoint);
  } catch (const std::runtime_error& error) {
    report.findings.push_back({.kind = "vocabulary", .message = error.what(), .fatal = true});
    return;
  }
  const bool validated = !validation.source.empty();
  const auto side = [&](const Codec& codec, const std::vector<std::string>& lines) {
    return DataReport::Side{codec.vocabulary().size(),
                            coverage_of(codec, lines, s.network.lowercase)};
  };
  report.covered = validated ? "validation" : "training";
  report.subwords = s.network.subwords > 0;
  report.source =
      side(checkpoint.source, validated ? validation.source : spread(pairs, &SentencePair::source));
  report.target =
      side(checkpoint.target, validated ? validation.target : spread(pairs, &SentencePair::target));
  if (s.no_estimate) return;
  checkpoint.model = make_model(s.network, report.source->vocabulary, report.target->vocabulary,
                                static_cast<uint64_t>(s.common.seed));
  report.estimate = estimate_training(checkpoint, pairs);
}

DataReport examine(OptionTable& options, const CheckSettings& s) {
  Lines training = read_training(s);
  const Lines validation = read_files(s.valid_sets), test = read_files(s.test_sets);
  DataReport report;
  report.pairs = static_cast<int64_t>(std::min(training.source.size(), training.target.size()));
  report.findings = file_findings("", training, true);
  if (training.matches()) {
    append(report.findings,
           length_findings(training.source, training.target, s.max_length, s.network.lowercase));
    append(report.findings, duplicate_findings(training.source, training.target));
  }
  for (const auto& [name, set] : {std::pair("validation", &validation), {"test", &test}}) {
    Findings found = file_findings(std::string(name) + " ", *set, false);
    for (Finding& finding : found)
      if (set == &test) finding.fatal = false;  // training does not read it
    append(report.findings, std::move(found));
    if (set->matches())
      append(report.findings, overlap_findings(training.source, name, set->source, set->target));
  }
  if (report.fatal() == nullptr) examine_model(options, s, std::move(training), validation, report);
  return report;
}

}  // namespace

int check_data_command(const std::vector<std::string>& arguments) {
  CheckSettings settings;
  OptionTable options = check_options(settings);
  leave_network_open(options);
  if (!start(options, settings.common, arguments)) return 0;
  const DataReport report = examine(options, settings);
  std::cout << (settings.json ? report.json().dump() + '\n' : report.text()) << std::flush;
  if (const Finding* fatal = report.fatal())
    throw std::runtime_error("check-data: training would refuse this data: " + fatal->message);
  return 0;
}

}  // namespace gloss::translate
