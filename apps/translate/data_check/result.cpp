#include "apps/translate/data_check/result.h"

#include <algorithm>
#include <sstream>

#include "apps/translate/cli/progress.h"

namespace gloss::translate {
namespace {

void write_finding(std::ostream& out, const Finding& finding) {
  out << "- " << finding.message << '\n';
  for (const Example& example : finding.examples) {
    out << "    line " << example.line << ": " << example.text;
    if (!example.target.empty()) out << " ||| " << example.target;
    out << '\n';
  }
}

void write_coverage(std::ostream& out, const CheckResult& result, const char* side,
                    const Coverage& coverage) {
  out << side << " vocabulary: " << coverage.vocabulary;
  if (result.subwords) {
    out << " subwords; a word of the " << result.covered << " data is "
        << fixed(coverage.tokens_per_word(), 2) << " of them on average\n";
    return;
  }
  out << " words; " << fixed(100 * coverage.unknown_share(), 1) << "% of the words of the "
      << result.covered << " data are not in it";
  for (size_t i = 0; i < coverage.unknown_words.size(); ++i)
    out << (i == 0 ? " (" : ", ") << coverage.unknown_words[i].text;
  out << (coverage.unknown_words.empty() ? "\n" : ")\n");
}

Json json_of(const Finding& finding) {
  Json examples = Json::array();
  for (const Example& example : finding.examples) {
    Json one = Json::object({{"line", example.line}, {"text", example.text}});
    if (!example.target.empty()) one["target"] = example.target;
    examples.push_back(std::move(one));
  }
  return Json::object({{"kind", finding.kind},
                       {"message", finding.message},
                       {"count", finding.count},
                       {"fatal", finding.fatal},
                       {"examples", std::move(examples)}});
}

Json json_of(const Coverage& coverage) {
  return Json::object({{"vocabulary", coverage.vocabulary},
                       {"words", coverage.words},
                       {"unknown", coverage.unknown},
                       {"unknown_share", rounded(coverage.unknown_share(), 4)},
                       {"tokens_per_word", rounded(coverage.tokens_per_word(), 3)}});
}

Json json_of(const Reached& reached) {
  return Json::object({{"text", "captions of photos"},
                       {"pairs", reached.pairs},
                       {"target_words", reached.target_words},
                       {"epochs", reached.epochs},
                       {"bleu", reached.bleu}});
}

}  // namespace

const Finding* CheckResult::fatal() const {
  const auto found = std::ranges::find_if(findings, &Finding::fatal);
  return found == findings.end() ? nullptr : &*found;
}

std::string CheckResult::text() const {
  std::ostringstream out;
  out << format_quantity(pairs, "pair") << "; "
      << (findings.empty()
              ? "nothing wrong was found"
              : format_quantity(static_cast<int64_t>(findings.size()), "finding") + ":")
      << '\n';
  for (const Finding& finding : findings)
    write_finding(out, finding);
  if (source && target) {
    out << '\n';
    write_coverage(out, *this, "source", *source);
    write_coverage(out, *this, "target", *target);
  }
  if (estimate) {
    const Reached& comparison = estimate->comparison;
    out << "\nestimate for --type " << estimate->type
        << ", measured by a few steps on this machine with "
        << format_quantity(estimate->threads, "thread") << ": "
        << format_duration(estimate->seconds_per_epoch) << " per epoch of "
        << format_quantity(estimate->updates_per_epoch, "update") << ", "
        << fixed(static_cast<double>(estimate->peak_bytes) / 1e6, 0) << " MB of memory, "
        << format_count(static_cast<double>(estimate->parameters)) << " parameters\n"
        << "for comparison: " << format_quantity(comparison.epochs, "epoch") << " of "
        << comparison.pairs << " captions of photos (" << comparison.target_words
        << " target words) gave BLEU " << fixed(comparison.bleu, 0)
        << " on new ones; as many epochs of these pairs take "
        << format_duration(estimate->seconds_per_epoch * static_cast<double>(comparison.epochs))
        << ", and more varied text needs more pairs\n";
  }
  return out.str();
}

Json CheckResult::json() const {
  Json json = Json::object({{"pairs", pairs}, {"usable", fatal() == nullptr}});
  json["findings"] = Json::array();
  for (const Finding& finding : findings)
    json["findings"].push_back(json_of(finding));
  if (source && target) {
    json["covered"] = covered;
    json["source"] = json_of(*source);
    json["target"] = json_of(*target);
  }
  if (estimate)
    json["estimate"] = Json::object({{"type", estimate->type},
                                     {"seconds_per_epoch", rounded(estimate->seconds_per_epoch, 1)},
                                     {"updates_per_epoch", estimate->updates_per_epoch},
                                     {"mini_batch_words", estimate->mini_batch_words},
                                     {"peak_bytes", estimate->peak_bytes},
                                     {"parameters", estimate->parameters},
                                     {"threads", estimate->threads},
                                     {"comparison", json_of(estimate->comparison)}});
  return json;
}

}  // namespace gloss::translate
