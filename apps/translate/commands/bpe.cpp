#include <iostream>
#include <sstream>

#include "apps/translate/cli/output.h"
#include "apps/translate/cli/program.h"
#include "apps/translate/commands/commands.h"
#include "apps/translate/text/bpe_codes.h"
#include "apps/translate/text/corpus.h"
#include "apps/translate/text/line_reader.h"

namespace gloss::translate {
namespace {

int learn(const Arguments& arguments) {
  std::vector<std::string> inputs = {"-"};
  std::string output = "-";
  int64_t subwords = 10000;
  CommonSettings common;
  OptionTable options(
      "gloss bpe learn",
      "Learns byte-pair encoding from tokenised text and writes the merges in "
      "subword-nmt's format. (gloss train --subwords learns its own merges, from raw "
      "text.)");
  options.add("input,i", inputs, "FILE...", "the text; - is standard input");
  options.add("subwords,s", subwords, "N", "merges to learn", {.at_least = 0});
  options.add("output,o", output, "CODES", "where to write the merges; - is standard output");
  add_common_options(options, common);
  options.example("gloss bpe learn -i train.tok.en train.tok.de --subwords 10000 -o codes",
                  "joint merges for both languages");
  if (!start(options, common, arguments)) return 0;
  check_outputs({output}, inputs);

  std::vector<std::string> lines;
  for (const std::string& path : inputs) {
    std::vector<std::string> more = read_lines(path);
    lines.insert(lines.end(), std::make_move_iterator(more.begin()),
                 std::make_move_iterator(more.end()));
  }
  const std::vector<Merge> merges = learn_codes(lines, subwords);
  Output out(output);
  std::ostringstream text;
  write_codes(text, merges);
  out.write(text.str());
  out.complete();
  if (!common.quiet && static_cast<int64_t>(merges.size()) < subwords)
    std::cerr << "only " << merges.size() << " merges: no other pair of symbols occurs twice\n";
  return 0;
}

int apply(const Arguments& arguments) {
  std::string codes, input = "-", output = "-";
  CommonSettings common;
  OptionTable options("gloss bpe apply",
                      "Splits the words of tokenised text into subwords. A subword that ends in "
                      "\"@@\" and the next one belong to the same word.");
  options.add("codes,c", codes, "CODES", "the merges, written by gloss bpe learn or subword-nmt")
      .required();
  options.add("input,i", input, "FILE", "the text; - is standard input");
  options.add("output,o", output, "FILE", "where to write the subwords; - is standard output");
  add_common_options(options, common);
  options.example("gloss bpe apply -c codes < train.tok.en > train.bpe.en", "split a file");
  if (!start(options, common, arguments)) return 0;
  check_outputs({output}, {codes, input});

  CodesEncoder encoder(read_codes(codes));
  LineReader reader(input);
  Output out(output);
  for (std::string line; reader.next(line);)
    out.write(encoder.encode(line) + '\n');
  out.complete();
  return 0;
}

}  // namespace

int bpe_command(const Arguments& arguments) {
  return run_command({.name = "gloss bpe",
                      .summary = "Byte-pair encoding of tokenised text, in subword-nmt's formats.",
                      .version = "",
                      .less_memory = "",
                      .commands = {{"learn", "learn merges from text", learn},
                                   {"apply", "split the words of text by learnt merges", apply}}},
                     arguments);
}

}  // namespace gloss::translate
