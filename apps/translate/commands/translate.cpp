#include <algorithm>
#include <filesystem>
#include <iostream>
#include <optional>

#include "apps/translate/cli/interrupt.h"
#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/cli/progress.h"
#include "apps/translate/cli/terminal.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/decoding/translation_writer.h"
#include "apps/translate/text/line_reader.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

struct TranslateSettings {
  std::vector<std::string> models = {"model.safetensors"};
  std::string input = "-", output = "-";
  TranslationOptions translation{.mini_batch = 64};  // greedy: 1.15 times as fast as 32
  bool no_repetition_guard = false;
  models::Sampling sampling{.temperature = 0, .topk = 0, .topp = 0};
  WritingOptions writing;
  std::string glossary;
  bool protect = false;
  CommonSettings common;
};

OptionTable translate_options(TranslateSettings& s) {
  OptionTable table(
      "gloss translate",
      "Translates text, one sentence per line, in order. Lines from a pipe or from the "
      "keyboard are translated as they arrive.");
  table.group("Input and output");
  table.add("model,m", s.models, "FILE...",
            "the model file; with several files, the models' probabilities are averaged");
  table.add("input,i", s.input, "FILE", "text to translate; - is standard input");
  table.add("output,o", s.output, "FILE", "where to write the translations; - is standard output");
  table.flag("split-sentences", s.translation.split_sentences,
             "a line may hold several sentences: translate each on its own");
  table
      .add(
          "max-length", s.translation.max_length, "N",
          "source tokens that are translated at once: a longer line is translated in parts, cut at "
          "sentence ends, clause marks or spaces",
          {.at_least = 1})
      .default_text("the --max-length of the model's training");
  table.add("n-best", s.writing.n_best, "N",
            "print the N best translations as `line ||| text ||| score`; 0: only the best text",
            {.at_least = 0});
  table.add(
      "alignment", s.writing.alignment, kAlignmentForms,
      "append the attention: hard (` ||| source-target` positions), soft (rows of weights, the "
      "last row for the end mark), or heatmap (drawn below each line)");
  table.flag("word-scores", s.writing.word_scores,
             "append the log-probability of each token and of the end mark");
  table.flag("json", s.writing.json,
             "print one JSON object per line: line, source, source_tokens, tokens, text, score, "
             "token_scores, attention, replaced_text; terms, with --glossary or --protect");
  table.flag("replace-unknowns", s.writing.replace_unknowns,
             "replace <unk> by the source word with the largest attention weight; models with "
             "subwords have no unknown words");

  table.group("Search");
  models::SearchOptions& search = s.translation.search;
  table.add("beam-size,b", search.beam_size, "N",
            "hypotheses kept for each sentence; 1 is greedy search", {.at_least = 1});
  table.add("normalize,n", search.length_penalty, "ALPHA",
            "translations are ranked by log-probability / length^ALPHA", {.at_least = 0});
  table.add("max-length-factor", search.max_length_factor, "X",
            "a translation has at most X times the source's tokens plus 10",
            {.greater_than = 0, .at_most = 1000});
  table.add("no-repeat-ngram", search.no_repeat_ngram, "N",
            "no sequence of N tokens occurs twice in a translation; 0: no limit", {.at_least = 0});
  table.flag("no-repetition-guard", s.no_repetition_guard,
             "keep a translation that repeats the same tokens again and again; by default it is "
             "replaced by the best one in which no three tokens in a row occur twice, and --json "
             "has it as replaced_text");
  table.flag(
      "shortlist", s.translation.shortlist,
      "faster: consider only frequent tokens and the likeliest translations of the line's "
      "tokens, which the model file has after gloss train --shortlist; scores are then those "
      "among these tokens");
  table.add("mini-batch", s.translation.mini_batch, "N", "sentences decoded together",
            {.at_least = 1, .at_most = 1'000'000});
  table.add("precision", s.translation.precision, kPrecisions, kPrecisionHelp);

  table.group("Terms");
  table.add(
      "glossary", s.glossary, "FILE",
      "lines of source, tab, target: if a line has the source as whole words, its translation "
      "must contain the target unchanged");
  table.flag(
      "protect", s.protect,
      "copy numbers, URLs, e-mail addresses, and what stands between braces, with the braces");

  table.group("Sampling, instead of beam search");
  table.add("sampling-temperature", s.sampling.temperature, "T",
            "sample from probabilities^(1/T): below 1, likely tokens become likelier; 0: no "
            "sampling, or temperature 1 if --sampling-topk or --sampling-topp is given",
            {.at_least = 0});
  table.add("sampling-topk", s.sampling.topk, "K",
            "sample from the K likeliest tokens of each step; 0: from all", {.at_least = 0});
  table.add("sampling-topp", s.sampling.topp, "P",
            "sample from the likeliest tokens that together have probability P; 0: from all",
            {.at_least = 0, .at_most = 1});
  add_common_options(table, s.common);
  table.example("gloss translate -m en-fr.safetensors < in.en > out.fr", "translate a file");
  table.example("echo 'The black cat sleeps.' | gloss translate --alignment heatmap",
                "translate a sentence and draw its attention");
  table.example("gloss translate --sampling-topp 0.9 --n-best 3 --seed 7 < in.en",
                "three samples of each line; the same seed gives the same samples");
  table.example("gloss translate --glossary terms.tsv --protect < in.en",
                "with the translations of your terms; numbers and {placeholders} are copied");
  table.example("gloss translate -m seed1.safetensors seed2.safetensors < in.en",
                "two models that were trained with different seeds, as one");
  return table;
}

