#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/data_check/finding.h"

namespace gloss::translate {

// What may be wrong with the characters of a line, as bits.
enum EncodingFault : unsigned {
  kNotUtf8 = 1,
  kReplacement = 2,  // U+FFFD: a decoder gave up here before
  kMojibake = 4,     // UTF-8 that was read as Latin-1 or Windows-1252: "Ã¤", "â€™", "Ð¿"
  kControl = 8,      // control characters but tabs
  kEntity = 16,      // &amp; &#39;
  kInvisible = 32,   // zero-width space, byte-order mark inside the text
  kDecomposed = 64,  // a Latin letter and its accent as two characters (NFD)
  kComposed = 128,   // as one (NFC): no fault, unless both occur
};

// Every fault of the line. Mojibake is recognised where a Latin, Greek, Cyrillic letter, a
// quotation mark or an emoji became two to four characters that hardly ever stand together.
unsigned encoding_faults(std::string_view line);

// A finding for each kind of fault in a file that `name` calls "source" or "training source".
Findings encoding_findings(const std::string& name, const std::vector<std::string>& lines);

// The characters that the file holds only once, which hint at damage and which whole words cannot
// learn.
Findings rare_characters(const std::string& name, const std::vector<std::string>& lines);

}  // namespace gloss::translate
