#include "apps/translate/cli/terminal.h"

#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <string>
#include <sys/ioctl.h>
#include <unistd.h>
#include <vector>

#include "tests/support/catch.h"

using namespace gloss::translate;

namespace {

// Sets an environment variable, or removes it, until the test ends.
class Environment {
 public:
  Environment(const char* name, const char* value) : name_(name) {
    if (const char* before = std::getenv(name)) before_ = before;
    set(value);
  }
  ~Environment() { set(before_ ? before_->c_str() : nullptr); }
  Environment(const Environment&) = delete;
  Environment& operator=(const Environment&) = delete;

 private:
  void set(const char* value) const {
    if (value == nullptr) {
      unsetenv(name_);
    } else {
      setenv(name_, value, 1);
    }
  }

  const char* name_;
  std::optional<std::string> before_;
};

// A pseudo-terminal 91 columns wide.
class PseudoTerminal {
 public:
  PseudoTerminal() : controller_(posix_openpt(O_RDWR | O_NOCTTY)) {
    REQUIRE(controller_ >= 0);
    REQUIRE(grantpt(controller_) == 0);
    REQUIRE(unlockpt(controller_) == 0);
    stream = fdopen(open(ptsname(controller_), O_RDWR | O_NOCTTY), "w");
    REQUIRE(stream != nullptr);
    winsize size{};
    size.ws_col = 91;
    REQUIRE(ioctl(fileno(stream), TIOCSWINSZ, &size) == 0);
  }
  ~PseudoTerminal() {
    std::fclose(stream);
    close(controller_);
  }
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  std::FILE* stream = nullptr;

 private:
  int controller_;
};

}  // namespace

TEST_CASE("terminal: a terminal's width is its own, not COLUMNS, and colour is allowed", "[apps]") {
  const PseudoTerminal terminal;
  const Environment term("TERM", "xterm"), columns("COLUMNS", "33"), no_color("NO_COLOR", nullptr);
  CHECK(is_terminal(terminal.stream));
  CHECK(is_capable_terminal(terminal.stream));
  CHECK(terminal_width(terminal.stream) == 91);
  CHECK(colour_allowed(terminal.stream));
}

TEST_CASE("terminal: a NO_COLOR that is not empty forbids colour", "[apps]") {
  const PseudoTerminal terminal;
  const Environment term("TERM", "xterm");
  {
    const Environment no_color("NO_COLOR", "1");
    CHECK_FALSE(colour_allowed(terminal.stream));
  }
  const Environment no_color("NO_COLOR", "");
  CHECK(colour_allowed(terminal.stream));
}

TEST_CASE("terminal: a dumb terminal gets neither colour nor control sequences", "[apps]") {
  const PseudoTerminal terminal;
  const Environment no_color("NO_COLOR", nullptr);
  for (const char* name : {"dumb", ""}) {
    const Environment term("TERM", name);
    CHECK(is_terminal(terminal.stream));
    CHECK_FALSE(is_capable_terminal(terminal.stream));
    CHECK_FALSE(colour_allowed(terminal.stream));
  }
}

TEST_CASE("terminal: for a file the width is COLUMNS or 80, without colour", "[apps]") {
  std::FILE* file = std::tmpfile();
  REQUIRE(file != nullptr);
  CHECK_FALSE(is_terminal(file));
  CHECK_FALSE(colour_allowed(file));
  {
    const Environment columns("COLUMNS", "33");
    CHECK(terminal_width(file) == 33);
  }
  for (const char* nonsense : {"", "wide", "-4", "0"}) {
    const Environment columns("COLUMNS", nonsense);
    CHECK(terminal_width(file) == 80);
  }
  const Environment columns("COLUMNS", nullptr);
  CHECK(terminal_width(file) == 80);
  std::fclose(file);
}

TEST_CASE("terminal: the first locale variable that is set decides about UTF-8", "[apps]") {
  const Environment all("LC_ALL", nullptr), ctype("LC_CTYPE", ""), lang("LANG", "en_GB.UTF-8");
  CHECK(unicode_allowed());
  const Environment other("LC_CTYPE", "C.utf8");
  CHECK(unicode_allowed());
  const Environment first("LC_ALL", "C");
  CHECK_FALSE(unicode_allowed());
}

TEST_CASE("terminal: without any locale UTF-8 is not assumed", "[apps]") {
  const Environment all("LC_ALL", nullptr), ctype("LC_CTYPE", nullptr), lang("LANG", nullptr);
  CHECK_FALSE(unicode_allowed());
}

TEST_CASE("terminal: display width counts columns, not bytes", "[apps]") {
  CHECK(display_width("") == 0);
  CHECK(display_width("chat") == 4);
  CHECK(display_width("été") == 3);
  CHECK(display_width("e\u0301te\u0301") == 3);  // combining accents
  CHECK(display_width("日本語") == 6);
  CHECK(display_width("한국") == 4);
  CHECK(display_width("Ａ１") == 4);  // full-width
  CHECK(display_width("ｱ") == 1);     // half-width
  CHECK(display_width("🐈") == 2);
  CHECK(display_width("👍\U0001F3FD") == 2);  // with a skin tone
  CHECK(display_width("a\u200Db") == 2);     // joiner
  CHECK(display_width("…█▏") == 3);
  CHECK(display_width("a\tb\x7F") == 2);  // control characters
  CHECK(display_width("a\xFFz") == 3);    // not UTF-8: one column a byte
}

TEST_CASE("terminal: a glyph is a character with its marks", "[apps]") {
  const std::vector<Glyph> cut = glyphs("e\u0301日\t\u0301");
  REQUIRE(cut.size() == 4);
  CHECK(cut[0].text == "e\u0301");
  CHECK(cut[0].width == 1);
  CHECK(cut[1].text == "日");
  CHECK(cut[1].width == 2);
  CHECK(cut[2].text == "\t");
  CHECK(cut[3].width == 0);  // nothing to combine with
}

TEST_CASE("terminal: clipped text fits the columns and ends with an ellipsis", "[apps]") {
  CHECK(clip("chat", 4) == "chat");
  CHECK(clip("chaton", 4) == "cha…");
  CHECK(clip("chaton", 1) == "…");
  CHECK(clip("chaton", 0).empty());
  CHECK(clip("chaton", -3).empty());
  CHECK(clip("日本語", 4) == "日…");  // half a character is not shown
  CHECK(clip("e\u0301te\u0301s", 3) == "e\u0301t…");
  CHECK(clip("chaton", 5, "..") == "cha..");
}

TEST_CASE("terminal: control characters and damaged bytes become symbols, line feeds stay",
          "[apps]") {
  CHECK(visible("a\x1b[31m\tb\r\n") == "a␛[31m␉b␍\n");
  CHECK(visible("\x7f\u009b\x9b") == "\uFFFD\uFFFD\uFFFD");
  CHECK(visible("déjà 東京") == "déjà 東京");
}
