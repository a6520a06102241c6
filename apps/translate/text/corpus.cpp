#include "apps/translate/text/corpus.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <sstream>
#include <stdexcept>
#include <utility>

#include "apps/translate/text/unicode.h"
#include "core/parallel.h"

namespace gloss::translate {
namespace {

std::runtime_error error(const std::string& what) {
  return std::runtime_error("corpus: " + what);
}

using namespace std::string_view_literals;

// Whole lines of three files, as raw string literals that embed_text.cmake writes in the build
// folder. A file is cut into parts because compilers need not accept literals above 64 KiB.
constexpr std::string_view kTraining[] = {
#include "english-french.tsv.inc"
};
constexpr std::string_view kValidation[] = {
#include "english-french.validation.tsv.inc"
};
constexpr std::string_view kHeldOut[] = {
#include "english-french.held-out.tsv.inc"
};

// Source TAB target, and further columns. Nothing if there is no tab.
std::optional<SentencePair> pair_of(std::string_view line) {
  const size_t tab = line.find('\t');
  if (tab == line.npos) return std::nullopt;
  const std::string_view rest = line.substr(tab + 1);
  return SentencePair{std::string(line.substr(0, tab)),
                      std::string(rest.substr(0, rest.find('\t')))};
}

std::vector<SentencePair> pairs_of(std::span<const std::string_view> parts) {
  std::vector<SentencePair> pairs;
  for (const std::string_view part : parts) {
    std::istringstream lines{std::string(part)};
    for (std::string line; std::getline(lines, line);)
      pairs.push_back(pair_of(line).value());
  }
  return pairs;
}

}  // namespace

// FNV-1a over the bytes, then the finaliser of SplitMix64 (Steele, Lea and Flood 2014), because FNV
// alone leaves similar texts close to each other.
uint64_t text_hash(uint64_t seed, std::string_view text) {
  const auto mix = [](uint64_t x) {
    x += 0x9E3779B97F4A7C15;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
    return x ^ (x >> 31);
  };
  uint64_t h = 0xCBF29CE484222325;
  for (const char c : text)
    h = (h ^ static_cast<unsigned char>(c)) * 0x100000001B3;
  return mix(h ^ mix(seed));
}

std::vector<std::string> read_lines(const std::string& path, Bytes bytes, const OnShare& on_share) {
  LineReader reader(path, bytes);
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) {
    lines.push_back(line);
    if (on_share && lines.size() % 4096 == 0) on_share(reader.share());
  }
  return lines;
}

std::vector<SentencePair> read_parallel(const std::string& source_path,
                                        const std::string& target_path, const OnShare& on_share) {
  if (source_path == "-" && target_path == "-")
    throw std::invalid_argument("corpus: standard input cannot be both source and target");
  const auto half = [&](double done) {
    return [&on_share, done](double share) {
      if (on_share) on_share(done + share / 2);
    };
  };
  std::vector<std::string> sources = read_lines(source_path, Bytes::kUtf8, half(0));
  std::vector<std::string> targets = read_lines(target_path, Bytes::kUtf8, half(0.5));
  if (sources.empty()) throw error(input_name(source_path) + " is empty");
  if (targets.empty()) throw error(input_name(target_path) + " is empty");
  if (sources.size() != targets.size()) {
    throw error(input_name(source_path) + " has " + std::to_string(sources.size()) + " lines, " +
                input_name(target_path) + " has " + std::to_string(targets.size()));
  }
  std::vector<SentencePair> pairs(sources.size());
  for (size_t i = 0; i < pairs.size(); ++i) {
    pairs[i] = {std::move(sources[i]), std::move(targets[i])};
  }
  return pairs;
}

std::vector<SentencePair> read_tsv(const std::string& path, Bytes bytes, const OnShare& on_share) {
  std::vector<std::string> lines = read_lines(path, bytes, on_share);
  while (!lines.empty() && lines.back().empty())
    lines.pop_back();
  if (lines.empty()) throw error(input_name(path) + " is empty");

  std::vector<SentencePair> pairs;
  pairs.reserve(lines.size());
  for (const std::string& line : lines) {
    std::optional<SentencePair> pair = pair_of(line);
    if (!pair)
      throw error(input_name(path) + " line " + std::to_string(pairs.size() + 1) +
                  ": no tab between source and target");
    pairs.push_back(*std::move(pair));
  }
  return pairs;
}

