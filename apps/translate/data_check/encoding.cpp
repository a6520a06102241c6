#include "apps/translate/data_check/encoding.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

// The byte, from 0x80, that Windows-1252 decodes to this character; 0 if there is none. From 0xA0
// it agrees with Latin-1; its five unassigned bytes are the control characters of Latin-1.
unsigned byte_of(char32_t c) {
  static constexpr std::u32string_view kUpper =
      U"\u20AC\u0081\u201A\u0192\u201E\u2026\u2020\u2021\u02C6\u2030\u0160\u2039\u0152\u008D\u017D"
      U"\u008F\u0090\u2018\u2019\u201C\u201D\u2022\u2013\u2014\u02DC\u2122\u0161\u203A\u0153\u009D"
      U"\u017E\u0178";
  if (c >= 0x80 && c <= 0xFF) return c;
  const size_t at = kUpper.find(c);
  return at == std::u32string_view::npos ? 0 : 0x80 + static_cast<unsigned>(at);
}

// Whether the text begins with the bytes of one UTF-8 character, each decoded to a character.
bool is_mojibake(std::u32string_view text) {
  const auto continues = [&](size_t i) {
    return i < text.size() && byte_of(text[i]) >= 0x80 && byte_of(text[i]) < 0xC0;
  };
  const unsigned lead = byte_of(text[0]);
  // Latin-1's letters and signs, Greek and Cyrillic. The other leading bytes are letters, such as
  // É, that do occur before a no-break space or a quotation mark.
  if (lead == 0xC2 || lead == 0xC3 || lead == 0xCE || lead == 0xCF || lead == 0xD0 || lead == 0xD1)
    return continues(1);
  if (lead == 0xE2)  // punctuation
    return continues(1) && continues(2) && byte_of(text[1]) <= 0x84;
  return lead == 0xF0 && continues(1) && byte_of(text[1]) == 0x9F && continues(2);  // emoji
}

// &name; or &#number;
bool is_entity(std::u32string_view text) {
  const size_t end = text.substr(0, 10).find(U';');
  if (text[0] != U'&' || end == std::u32string_view::npos || end < 3) return false;
  const size_t first = text[1] == U'#' ? 2 : 1;
  return end > first && std::all_of(text.begin() + static_cast<std::ptrdiff_t>(first),
                                    text.begin() + static_cast<std::ptrdiff_t>(end),
                                    [](char32_t c) { return c < 0x80 && std::isalnum(int(c)); });
}

unsigned faults_at(std::u32string_view text) {
  const char32_t c = text[0];
  unsigned faults = 0;
  if (c == U'\uFFFD') faults |= kReplacement;
  if (c >= 0xC2 && is_mojibake(text)) faults |= kMojibake;
  if (c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x2028 || c == 0x2029) faults |= kControl;
  if (c == U'&' && is_entity(text)) faults |= kEntity;
  if (c == U'\u200B' || c == U'\uFEFF' || c == U'\u2060') faults |= kInvisible;
  if (c == U'▁' || text.starts_with(U"@@ ")) faults |= kSubwords;
  const bool letter = c < 0x80 && std::isalpha(static_cast<int>(c));
  if (letter && text.size() > 1 && text[1] >= 0x300 && text[1] <= 0x328) faults |= kDecomposed;
  if (c >= 0xC0 && c <= 0x17F && c != 0xD7 && c != 0xF7) faults |= kComposed;
  return faults;
}

// The text between quotation marks at both ends of a line, if each one inside is doubled.
std::optional<std::string_view> quoted(std::string_view line) {
  if (line.size() < 2 || line.front() != '"' || line.back() != '"') return std::nullopt;
  line = line.substr(1, line.size() - 2);
  for (size_t at = 0; (at = line.find('"', at)) != line.npos; at += 2)
    if (line.substr(at, 2) != "\"\"") return std::nullopt;
  return line;
}

