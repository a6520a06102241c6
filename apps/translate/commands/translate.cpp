#include <algorithm>
#include <iostream>

#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/cli/progress.h"
#include "apps/translate/cli/terminal.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/decoding/translation_writer.h"
#include "apps/translate/text/line_reader.h"

namespace gloss::translate {
namespace {

struct TranslateSettings {
  std::string model = "model.safetensors";
  std::string input = "-", output = "-";
  int64_t n_best = 0;
  AlignmentForm alignment = AlignmentForm::kNone;
  bool word_scores = false, json = false, replace_unknowns = false;
  int64_t beam_size = 4;
  double normalize = 1;
  double max_length_factor = 2;
  int64_t no_repeat_ngram = 0;
  int64_t mini_batch = 64;
  double sampling_temperature = 0;
  int64_t sampling_topk = 0;
  double sampling_topp = 0;
  CommonSettings common;
};

OptionTable translate_options(TranslateSettings& s) {
  OptionTable table("gloss translate",
                    "Translates text, one sentence a line, in order. A line that comes through a "
                    "pipe or from the keyboard is answered at once.");
  table.group("Input and output");
  table.add("model,m", s.model, "FILE", "the model");
  table.add("input,i", s.input, "FILE", "the text to translate; - is standard input");
  table.add("output,o", s.output, "FILE", "where the translations go; - is standard output");
  table
      .add("n-best", s.n_best, "N",
           "print the N best as `line ||| text ||| score`; 0: only the text")
      .at_least(0);
  table.add("alignment", s.alignment, kAlignmentForms,
            "append where the model looked: hard (` ||| source-target` positions), soft (rows of "
            "weights, the last for the end mark), or heatmap (drawn below each line)");
  table.flag("word-scores", s.word_scores,
             "append each token's log-probability, and the end mark's");
  table.flag("json", s.json,
             "write an object a line instead: line, source, source_tokens, tokens, text, score, "
             "token_scores, attention");
  table.flag("replace-unknowns", s.replace_unknowns,
             "copy the source word that the model looked at instead of writing <unk>; subwords "
             "have no unknown words");

  table.group("Search");
  table.add("beam-size,b", s.beam_size, "N", "hypotheses kept for each sentence; 1 is greedy")
      .at_least(1);
  table
      .add("normalize,n", s.normalize, "ALPHA",
           "a translation is ranked by its log-probability / length^ALPHA")
      .at_least(0);
  table
      .add("max-length-factor", s.max_length_factor, "X",
           "a translation ends at X times the source's tokens, and 10 more")
      .greater_than(0)
      .at_most(1000);
  table
      .add("no-repeat-ngram", s.no_repeat_ngram, "N",
           "no run of N tokens occurs twice in a translation; 0: any may")
      .at_least(0);
  table.add("mini-batch", s.mini_batch, "N", "sentences translated together")
      .at_least(1)
      .at_most(1'000'000);

  table.group("Sampling: words drawn by chance, in place of the search");
  table
      .add("sampling-temperature", s.sampling_temperature, "T",
           "draw from the probabilities to the power of 1/T: below 1 likely words become likelier; "
           "0: 1 if one of the next two is given, else no sampling")
      .at_least(0);
  table
      .add("sampling-topk", s.sampling_topk, "K",
           "draw from the K likeliest tokens of each step; 0: from all")
      .at_least(0);
  table
      .add("sampling-topp", s.sampling_topp, "P",
           "draw from the likeliest tokens that together have probability P; 0: from all")
      .at_least(0)
      .at_most(1);
  add_common_options(table, s.common);
  table.example("gloss translate -m en-fr.safetensors < in.en > out.fr", "a file");
  table.example("echo 'The black cat sleeps.' | gloss translate --alignment heatmap",
                "one sentence, with the attention drawn");
  table.example("gloss translate --sampling-topp 0.9 --n-best 3 --seed 7 < in.en",
                "three samples of each line, the same ones for the same seed");
  return table;
}

models::SearchOptions search_options(const TranslateSettings& s) {
  models::SearchOptions search{.beam_size = s.beam_size,
                               .length_penalty = s.normalize,
                               .max_length_factor = s.max_length_factor,
                               .n_best = std::max<int64_t>(1, s.n_best),
                               .no_repeat_ngram = s.no_repeat_ngram};
  if (s.sampling_temperature > 0 || s.sampling_topk > 0 || s.sampling_topp > 0)
    search.sampling = {
        .temperature = s.sampling_temperature > 0 ? s.sampling_temperature : 1,
        .topk = s.sampling_topk,
        .topp = s.sampling_topp > 0 ? s.sampling_topp : 1,
        .seed = static_cast<uint64_t>(s.common.seed),
    };
  return search;
}

void check_attention(const TranslateSettings& s, const Checkpoint& checkpoint) {
  if (checkpoint.settings.has_attention()) return;
  if (s.alignment != AlignmentForm::kNone)
    throw std::runtime_error("'" + s.model + "' has no attention to show");
  if (s.replace_unknowns)
    throw std::runtime_error("'" + s.model +
                             "' has no attention by which to replace unknown words (leave out "
                             "--replace-unknowns)");
}

// Lines for a few batches, because sentences of similar length are decoded together; but only those
// that are there already, so that whoever waits for a translation gets it.
std::vector<std::string> read_ahead(LineReader& reader, size_t most) {
  std::vector<std::string> lines;
  for (std::string line;
       lines.size() < most && (lines.empty() || reader.ready()) && reader.next(line);)
    lines.push_back(line);
  return lines;
}

}  // namespace

int translate_command(const std::vector<std::string>& arguments) {
  TranslateSettings s;
  OptionTable options = translate_options(s);
  if (!start(options, s.common, arguments)) return 0;
  const TranslationOptions how{search_options(s), s.mini_batch};
  if (!how.search.sampling && s.n_best > s.beam_size)
    throw UsageError("--n-best: the beam holds only " + std::to_string(s.beam_size) +
                     " (raise --beam-size)");
  if (s.json && s.alignment != AlignmentForm::kNone)
    throw UsageError("--json: it holds the attention already (leave out --alignment)");
  const Checkpoint checkpoint = load_checkpoint(s.model);
  check_attention(s, checkpoint);
  LineReader reader(s.input);
  Output out(s.output);
  const bool words = checkpoint.settings.subwords == 0;
  const WritingOptions written{.n_best = s.n_best,
                               .alignment = s.alignment,
                               .word_scores = s.word_scores,
                               .json = s.json,
                               .replace_unknowns = s.replace_unknowns && words,
                               .colour = s.output == "-" && colour_allowed(stdout),
                               .width = terminal_width(stdout)};
  TranslationWriter writer(out.stream(), checkpoint, written);
  const bool prompts =
      s.input == "-" && !s.common.quiet && is_terminal(stdin) && is_terminal(stderr);
  LineProgress progress(std::cerr, beside_results(s.common.quiet, s.output == "-"));
  int64_t number = 0;
  for (;;) {
    if (prompts) std::cerr << "> " << std::flush;
    const auto lines = read_ahead(reader, static_cast<size_t>(16 * s.mini_batch));
    if (lines.empty()) break;
    const auto translations = translate_lines(checkpoint, lines, how, number);
    for (size_t i = 0; i < lines.size(); ++i)
      writer.write(lines[i], translations[i]);
    out.flush();
    number += static_cast<int64_t>(lines.size());
    progress.update(reader.share(), number);
  }
  if (prompts) std::cerr << '\n';  // the prompt that was answered with Ctrl-D
  return 0;
}

}  // namespace gloss::translate
