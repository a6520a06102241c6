#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

namespace gloss::translate {

// Whether the stream (stdin, stdout, stderr) is a terminal.
bool is_terminal(std::FILE* stream);

// Columns of the terminal behind the stream; else the environment's COLUMNS; else 80.
int terminal_width(std::FILE* stream);

// A terminal that understands control sequences: TERM is neither empty nor "dumb".
bool is_capable_terminal(std::FILE* stream);

// A capable terminal, and the user has not set NO_COLOR (https://no-color.org).
bool colour_allowed(std::FILE* stream);

// The environment's character set is UTF-8 (LC_ALL, LC_CTYPE or LANG, the first that is set).
bool unicode_allowed();

// What a terminal shows in one cell: a character with the marks that combine with it.
struct Glyph {
  std::string_view text;
  int width;  // columns: 2 for wide CJK and emoji, 0 for control characters and marks on their own
};

// Cuts UTF-8 text into glyphs. A byte that is not UTF-8 is a glyph one column wide.
std::vector<Glyph> glyphs(std::string_view text);

// Columns of UTF-8 text. Emoji that are joined into one picture are counted one by one, because
// terminals differ. Marks of scripts that text/unicode.h does not know count as characters.
int display_width(std::string_view text);

// The text with symbols in place of control characters, which could move the cursor or change the
// terminal's settings: ␛ for the escape character, U+FFFD for those above U+007E and for bytes that
// are not UTF-8. Line feeds stay.
std::string visible(std::string_view text);

// The text if it fits; otherwise as much of its beginning as fits with the ellipsis.
std::string clip(std::string_view text, int columns, std::string_view ellipsis = "…");

}  // namespace gloss::translate
