#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "apps/translate/evaluation/references.h"

// chrF (Popovic 2015) and chrF++ (Popovic 2017) as sacrebleu 2.6.0 defines them:
//
//   chrF2 = (1 + 2^2) P R / (2^2 P + R)
//   P = mean_n common_n / hypothesis_n,   R = mean_n common_n / reference_n
//
// over the n-grams of 1 to 6 characters, white space removed, and of 1 to word_order words. Only
// the n count of which there are n-grams on both sides (the effective order).

namespace gloss::translate {

struct ChrfOptions {
  int64_t word_order = 0;  // 2 for chrF++
  bool lowercase = false;
};

struct ChrfCounts {
  struct Order {
    int64_t hypothesis = 0, reference = 0, common = 0;
  };
  std::vector<Order> orders;  // characters, then words; empty for no sentence at all

  ChrfCounts& operator+=(const ChrfCounts& other);
};

// Against the reference that gives this hypothesis the highest score. At least one is needed.
ChrfCounts chrf_counts(std::string_view hypothesis, std::span<const std::string_view> references,
                       const ChrfOptions& options = {});

struct ChrfScore {
  double score = 0;                  // 0 to 100, as the next two
  double precision = 0, recall = 0;  // P and R
};

ChrfScore chrf_score(const ChrfCounts& counts);

// std::invalid_argument unless there are as many references as hypotheses.
ChrfScore corpus_chrf(std::span<const std::string> hypotheses, References references,
                      const ChrfOptions& options = {});

std::string chrf_name(const ChrfOptions& options = {});  // chrF2, with word_order 2 chrF2++
std::string chrf_settings(
    const ChrfOptions& options = {});  // case:mixed|eff:yes|nc:6|nw:0|space:no

}  // namespace gloss::translate
