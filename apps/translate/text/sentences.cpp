#include "apps/translate/text/sentences.h"

#include <algorithm>
#include <string>

#include "apps/translate/text/unicode.h"

namespace gloss::translate {
namespace {

// Abbreviations in lower case without their last full stop, each between spaces. Single letters
// (z. B., p. 5) need no entry, and neither do single letters with full stops (a.m., U.S.).

// Never the last word of a sentence.
constexpr std::string_view kNeverLast =
    " mr mrs ms dr prof rev messrs m mme mlle mgr e.g i.e viz cf vs approx z.b d.h i.d.r p.ex av "
    "chap ing dipl med hr fr frl ca bzw vgl evtl ggf inkl exkl sog bzgl zzgl ";

// Only before a number: "No. 5", but "No. I left."
constexpr std::string_view kBeforeNumber =
    " no nos nr p pp fig figs art vol ch sec bd abb abs kap tab jan feb mar apr jun jul aug sep "
    "sept oct okt nov dec dez janv févr juil déc tel tél ";

// May be the last word.
constexpr std::string_view kMaybeLast =
    " etc usw usf al ex env co corp inc ltd jr sr bros dept st gen col lt capt sgt sen gov hon "
    "ph.d u.a u.ä o.ä mio mrd str jh tsd min max chr v.chr n.chr ";

// Words that often begin a sentence and are not names.
constexpr std::string_view kOpeners =
    " he she it they we you i the this that these those there his her their my our but and so then "
    "in on at if when what who why how er sie es wir ihr ich du der die das dies diese dieser "
    "ein eine aber und doch dann wenn il elle ils elles nous vous je tu on ce cela ça le la les "
    "un une des mais et puis ";

// German words before and after an ordinal number: "im 2. Stock", "Berlin, 3. Oktober".
constexpr std::string_view kBeforeOrdinal =
    " der die das des dem den am im zum zur vom beim seine ihre ";
constexpr std::string_view kAfterOrdinal =
    " januar februar märz april mai juni juli august september oktober november dezember "
    "jahrhundert weltkrieg ";

constexpr std::u32string_view kStops = U".!?…؟۔।。！？｡";
constexpr std::u32string_view kCjkStops = U"。！？｡";
constexpr std::u32string_view kClosing = U")]}\"'”’“‘»«›‹」』）］】》〉";
constexpr std::u32string_view kClauseMarks = U",;:，；：、،؛";

bool among(char32_t c, std::u32string_view characters) {
  return characters.find(c) != characters.npos;
}

bool listed(std::string_view word, std::string_view table) {
  return table.find(" " + std::string(word) + " ") != table.npos;
}

bool is_hiragana(char32_t c) {
  return c >= 0x3041 && c <= 0x309F;
}

struct Unit {
  char32_t value;
  CharClass kind;
  size_t at;         // its byte
  size_t next_word;  // the first index from here on that is in a word; the line's end if none is
};

// A line by characters. An index at or past the end is a space.
class Line {
 public:
  explicit Line(std::string_view text) : text_(text) {
    for (const Utf8Char c : Characters(text))
      units_.push_back(
          {c.value, classify(c.value), static_cast<size_t>(c.bytes.data() - text.data()), 0});
    size_t next = size();
    for (size_t i = size(); i-- > 0; units_[i].next_word = next)
      if (!space(i) && kind(i) != CharClass::kPunctuation) next = i;
  }

  size_t size() const { return units_.size(); }
  char32_t operator[](size_t i) const { return i < size() ? units_[i].value : U' '; }
  CharClass kind(size_t i) const { return i < size() ? units_[i].kind : CharClass::kSpace; }
  bool space(size_t i) const { return kind(i) == CharClass::kSpace; }
  size_t next_word(size_t i) const { return i < size() ? units_[i].next_word : size(); }

  // The index after the last character of [first, end) that is no space; `first` if there is none.
  size_t before_spaces(size_t first, size_t end) const {
    while (end > first && space(end - 1))
      --end;
    return end;
  }

  size_t byte(size_t i) const { return i < size() ? units_[i].at : text_.size(); }
  std::string_view text(size_t begin, size_t end) const {
    return text_.substr(byte(begin), byte(end) - byte(begin));
  }
  std::string_view trimmed(size_t begin, size_t end) const {  // without spaces at either end
    end = before_spaces(begin, end);
    while (begin < end && space(begin))
      ++begin;
    return text(begin, end);
  }

