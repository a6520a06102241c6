#include "nn/cells.h"
#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

bool has_tool(const std::string& name) {
  return std::system(("command -v " + name + " >/dev/null 2>&1").c_str()) == 0;
}

// What bash would offer for the last of the words.
std::string completed(const Program& program, const std::string& words) {
  program.folder.write("ask", "source ./complete\nCOMP_WORDS=(" + words +
                                  ")\nCOMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n_gloss\n"
                                  "echo \"${COMPREPLY[@]}\"\n");
  const std::string folder = program.folder.file("");
  REQUIRE(std::system(("cd '" + folder + "' && bash ask >answer 2>&1").c_str()) == 0);
  const std::string answer = program.folder.read("answer");
  return answer.substr(0, answer.size() - 1);
}

TEST_CASE("program: completion offers commands, options, choices and files", "[program]") {
  if (!has_tool("bash")) {
    WARN("bash is not here");
    return;
  }
  const Program program;
  const Outcome script = program.run("completion bash");
  REQUIRE(script.status == 0);
  program.folder.write("complete", script.out);
  CHECK(completed(program, "gloss tra") == "train translate");
  CHECK(completed(program, "gloss bpe ''") == "learn apply");
  CHECK(completed(program, "gloss train --dim") == "--dim-emb --dim-rnn");
  CHECK(completed(program, "gloss bpe learn --su") == "--subwords");
  std::string cells;
  for (const auto& [name, cell] : nn::kCells)
    cells += (cells.empty() ? "" : " ") + std::string(name);
  CHECK(completed(program, "gloss train --cell ''") == cells);
  CHECK(completed(program, "gloss train --cell = lst") == "lstm");
  CHECK(completed(program, "gloss train --cell gru --type t") == "transformer");
  CHECK(completed(program, "gloss train --dim-rnn ''").empty());
  CHECK(completed(program, "gloss train -t e") == "en");
  CHECK(completed(program, "gloss train -t en f") == "fr");
  CHECK(completed(program, "gloss train --cell gru f") == "fr");
  CHECK(completed(program, "gloss check-data ts") == "tsv");
  CHECK(completed(program, "gloss train --valid-metrics loss b") == "bleu");
}

TEST_CASE("program: the manual page renders without warnings and has every command", "[program]") {
  const Program program;
  const Outcome page = program.run("man");
  REQUIRE(page.status == 0);
  for (const char* part :
       {".TH GLOSS 1", ".SH gloss train\n", ".SH gloss bpe apply\n", ".SH EXIT STATUS",
        "\\fB\\-\\-transformer\\-dim\\-ffn\\fR", "\\fB\\-\\-valid\\-sets\\fR \\fISRC TRG\\fR"})
    CHECK_THAT(page.out, ContainsSubstring(part));
  if (!has_tool("groff")) {
    WARN("groff is not here");
    return;
  }
  program.folder.write("gloss.1", page.out);
  const std::string folder = program.folder.file("");
  CHECK(std::system(
            ("cd '" + folder + "' && groff -man -ww -Tascii gloss.1 >page 2>said").c_str()) == 0);
  CHECK(program.folder.read("said").empty());
  CHECK_THAT(program.folder.read("page"), ContainsSubstring("sentences"));
}

TEST_CASE("program: --help=FORM accepts text, man and completion only", "[program]") {
  const Program program;
  CHECK(program.run("train --help=man").out.starts_with(".SH gloss train\n"));
  CHECK(program.run("train --help=text").out == program.run("train --help").out);
  CHECK(program.run("train --help=html").status == 2);
  CHECK(program.run("completion zsh").status == 2);
}

}  // namespace
}  // namespace gloss
