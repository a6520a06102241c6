#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>

#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/decoding/shown_translation.h"
#include "apps/translate/report/page.h"
#include "apps/translate/report/pictures.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/text/unicode.h"
#include "core/parallel.h"
#include "core/target.h"

namespace gloss::translate {
namespace {

struct ReportSettings {
  std::vector<std::string> files;
  std::string output = "report.html", input, figures, speeds;
  int64_t sentences = 3;
  CommonSettings common;
};

std::vector<SentencePair> sentences_of(const std::string& path) {
  std::vector<SentencePair> pairs;
  for (const std::string& line : read_lines(path))
    if (!is_blank(line)) pairs.push_back({line, ""});
  return pairs;
}

// The model's translations of the first `most` pairs.
std::vector<TranslatedSentence> translated(const Checkpoint& checkpoint,
                                           std::vector<SentencePair> pairs, int64_t most) {
  pairs.resize(std::min(pairs.size(), static_cast<size_t>(most)));
  const TranslatedPairs translated = translate_pairs(checkpoint, pairs, {});
  std::vector<TranslatedSentence> sentences;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const Translation& t = translated.translations[i];
    sentences.push_back({pairs[i].source, pairs[i].target, translated.texts[i], {}});
    if (checkpoint.settings.has_attention() && !t.hypotheses.empty())
      sentences.back().attention = attention_map(checkpoint, t, 0);
  }
  return sentences;
}

Run read_run(const std::string& path, const ReportSettings& s,
             const std::vector<SentencePair>& given) {
  std::ifstream in(path, std::ios::binary);
  // A safetensors file has a brace after the eight bytes of its header's length. A log begins with
  // a brace and has no other so near. It may come through a pipe, in which nothing can be read
  // twice.
  std::string start(9, '\0');
  in.read(start.data(), 9);
  start.resize(static_cast<size_t>(in.gcount()));
  if (!in && !in.eof())
    throw std::runtime_error("cannot read '" + path + "': " + std::strerror(errno));
  if (start.size() < 9 || start[8] != '{') {
    std::stringstream log(start, std::ios::in | std::ios::out | std::ios::ate);
    if (in) log << in.rdbuf();
    return read_log(path, log);
  }
  const Checkpoint checkpoint = load_checkpoint(path);
  Run run = read_history(path, checkpoint);
  std::vector<SentencePair> pairs = given;
  if (s.input.empty())
    for (const SampleHistory& sample : run.samples)
      pairs.push_back({sample.source, sample.reference});
  run.translated = translated(checkpoint, std::move(pairs), s.sentences);
  return run;
}

void write_file(const std::string& path, const std::string& text) {
  Output out(path);
  out.stream() << text;
  out.complete();
}

// The pictures of the top README, each as a file of SVG.
void write_figures(const ReportSettings& s, const std::vector<Run>& runs) {
  std::error_code failure;
  std::filesystem::create_directories(s.figures, failure);
  if (failure)
    throw std::runtime_error("cannot make the folder '" + s.figures + "': " + failure.message());
  const auto write = [&](const std::string& name, const std::string& svg) {
    write_file(s.figures + "/" + name + ".svg", svg);
  };
  const std::map<std::string, std::string> files = {
      {"Loss", "loss"}, {"BLEU", "bleu"}, {"BLEU by time", "bleu-time"}};
  std::vector<std::string> names;
  for (const Run& run : runs)
    names.push_back(runs.size() == 1 ? "" : std::filesystem::path(run.name).stem().string());
  for (const Chart& chart : charts(runs, names))
    if (const auto file = files.find(chart.title); file != files.end())
      write(file->second, curves_picture(chart));
  for (const Run& run : runs)
    if (!run.translated.empty() && !run.translated[0].attention.weights.empty()) {
      const TranslatedSentence& first = run.translated[0];
      write("attention", attention_picture(first.source, first.translation, first.attention));
      break;
    }
  for (const char* type : {"rnn", "transformer"})
    write("architecture-" + std::string(type), architecture_picture(type));
  if (s.speeds.empty()) return;
  std::ifstream in(s.speeds);
  if (!in) throw std::runtime_error("cannot read '" + s.speeds + "': " + std::strerror(errno));
  write("speed", speed_picture(read_speeds(s.speeds, in)));
}

bool has_contents(const Run& run) {
  return !run.curves.empty() || !run.samples.empty() || !run.translated.empty();
}

}  // namespace

int report_command(const Arguments& arguments) {
  ReportSettings s;
  OptionTable options("gloss report",
                      "Shows trainings on one HTML page: learning curves, sample translations, "
                      "attention, settings. A model and its log are shown as one run.");
  options.positional("FILE...", s.files, "model files, and logs of gloss train --log");
  options.group("Report");
  options.add("output,o", s.output, "FILE", "the page to write");
  options
      .add("input,i", s.input, "FILE",
           "sentences to translate with the models, to show their attention")
      .default_text("samples of the validation data");
  options.add("sentences", s.sentences, "N", "number of sentences to translate", {.at_least = 0});
  options.add("figures", s.figures, "DIR",
              "also write curves, the attention of the first sentence and the architectures of the "
              "networks as SVG files");
  options.add("speeds", s.speeds, "FILE",
              "a table of measured speeds for a chart among the figures: what, unit, name, value, "
              "other name, value, with tabs between them");
  add_common_options(options, s.common);
  options.example("gloss report model.safetensors log.jsonl", "one training");
  options.example("gloss report gru.jsonl lstm.jsonl -o cells.html",
                  "two trainings in the same charts");
  if (!start(options, s.common, arguments)) return 0;

  std::vector<std::string> inputs = s.files;
  inputs.insert(inputs.end(), {s.input, s.speeds, s.common.config});
  if (!s.speeds.empty() && s.figures.empty())
    throw UsageError("--speeds: the chart is one of the --figures");
  check_outputs({s.output}, inputs);

  std::vector<SentencePair> given;
  if (!s.input.empty()) given = sentences_of(s.input);
  std::vector<Run> runs;
  for (const std::string& path : s.files)
    runs.push_back(read_run(path, s, given));
  if (!s.input.empty() && std::ranges::all_of(runs, &Run::from_log))
    throw std::runtime_error("--input: none of the files is a model to translate '" + s.input +
                             "' with");
  if (std::ranges::none_of(runs, has_contents))
    throw std::runtime_error("there is nothing to draw: '" + s.files[0] +
                             "' tells of no progress and no validation yet (--input names "
                             "sentences for a model to translate)");
  runs = join_same_runs(std::move(runs));
  write_file(s.output,
             page(runs, "This page was made by a gloss built for " + std::string(simd_target()) +
                            ", with " + std::to_string(threads()) +
                            (threads() == 1 ? " thread." : " threads.")));
  if (!s.figures.empty()) write_figures(s, runs);
  return 0;
}

}  // namespace gloss::translate