struct FaultName {
  EncodingFault fault;
  const char *kind, *what;
};
constexpr std::array<FaultName, 7> kNames = {{
    {kNotUtf8, "not-utf8",
     "with bytes that are not UTF-8 (iconv -f WINDOWS-1252 -t UTF-8 converts Latin text)"},
    {kReplacement, "replacement-character", "with U+FFFD, where an earlier conversion lost text"},
    {kMojibake, "mojibake", "with UTF-8 that was once read as Latin-1, such as \"Ã¤\" for \"ä\""},
    {kControl, "control-character", "with control characters, tabs or line separators"},
    {kEntity, "html-entity", "with HTML entities, such as \"&amp;\" for \"&\""},
    {kInvisible, "invisible-character", "with zero-width characters"},
    {kSubwords, "subwords",
     "cut into subwords (\"@@\" or \"▁\"); train on the text before that, since gloss train cuts "
     "words itself"},
}};

}  // namespace

unsigned encoding_faults(std::string_view line) {
  const auto is_plain = [](char c) { return c >= 0x20 && c < 0x7F && c != '&' && c != '@'; };
  if (std::ranges::all_of(line, is_plain)) return 0;
  if (invalid_utf8_at(line)) return kNotUtf8;
  const std::u32string text = decode_utf8(line);
  unsigned faults = 0;
  for (size_t i = 0; i < text.size(); ++i)
    faults |= faults_at(std::u32string_view(text).substr(i));
  return faults;
}

Findings encoding_findings(const std::string& name, const Lines& lines) {
  std::vector<unsigned> faults(lines.size());
  std::ranges::transform(lines, faults.begin(), encoding_faults);
  const auto lines_with = [&](const char* kind, EncodingFault fault) {
    return find_lines(kind, lines, {}, [&](size_t i) { return (faults[i] & fault) != 0; });
  };
  const std::string noun = name + " line";
  Findings findings;
  for (const FaultName& n : kNames) {
    Finding finding = lines_with(n.kind, n.fault);
    finding.fatal = n.fault == kNotUtf8;
    add(findings, std::move(finding), noun, n.what);
  }
  const int64_t composed = lines_with("", kComposed).count;
  add(findings, lines_with("normalisation", kDecomposed), noun,
      "with accents as characters of their own (NFD)" +
          (composed > 0 ? ", " + std::to_string(composed) + " with accented letters (NFC)" : "") +
          "; the two look alike and are different words (uconv -x nfc makes them the same)");
  return findings;
}

Findings quoting_findings(const std::string& name, const Lines& lines) {
  bool doubled = false;
  Finding finding = find_lines("quoted", lines, {}, [&](size_t i) {
    const auto inside = quoted(lines[i]);
    doubled = doubled || (inside && inside->find('"') != inside->npos);
    return inside.has_value();
  });
  Findings findings;
  if (doubled || 2 * finding.count > static_cast<int64_t>(lines.size()))
    add(findings, std::move(finding), name + " line",
        "in quotation marks, as a spreadsheet writes them (\"\" for \" inside); save the column as "
        "plain text");
  return findings;
}

Findings rare_characters(const std::string& name, const Lines& lines) {
  constexpr size_t kCharacters = 0x110000;
  std::vector<int64_t> counts(kCharacters), first_line(kCharacters);
  for (size_t i = 0; i < lines.size(); ++i)
    for (const Utf8Char c : Characters(lines[i]))
      if (counts[c.value]++ == 0) first_line[c.value] = static_cast<int64_t>(i);
  Finding finding{.kind = "rare-characters"};
  for (char32_t c = 0x20; c < kCharacters; ++c) {
    if (counts[c] != 1 || c == U'\uFFFD') continue;
    if (++finding.count > int64_t{kExamples}) continue;
    Example example = example_at(lines, {}, static_cast<size_t>(first_line[c]));
    example.text = "'" + printable(encode_utf8({&c, 1})) + "' in: " + example.text;
    finding.examples.push_back(std::move(example));
  }
  Findings findings;
  add(findings, std::move(finding), name + " character", "seen only once");
  return findings;
}

}  // namespace gloss::translate
