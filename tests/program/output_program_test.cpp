#include <algorithm>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <iterator>
#include <unistd.h>

#include "tests/program/program.h"
#include "tests/support/catch.h"

namespace gloss {
namespace {

TEST_CASE("program: Ctrl-C keeps the translations that are done", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m").status == 0);
  std::string text;
  for (int i = 0; i < 200'000; ++i)
    text += "she sees the cat\n";
  program.folder.write("text", text);
  // A shell would start it in the background with SIGINT ignored, so the sender is there.
  const Outcome outcome = program.run(
      "translate -m m -i text -o out --threads 1", "",
      "(until [ -s out.tmp ] || ! kill -0 $$; do sleep 0.05; done; kill -INT $$) & exec");
  CAPTURE(outcome.err);
  CHECK(outcome.status == 1);
  const int64_t lines = lines_in(program.folder.read("out"));
  CHECK(lines > 0);
  CHECK_THAT(outcome.err,
             ContainsSubstring("interrupted: 'out' has the translations of the first " +
                               std::to_string(lines) + " line"));
}

TEST_CASE("program: a line that cannot be read is found before any is translated", "[program]") {
  const Program program;
  REQUIRE(program.train("-t en fr -m m").status == 0);
  std::string text;
  for (int i = 0; i < 5000; ++i)
    text += "she sees the cat\n";
  program.folder.write("text", text + "\xFF\n");
  const Outcome outcome = program.run("translate -m m -b 1 -i text");
  CHECK(outcome.status == 1);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, ContainsSubstring("line 5001, byte 1: not valid UTF-8"));
  program.folder.write("-", "a file of this name is not standard input");
  CHECK(lines_in(program.run("translate -m m -b 1", "she sees the cat\n").out) == 1);
}

TEST_CASE("program: no command overwrites a file that it reads", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  folder.write("codes", "#version: 0.2\ns t</w>\n");
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  std::filesystem::create_symlink(folder.file("en"), folder.file("link"));
  const std::string en = folder.read("en"), model = folder.read("m");
  for (const char* arguments :
       {"translate -m m -i en -o en", "translate -m m -i en -o link",
        "translate -m m -i link -o en", "translate -m m -i en -o m", "translate -m m -o en <en",
        "translate -m m -i en >>en", "bpe learn -i fr en -o en", "bpe apply -c codes -i en -o ./en",
        "report m -o m", "report m -i en -o en", "train -t en fr -m new --log en",
        "train -t en fr -m new --valid-sets en fr --log link", "train -t en fr -m en --overwrite",
        "train -t en fr -m m --log m --overwrite"}) {
    const Outcome outcome = program.run(arguments);
    CAPTURE(arguments, outcome.err);
    CHECK(outcome.status == 2);
    CHECK_THAT(outcome.err, ContainsSubstring("is the same file as"));
    CHECK(folder.read("en") == en);
    CHECK(folder.read("m") == model);
    CHECK(std::filesystem::is_symlink(folder.file("link")));
  }
}

TEST_CASE("program: a command that fails leaves the older output and nothing else", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  folder.write("codes", "#version: 0.2\ns t</w>\n");
  folder.write("bad", "good\nbad \xFF\n");
  folder.write("old", "precious\n");
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  const auto files = [&] {
    return std::distance(std::filesystem::directory_iterator(folder.file("")), {});
  };
  const auto before = files();
  for (const char* arguments : {"translate -m m --mini-batch 1 -i bad -o old",
                                "bpe apply -c codes -i bad -o old", "report m -o none/page"}) {
    CAPTURE(arguments);
    CHECK(program.run(arguments).status == 1);
    CHECK(folder.read("old") == "precious\n");
    CHECK(files() == before);
  }
  for (const char* arguments : {"translate -m m -i en -o /dev/full", "report m -o /dev/full",
                                "bpe learn -i en -o /dev/full", "average m -o /dev/full"}) {
    const Outcome outcome = program.run(arguments);
    CAPTURE(arguments);
    CHECK(outcome.status == 1);
    CHECK(outcome.err == "gloss: cannot write '/dev/full': No space left on device\n");
  }
}

TEST_CASE("program: an output that is a link stays one, and M.tmp stays the user's", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  for (const char* name : {"m.tmp", "real", "real.tmp"})
    folder.write(name, "precious\n");
  std::filesystem::create_symlink("real", folder.file("m"));
  REQUIRE(program.train("-t en fr -m m --overwrite --quiet").status == 0);
  std::filesystem::create_symlink("new", folder.file("out"));
  REQUIRE(program.run("translate -m m -i en -o out").status == 0);
  CHECK(lines_in(folder.read("new")) == 40);
  CHECK(program.run("inspect real").status == 0);
  for (const char* link : {"m", "out"})
    CHECK(std::filesystem::is_symlink(folder.file(link)));
  for (const char* name : {"m.tmp", "real.tmp"})
    CHECK(folder.read(name) == "precious\n");
}

TEST_CASE("program: pipes and /dev/stdout are outputs", "[program]") {
  const Program program;
  const TemporaryFolder& folder = program.folder;
  const std::string codes = program.run("bpe learn -i en").out;
  CHECK(program.run("bpe learn -i en -o /dev/stdout").out == codes);
  folder.write("all", "first\n");
  program.run("bpe learn -i en -o /dev/stdout >>all");
  CHECK(folder.read("all") == "first\n" + codes);
  program.run("bpe learn -i en -o pipe & cat pipe >read; wait", "", "mkfifo pipe;");
  CHECK(folder.read("read") == codes);
  REQUIRE(program.train("-t en fr -m m --quiet").status == 0);
  program.run("average m -o /dev/stdout | cat >copy");
  CHECK(folder.read("copy") == folder.read("m"));
  const Outcome refused = program.train("-t en fr -m /dev/null --overwrite");
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, ContainsSubstring("'/dev/null': not a regular file"));
}

TEST_CASE("program: a model path that cannot be written is refused before training", "[program]") {
  const Program program;
  std::filesystem::create_directory(program.folder.file("folder"));
  const std::string too_long(300, 'x'), nearly(250, 'y');
  for (const auto& [path, reason] : std::vector<std::pair<std::string, std::string>>{
           {"''", "cannot write '': No such file or directory"},
           {"-", "cannot write '-': a model is a file"},
           {"folder", "cannot write 'folder': not a regular file"},
           {too_long, "cannot write '" + too_long + "': File name too long"},
           {nearly, "cannot write '" + nearly}}) {
    const Outcome refused = program.train("-t en fr -m " + path);
    CHECK(refused.status == 1);
    CHECK_THAT(refused.err, ContainsSubstring("gloss: " + reason));
  }
  CHECK_THAT(program.run("inspect " + too_long).err, ContainsSubstring("File name too long\n"));
  CHECK(program.run("bpe learn -i en -o ''").status == 1);
}

TEST_CASE("program: standard input cannot be read twice", "[program]") {
  const Program program;
  for (const char* arguments : {"evaluate - -i -", "evaluate - en", "bpe learn -i - -",
                                "check-data - -", "train -t - fr --valid-sets - fr -m m"}) {
    const Outcome refused = program.run(arguments, "a\n");
    CHECK(refused.status == 2);
    CHECK_THAT(refused.err, ContainsSubstring("standard input can be read only once"));
  }
}

TEST_CASE("program: a terminal gets symbols for the control characters of the data", "[program]") {
  const int terminal = posix_openpt(O_RDWR | O_NOCTTY);
  if (terminal < 0 || grantpt(terminal) != 0 || unlockpt(terminal) != 0) return;  // none here
  const std::string name = ptsname(terminal);
  const auto shown = [&] {
    char text[4096];
    const ssize_t count = read(terminal, text, sizeof text);
    return std::string(text, static_cast<size_t>(std::max<ssize_t>(count, 0)));
  };
  const Program program;
  program.folder.write("codes", "#version: 0.2\n");
  CHECK(program.run("bpe apply -c codes >" + name, "\x1b[31m\n").status == 0);
  CHECK(shown() == "␛@@ [@@ 3@@ 1@@ m\r\n");
  CHECK(program.run("inspect 'no\x1b[31mne' 2>" + name).status == 1);
  CHECK_THAT(shown(), ContainsSubstring("'no␛[31mne'"));
  close(terminal);
}

TEST_CASE("program: a log is replaced only with --overwrite", "[program]") {
  const Program program;
  program.folder.write("log", "precious\n");
  const Outcome refused = program.train("-t en fr -m m --log log");
  CHECK(refused.status == 1);
  CHECK_THAT(refused.err, ContainsSubstring("'log' exists (--resume appends to it, --overwrite"));
  CHECK(program.folder.read("log") == "precious\n");
  CHECK_FALSE(std::filesystem::exists(program.folder.file("m")));
  CHECK(program.train("-t en none -m m --log log --overwrite").status == 1);
  CHECK(program.folder.read("log") == "precious\n");
  CHECK(program.train("-t en fr -m m --log log --overwrite --quiet").status == 0);
  CHECK(program.folder.read("log").find("precious") == std::string::npos);
}

}  // namespace
}  // namespace gloss