 private:
  std::string_view text_;
  std::vector<Unit> units_;
};

// The index after the closing quotes and brackets at `i`. A French quote closes after a space, too;
// in front of a word it is a German opening one: "Ja. »Nein.«"
size_t after_closing(const Line& line, size_t i) {
  for (;;) {
    size_t quote = i;
    while (quote < line.size() && line.space(quote))
      ++quote;
    const bool french = quote > i && among(line[quote], U"»›") && line.space(quote + 1);
    if (french)
      i = quote + 1;
    else if (among(line[i], kClosing))
      ++i;
    else
      return i;
  }
}

// "z.b", "j.-p", "a": letters, each on its own.
bool is_initials(const Line& line, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    const bool letter = line.kind(i) == CharClass::kLetter;
    if (!letter && !among(line[i], U".-")) return false;
    if (letter && i + 1 < end && line.kind(i + 1) == CharClass::kLetter) return false;
  }
  return begin < end;
}

// Whether a single letter with a full stop is the word before `begin`: "z." before "B".
bool after_initial(const Line& line, size_t first, size_t begin) {
  const size_t i = line.before_spaces(first, begin);
  return i >= first + 2 && line[i - 1] == '.' && line.kind(i - 2) == CharClass::kLetter &&
         (i == first + 2 || line.kind(i - 3) != CharClass::kLetter);
}

// The word, of characters that are not spaces, before the one at `begin`.
std::string_view word_before(const Line& line, size_t first, size_t begin) {
  const size_t end = line.before_spaces(first, begin);
  size_t start = end;
  while (start > first && !line.space(start - 1))
    --start;
  return line.text(start, end);
}

// Whether the full stop at `stop` belongs to the word before it. `first`: the sentence's beginning;
// `next`: that of the word after the stop.
bool is_abbreviation(const Line& line, size_t first, size_t stop, size_t next) {
  size_t begin = stop;
  while (begin > first && !line.space(begin - 1) &&
         (line.kind(begin - 1) != CharClass::kPunctuation || among(line[begin - 1], U".-'’")))
    --begin;
  size_t next_end = next;
  while (line.kind(next_end) == CharClass::kLetter)
    ++next_end;
  const std::string following = lowercase(line.text(next, next_end));
  const bool number_follows = line.kind(next) == CharClass::kDigit;
  const bool may_end = listed(following, kOpeners);

  bool digits = begin < stop;
  for (size_t i = begin; i < stop; ++i)
    digits = digits && line.kind(i) == CharClass::kDigit;
  if (digits)
    return stop - begin <= 2 &&
           (listed(lowercase(word_before(line, first, begin)), kBeforeOrdinal) ||
            listed(following, kAfterOrdinal));

  size_t key = begin;  // "Ing" of "Dipl.-Ing", "art" of "l'art"
  for (size_t i = begin; i < stop; ++i)
    if (among(line[i], U"-'’")) key = i + 1;
  const std::string word = lowercase(line.text(begin, stop));
  const std::string last = lowercase(line.text(key, stop));
  if (listed(word, kNeverLast) || listed(last, kNeverLast)) return true;
  if (listed(last, kBeforeNumber) && number_follows) return true;
  if (listed(word, kMaybeLast) || listed(last, kMaybeLast)) return !may_end;
  if (!is_initials(line, begin, stop)) return false;
  if (after_initial(line, first, begin)) return true;  // J. R. R., z. B., u. a.
  return line.text(begin, stop) != "a" && !may_end;    // il y en a.
}

// Whether a sentence that began at `first` ends with the stops [stop, stops_end), at `end`.
bool ends_sentence(const Line& line, size_t first, size_t stop, size_t stops_end, size_t end) {
  if (among(line[stops_end - 1], kCjkStops)) return end == stops_end || !is_hiragana(line[end]);
  if (!line.space(end)) return false;
  const size_t next = line.next_word(end);
  if (next == line.size()) return false;
  const bool small = capital_letter(line[next]) != line[next];
  if (small) return false;
  return stops_end - stop > 1 || line[stop] != '.' || !is_abbreviation(line, first, stop, next);
}

// The byte nearest to the middle of the text at which it can be cut in two; 0 if it has only one
// character. `after` tells whether a cut after this character is wanted.
size_t cut_near_middle(std::string_view text,
                       const std::function<bool(const Line&, size_t)>& after) {
  const Line line(text);
  const auto distance = [&](size_t i) {
    const size_t at = 2 * line.byte(i);
    return at > text.size() ? at - text.size() : text.size() - at;
  };
  size_t best = 0;
  for (size_t i = 1; i < line.size(); ++i)
    if (after(line, i - 1) && (best == 0 || distance(i) < distance(best))) best = i;
  return line.byte(best);
}

}  // namespace

std::vector<std::string_view> split_sentences(std::string_view text) {
  const Line line(text);
  std::vector<std::string_view> sentences;
  size_t first = 0;
  bool has_letter = false;
  const auto add_until = [&](size_t end) {
    const std::string_view sentence = line.trimmed(first, end);
    if (!sentence.empty()) sentences.push_back(sentence);
    first = end;
    has_letter = false;
  };
  for (size_t i = 0; i < line.size(); ++i) {
    if (line.kind(i) == CharClass::kLetter || line.kind(i) == CharClass::kIdeograph)
      has_letter = true;
    if (!has_letter || !among(line[i], kStops)) continue;
    const size_t stop = i;
    while (among(line[i + 1], kStops))
      ++i;
    const size_t end = after_closing(line, i + 1);
    if (ends_sentence(line, first, stop, i + 1, end)) {
      add_until(end);
      i = end - 1;
    }
  }
  add_until(line.size());
  return sentences;
}

std::vector<std::string_view> split_to_fit(std::string_view text,
                                           const std::function<bool(std::string_view)>& fits) {
  const Line whole(text);
  text = whole.trimmed(0, whole.size());
  if (text.empty()) return {};
  if (fits(text)) return {text};
  size_t cut = cut_near_middle(text, [](const Line& line, size_t i) {
    return among(line[i], kClauseMarks) &&
           (line.space(i + 1) || line.kind(i + 1) == CharClass::kIdeograph);
  });
  if (cut == 0)
    cut = cut_near_middle(text, [](const Line& line, size_t i) { return line.space(i); });
  if (cut == 0) cut = cut_near_middle(text, [](const Line&, size_t) { return true; });
  if (cut == 0) return {text};
  std::vector<std::string_view> parts = split_to_fit(text.substr(0, cut), fits);
  const std::vector<std::string_view> rest = split_to_fit(text.substr(cut), fits);
  parts.insert(parts.end(), rest.begin(), rest.end());
  return parts;
}

}  // namespace gloss::translate