// Derives the options that depend on others.
void derive_options(TranslateSettings& s) {
  models::SearchOptions& search = s.translation.search;
  search.repetition_guard = !s.no_repetition_guard;
  search.n_best = std::max<int64_t>(1, s.writing.n_best);
  models::Sampling& sampling = s.sampling;
  if (sampling.temperature > 0 || sampling.topk > 0 || sampling.topp > 0) {
    if (sampling.temperature == 0) sampling.temperature = 1;
    if (sampling.topp == 0) sampling.topp = 1;
    sampling.seed = static_cast<uint64_t>(s.common.seed);
    search.sampling = sampling;
  }
  if (!search.sampling && search.n_best > search.beam_size)
    throw UsageError("--n-best: the beam holds only " + std::to_string(search.beam_size) +
                     " (raise --beam-size)");
  s.writing.terms = !s.glossary.empty() || s.protect;
  if (search.sampling && s.writing.terms)
    throw UsageError("--glossary and --protect: samples cannot be made to contain terms");
  if (s.writing.json && s.writing.alignment != AlignmentForm::kNone)
    throw UsageError("--json: it holds the attention already (leave out --alignment)");
  s.writing.colour = s.output == "-" && colour_allowed(stdout);
  s.writing.width = terminal_width(stdout);
}

void check_attention(const TranslateSettings& s, const Checkpoint& checkpoint) {
  if (checkpoint.settings.has_attention()) return;
  const std::string models = "'" + join(s.models, "', '") + "'";
  if (s.writing.alignment != AlignmentForm::kNone)
    throw std::runtime_error(models + " has no attention to show");
  if (s.writing.replace_unknowns)
    throw std::runtime_error(models +
                             " has no attention by which to replace unknown words (leave out "
                             "--replace-unknowns)");
}

void report_terms(const TranslateSettings& s, const TranslationWriter& writer) {
  const auto report = [](const std::string& name, const std::string& what,
                         const TranslationWriter::TermCount& count) {
    std::cerr << name << ": " << count.met << " of " << count.asked << " " << what
              << " are in the translations\n";
  };
  if (!s.glossary.empty()) report("glossary", "terms", writer.glossary_terms);
  if (s.protect) report("protect", "texts", writer.protected_texts);
}