BuiltInCorpus built_in_corpus() {
  return {pairs_of(kTraining), pairs_of(kValidation), pairs_of(kHeldOut)};
}

void for_each_index(size_t n, const OnShare& on_share, const std::function<void(size_t)>& f) {
  constexpr int64_t kChunk = 256, kBlock = 128 * kChunk;  // the share is told after each block
  const auto size = static_cast<int64_t>(n);
  for (int64_t first = 0; first < size; first += kBlock) {
    parallel_for(std::min(kBlock, size - first), kChunk, [&](int64_t begin, int64_t end) {
      for (int64_t i = begin; i < end; ++i)
        f(static_cast<size_t>(first + i));
    });
    if (on_share)
      on_share(static_cast<double>(std::min(size, first + kBlock)) / static_cast<double>(size));
  }
}

CleanedPairs clean(std::vector<SentencePair> pairs, int64_t max_length,
                   const std::function<int64_t(const std::string&)>& length,
                   const OnShare& on_share) {
  struct Lengths {
    int64_t source = 0, target = 0;  // 0: blank
  };
  std::vector<Lengths> lengths(pairs.size());
  for_each_index(pairs.size(), on_share, [&](size_t i) {
    const auto measured = [&](const std::string& line) {
      if (is_blank(line)) return int64_t{0};
      return length ? std::max<int64_t>(1, length(line)) : 1;
    };
    lengths[i] = {measured(pairs[i].source), measured(pairs[i].target)};
  });
  CleanedPairs cleaned;
  for (size_t i = 0; i < pairs.size(); ++i) {
    const auto [source, target] = lengths[i];
    if (source == 0 || target == 0) {
      ++cleaned.empty;
    } else if (max_length > 0 && std::max(source, target) > max_length) {
      ++cleaned.too_long;
    } else {
      cleaned.target_tokens += target;
      cleaned.pairs.push_back(std::move(pairs[i]));
    }
  }
  return cleaned;
}

HeldOut hold_out(std::vector<SentencePair> pairs, int64_t validation_pairs, uint64_t seed) {
  const auto total = static_cast<int64_t>(pairs.size());
  if (validation_pairs < 0 || validation_pairs >= std::max<int64_t>(total, 1)) {
    throw std::invalid_argument("hold_out: cannot hold out " + std::to_string(validation_pairs) +
                                " of " + std::to_string(total) + " pairs");
  }

  // Pairs by source, in the order of the hashes. Groups are held out in this order while they fit.
  std::vector<std::pair<uint64_t, std::string>> keys(pairs.size());
  for_each_index(pairs.size(), nullptr, [&](size_t i) {
    std::string source = lowercase(normalise_spaces(pairs[i].source));
    const uint64_t position = text_hash(seed, source);
    keys[i] = {position, std::move(source)};
  });
  std::map<std::pair<uint64_t, std::string>, std::vector<size_t>> groups;
  for (size_t i = 0; i < pairs.size(); ++i)
    groups[std::move(keys[i])].push_back(i);
  std::vector<bool> held_out(pairs.size());
  int64_t wanted = validation_pairs;
  const auto hold = [&](const std::vector<size_t>& group) {
    wanted -= std::ssize(group);
    for (const size_t i : group)
      held_out[i] = true;
  };
  for (const auto& [key, group] : groups)
    if (std::ssize(group) <= wanted) hold(group);
  if (validation_pairs > 0 && wanted == validation_pairs) {  // every group is larger than that
    if (groups.size() == 1)
      throw error("all " + std::to_string(total) +
                  " pairs have the same source, so none can be held out");
    const auto size = [](const auto& entry) { return entry.second.size(); };
    hold(std::ranges::min_element(groups, {}, size)->second);
  }

  HeldOut result;
  for (size_t i = 0; i < pairs.size(); ++i)
    (held_out[i] ? result.validation : result.training).push_back(std::move(pairs[i]));
  return result;
}

}  // namespace gloss::translate
