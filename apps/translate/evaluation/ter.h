#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

// TER, the translation edit rate (Snover et al. 2006), as sacrebleu 2.6.0 defines it:
//
//   TER = 100 edits / reference length
//
// The edits that turn a hypothesis into its reference are those of shift_distance.h. Lower is
// better; a hypothesis that is longer than its reference can exceed 100.

namespace gloss::translate {

struct TerOptions {
  bool normalized = false;  // split punctuation off, as tokenize_tercom does; else words are what
                            // white space separates
  bool case_sensitive = false;
};

struct TerCounts {
  int64_t edits = 0;
  double ref_length = 0;  // tokens, the mean over the references

  TerCounts& operator+=(const TerCounts& other);
};

// The edits to the reference that needs fewest. At least one reference is needed.
TerCounts ter_counts(std::string_view hypothesis, std::span<const std::string_view> references,
                     const TerOptions& options = {});

// Without any word in the references 100, and 0 if the hypotheses have none either.
double ter_score(const TerCounts& counts);

// case:lc|tok:tercom|norm:no|punct:yes|asian:no
std::string ter_settings(const TerOptions& options = {});

}  // namespace gloss::translate
