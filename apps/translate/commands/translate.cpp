#include "apps/translate/commands/translate.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>

#include "apps/translate/commands/start.h"
#include "apps/translate/corpus.h"
#include "apps/translate/terminal/terminal.h"
#include "apps/translate/translation.h"

namespace gloss::translate {
namespace {

struct TranslateSettings {
  std::string model = "model.safetensors";
  std::string input = "-", output = "-";
  int64_t beam_size = 4;
  double normalize = 1;
  double max_length_factor = 2;
  int64_t mini_batch = 64;
  int64_t n_best = 0;
  std::string alignment;
  CommonSettings common;
};

OptionTable translate_options(TranslateSettings& s) {
  OptionTable table("gloss translate", "Translates text, one sentence a line, in order.");
  table.group("Input and output");
  table.add("model,m", s.model, "FILE", "the model");
  table.add("input,i", s.input, "FILE", "the text to translate; - is standard input");
  table.add("output,o", s.output, "FILE", "where the translations go; - is standard output");
  table
      .add("n-best", s.n_best, "N",
           "print the N best as `line ||| text ||| score`; 0: only the text")
      .at_least(0);
  table
      .add("alignment", s.alignment, "FORM",
           "append where the model looked: hard (` ||| source-target` positions), soft (rows of "
           "weights), or heatmap (drawn below each line)")
      .one_of({"hard", "soft", "heatmap"});

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
      .greater_than(0);
  table.add("mini-batch", s.mini_batch, "N", "sentences translated together").at_least(1);
  add_common_options(table, s.common);
  table.example("gloss translate -m en-fr.safetensors < in.en > out.fr", "a file");
  table.example("echo 'The black cat sleeps.' | gloss translate --alignment heatmap",
                "one sentence, with the attention drawn");
  return table;
}

std::string number(double value) {
  return fixed(value, 4);
}

// " ||| 0-0 1-2": for each target token the source token it looked at most, unless that is the end
// mark.
std::string hard_alignment(const models::Hypothesis& h, size_t source_tokens) {
  std::string pairs;
  for (size_t t = 0; t < h.tokens.size(); ++t) {
    const auto row = h.attention.begin() + static_cast<std::ptrdiff_t>(t) * h.source_length;
    const auto best = static_cast<size_t>(std::max_element(row, row + h.source_length) - row);
    if (best < source_tokens)
      pairs += (pairs.empty() ? "" : " ") + std::to_string(best) + "-" + std::to_string(t);
  }
  return " ||| " + pairs;
}

// " ||| 0.9,0.1 0.2,0.8": a row of weights for each target token and the end mark, a weight for
// each source token and its end mark.
std::string soft_alignment(const models::Hypothesis& h) {
  std::string rows = " ||| ";
  for (size_t i = 0; i < h.attention.size(); ++i) {
    const bool first = i % static_cast<size_t>(h.source_length) == 0;
    rows += (i == 0 ? "" : first ? " " : ",") + number(static_cast<double>(h.attention[i]));
  }
  return rows;
}

class Writer {
 public:
  Writer(std::ostream& out, const TranslateSettings& settings, const Checkpoint& checkpoint)
      : out_(out), s_(settings), checkpoint_(checkpoint) {}

  void write(const Translation& t) {
    if (s_.n_best == 0) {
      line(t, t.hypotheses.empty() ? nullptr : &t.hypotheses[0], best_text(checkpoint_, t));
    } else {
      for (const models::Hypothesis& h : t.hypotheses)
        line(t, &h,
             std::to_string(number_) + " ||| " + checkpoint_.target.decode(h.tokens) + " ||| " +
                 number(h.score));
    }
    ++number_;
  }

 private:
  void line(const Translation& t, const models::Hypothesis* h, const std::string& text) {
    out_ << text;
    if (h && s_.alignment == "hard") out_ << hard_alignment(*h, t.source.size());
    if (h && s_.alignment == "soft") out_ << soft_alignment(*h);
    out_ << '\n';
    if (h && s_.alignment == "heatmap")
      out_ << draw_attention(checkpoint_, t, *h, s_.output == "-" && colour_allowed(stdout),
                             terminal_width(stdout))
           << '\n';
  }

  std::ostream& out_;
  const TranslateSettings& s_;
  const Checkpoint& checkpoint_;
  int64_t number_ = 0;
};

}  // namespace

int translate_command(const std::vector<std::string>& arguments) {
  TranslateSettings s;
  OptionTable options = translate_options(s);
  if (!start(options, s.common, arguments)) return 0;
  if (s.n_best > s.beam_size)
    throw UsageError("--n-best: the beam holds only " + std::to_string(s.beam_size) +
                     " (raise --beam-size)");
  const Checkpoint checkpoint = load_checkpoint(s.model);
  if (!s.alignment.empty() && !has_attention(checkpoint.settings))
    throw std::runtime_error("'" + s.model + "' has no attention to show");
  std::ofstream file;
  if (s.output != "-") {
    file.open(s.output);
    if (!file) throw std::runtime_error("cannot write '" + s.output + "': " + std::strerror(errno));
  }
  std::ostream& out = s.output == "-" ? std::cout : file;
  Writer writer(out, s, checkpoint);
  const TranslationOptions how{.search = {.beam_size = s.beam_size,
                                          .length_penalty = s.normalize,
                                          .max_length_factor = s.max_length_factor,
                                          .n_best = std::max<int64_t>(1, s.n_best)},
                               .mini_batch = s.mini_batch};
  // Sentences of similar length are decoded together, so some batches are read ahead.
  const auto ahead = static_cast<size_t>(16 * s.mini_batch);
  LineReader reader(s.input);
  std::vector<std::string> lines;
  for (bool more = true; more;) {
    lines.clear();
    for (std::string line; lines.size() < ahead && (more = reader.next(line));)
      lines.push_back(line);
    for (const Translation& t : translate_lines(checkpoint, lines, how))
      writer.write(t);
    out.flush();
    if (!out) throw std::runtime_error("cannot write '" + s.output + "': is the disk full?");
  }
  return 0;
}

}  // namespace gloss::translate
