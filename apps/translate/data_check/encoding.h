#pragma once

#include <string>
#include <string_view>

#include "apps/translate/data_check/finding.h"

namespace gloss::translate {

// Faults in the characters of a line, as bits.
enum EncodingFault : unsigned {
  kNotUtf8 = 1,
  kReplacement = 2,  // U+FFFD: a decoder could not read the text here
  kMojibake = 4,     // UTF-8 that was read as Latin-1 or Windows-1252: "Ã¤", "â€™", "Ð¿"
  kControl = 8,      // control characters, tabs, line separators
  kEntity = 16,      // &amp; &#39;
  kInvisible = 32,   // zero-width space, byte-order mark inside the text
  kDecomposed = 64,  // a Latin letter and its accent as two characters (NFD)
  kComposed = 128,   // the same as one character (NFC): a fault only if both forms occur
  kSubwords = 256,   // "un@@ known" or "▁un known": what byte-pair encoding made of words
};

// The faults of the line. Mojibake is recognised by pairs to quadruples of characters that hardly
// ever stand together: what a Latin, Greek or Cyrillic letter, a quotation mark or an emoji
// becomes.
unsigned encoding_faults(std::string_view line);

// A finding for each kind of fault in a file; `name` is "source" or "target".
Findings encoding_findings(const std::string& name, const Lines& lines);

// Lines in quotation marks, if one of them has quotation marks inside that are all doubled, or if
// they are most of the file: a spreadsheet wrote "He said ""no""." for He said "no".
Findings quoting_findings(const std::string& name, const Lines& lines);

// The characters that occur only once in the file. They may be damage, and a vocabulary of whole
// words cannot learn them.
Findings rare_characters(const std::string& name, const Lines& lines);

}  // namespace gloss::translate
