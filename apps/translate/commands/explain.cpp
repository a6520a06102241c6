#include <stdexcept>

#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/explain/page.h"
#include "apps/translate/explain/toy.h"
#include "core/io/utf8.h"

namespace gloss::translate {
namespace {

constexpr size_t kMostTokens = 60;  // of a sentence, so that the page stays below 2 MB

struct ExplainSettings {
  std::vector<std::string> sentences;
  std::string model = "model.safetensors", output = "explain.html", toy_type = "transformer";
  bool toy = false;
  models::SearchOptions search = {};
  CommonSettings common;
};

std::vector<int32_t> encode(const Codec& codec, const std::string& text, bool is_source,
                            std::vector<std::string>& notes) {
  const std::string name = is_source ? "source" : "target";
  if (invalid_utf8_at(text)) throw std::runtime_error("the " + name + " is not UTF-8");
  std::vector<int32_t> ids = codec.encode(is_source ? codec.in_known_characters(text) : text);
  if (ids.empty()) throw std::runtime_error("the " + name + " has no words");
  if (ids.size() > kMostTokens) {
    notes.push_back("The " + name + " has " + std::to_string(ids.size()) +
                    " tokens; this page shows the first " + std::to_string(kMostTokens) + ".");
    ids.resize(kMostTokens);
  }
  return ids;
}

}  // namespace

int explain_command(const Arguments& arguments) {
  ExplainSettings s;
  OptionTable options("gloss explain",
                      "Shows on one HTML page what a model does with a sentence, operation by "
                      "operation: a training step if there is a target, otherwise a translation. "
                      "Shapes, times, values, gradients, attention, beam search, graph.");
  options.positional("SENTENCE...", s.sentences, "the source and, if there is one, its translation")
      .optional();
  options.group("Page");
  options.add("model,m", s.model, "FILE", "the model file");
  options.add("output,o", s.output, "FILE", "the page to write");
  options.flag(
      "toy", s.toy,
      "instead of a model: a network of width 4 that has just learnt to reverse digits, with "
      "all its numbers");
  options.add("type", s.toy_type, "TYPE", "network of the toy")
      .one_of({"rnn", "transformer", "conv"});
  options.group("Search");
  options.add("beam-size,b", s.search.beam_size, "N", "hypotheses kept in beam search",
              {.at_least = 1, .at_most = 12});
  options.add("normalize,n", s.search.length_penalty, "ALPHA",
              "divide the log-probability by length^ALPHA", {.at_least = 0});
  add_common_options(options, s.common);
  options.example("gloss explain -m en-fr.safetensors \"She is at work.\"", "one translation");
  options.example("gloss explain -m en-fr.safetensors \"She is at work.\" \"Elle est au travail.\"",
                  "one training step");
  options.example("gloss explain --toy \"3 1 2\" \"2 1 3\" -o toy.html",
                  "numbers to check by hand");
  if (!start(options, s.common, arguments)) return 0;
  if (s.sentences.empty() && s.toy) s.sentences = {"3 1 2"};
  if (s.sentences.empty() || s.sentences.size() > 2)
    throw UsageError("one or two sentences are needed, each in quotes, not " +
                     std::to_string(s.sentences.size()) +
                     " (gloss explain [options] SOURCE [TARGET])");
  check_outputs({s.output}, {s.toy ? "" : s.model, s.common.config});

  const Checkpoint checkpoint =
      s.toy ? toy_checkpoint(s.toy_type, static_cast<uint64_t>(s.common.seed))
            : load_checkpoint(s.model);
  Explanation e;
  e.all_numbers = s.toy;
  e.model = s.toy ? "a toy that has learnt to reverse up to three digits from 0 to 4" : s.model;
  e.source = s.sentences[0];
  const std::vector<int32_t> source = encode(checkpoint.source, s.sentences[0], true, e.notes);
  std::vector<int32_t> target;
  const bool learns = s.sentences.size() == 2;
  if (learns) {
    e.target = s.sentences[1];
    target = encode(checkpoint.target, s.sentences[1], false, e.notes);
  } else {
    const models::Sentences padded = models::pad({source});
    e.search = search_steps(*checkpoint.model, padded, s.search);
    target = models::search(*checkpoint.model, padded, s.search)[0][0].tokens;
    if (target != e.search.finished[0].tokens)
      e.notes.push_back(
          "The search found a translation that repeats itself. gloss translate "
          "replaces it by the one shown here.");
    if (target.size() > kMostTokens) target.resize(kMostTokens);
    e.target = checkpoint.target.decode(target);
  }
  e.pass = run_pass(checkpoint, source, target, learns);
  Output out(s.output);
  out.stream() << explain_page(checkpoint, e);
  out.complete();
  return 0;
}

}  // namespace gloss::translate
