#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "apps/translate/cli/options.h"

namespace gloss::translate {

enum class MetricKind { kBleu, kChrf, kTer };
enum class BleuTokens { k13a, kNone };
enum class Smoothing { kNone, kFloor, kAddK, kExp };
enum class ScoreFormat { kJson, kText };

inline constexpr std::pair<std::string_view, MetricKind> kMetrics[] = {
    {"bleu", MetricKind::kBleu}, {"chrf", MetricKind::kChrf}, {"ter", MetricKind::kTer}};
inline constexpr std::pair<std::string_view, BleuTokens> kBleuTokens[] = {
    {"13a", BleuTokens::k13a}, {"none", BleuTokens::kNone}};
inline constexpr std::pair<std::string_view, Smoothing> kSmoothings[] = {
    {"none", Smoothing::kNone},
    {"floor", Smoothing::kFloor},
    {"add-k", Smoothing::kAddK},
    {"exp", Smoothing::kExp}};

template <class Value, size_t kCount>
std::string_view name_of(Value value, const std::pair<std::string_view, Value> (&rows)[kCount]) {
  for (const auto& [name, known] : rows)
    if (known == value) return name;
  return "";
}

// Everything that `gloss evaluate` can be told. The values here are the defaults; the names, ranges
// and help texts are in options.cpp.
struct EvaluateOptions {
  std::vector<MetricKind> metrics = {MetricKind::kBleu};
  BleuTokens tokenize = BleuTokens::k13a;
  bool lowercase = false;  // BLEU and chrF
  Smoothing smooth_method = Smoothing::kExp;
  int64_t chrf_word_order = 0;  // 2: chrF++
  bool ter_normalized = false;
  bool ter_case_sensitive = false;
  bool sentence_level = false;
  bool by_length = false;

  bool confidence = false;
  bool paired_bs = false;
  int64_t seed = 12345;  // of these two: sacrebleu's

  ScoreFormat format = ScoreFormat::kJson;
  int64_t width = 1;  // decimals
  bool score_only = false;
};

void add_evaluate_options(OptionTable& table, EvaluateOptions& options);

// UsageError if the options contradict each other, or do not suit so many systems.
void check_combination(const EvaluateOptions& options, size_t systems);

}  // namespace gloss::translate