// Finds a line that cannot be read before hours of work, if the file can be read twice.
void check_lines(const std::string& path) {
  if (path == "-" || !std::filesystem::is_regular_file(path)) return;
  LineReader reader(path);
  for (std::string line; reader.next(line);)
    continue;
}

// Reads lines for several batches, because sentences of similar length are decoded together: few at
// first, so that there is something to see. After the first line it takes only lines that have
// already arrived, so that a person or a program at the other end of a pipe gets each translation
// at once. Of long lines it takes fewer.
std::vector<std::string> read_ahead(LineReader& reader, size_t most) {
  constexpr size_t kMostBytes = 1'000'000;
  std::vector<std::string> lines;
  size_t bytes = 0;
  for (std::string line; lines.size() < most && bytes < kMostBytes &&
                         (lines.empty() || reader.ready()) && reader.next(line);) {
    bytes += line.size();
    lines.push_back(line);
  }
  return lines;
}

}  // namespace

int translate_command(const Arguments& arguments) {
  TranslateSettings s;
  OptionTable options = translate_options(s);
  if (!start(options, s.common, arguments)) return 0;
  derive_options(s);
  std::vector<std::string> inputs = s.models;
  inputs.insert(inputs.end(), {s.input, s.glossary, s.common.config});
  check_outputs({s.output}, inputs);
  const Checkpoint checkpoint = load_checkpoints(s.models);
  check_attention(s, checkpoint);
  if (s.translation.shortlist && !checkpoint.lexicon)
    throw std::runtime_error("--shortlist: '" + s.models[0] +
                             "' has none (train it with gloss train --shortlist 20)");
  if (checkpoint.settings.subwords > 0) s.writing.replace_unknowns = false;
  TermFinder terms;
  if (!s.glossary.empty()) terms.add_glossary(s.glossary);
  if (s.protect) terms.protect();
  if (s.writing.terms) s.translation.terms = &terms;
  check_lines(s.input);
  LineReader reader(s.input);
  Output out(s.output);
  s.writing.to_terminal = out.is_terminal();
  TranslationWriter writer(out.stream(), checkpoint, s.writing);
  const bool prompts =
      s.input == "-" && !s.common.quiet && is_terminal(stdin) && is_terminal(stderr);
  Progress progress(std::cerr, Progress::on_standard_error(s.common.quiet, s.output == "-"));
  // What is written to a file is kept. Otherwise a signal ends the program as usual.
  std::optional<InterruptGuard> guard;
  if (s.output != "-" && !(s.input == "-" && is_terminal(stdin))) guard.emplace();
  int64_t number = 0, too_long = 0;
  const int64_t most = 16 * s.translation.mini_batch;
  for (int64_t ahead = threads() * s.translation.mini_batch; !interrupted(); ahead *= 2) {
    if (prompts) std::cerr << "> " << std::flush;
    const auto lines = read_ahead(reader, static_cast<size_t>(std::min(ahead, most)));
    if (lines.empty()) break;
    const auto translations = translate_lines(checkpoint, lines, s.translation, number);
    for (const Translation& translation : translations)
      writer.write(translation);
    too_long += std::ranges::count(translations, true, &Translation::too_long);
    out.flush();
    number += static_cast<int64_t>(lines.size());
    progress.update_lines(reader.share(), number);
  }
  out.complete();
  if (too_long > 0)
    progress.print_line("lines with too many tokens for the model, translated in parts: " +
                        std::to_string(too_long) + " (--max-length)");
  if (!s.common.quiet) report_terms(s, writer);
  if (prompts) std::cerr << '\n';  // after the prompt that Ctrl-D answered
  if (!interrupted()) return 0;
  progress.print_line("interrupted: '" + s.output + "' has the translations of the first " +
                      format_quantity(number, "line"));
  return 1;
}

}  // namespace gloss::translate
