#include "apps/translate/training/learn_lexicon.h"

#include <algorithm>
#include <numeric>

#include "core/parallel.h"

namespace gloss::translate {
namespace {

constexpr size_t kMostLinks = 8'000'000;  // 160 MB, and about three seconds
constexpr int kIterations = 5;

// A source token s and a target token t of the same pair, as one number: links with the same s
// stand together when they are sorted.
using Link = uint64_t;
Link link(int32_t s, int32_t t) {
  return static_cast<Link>(s) << 32 | static_cast<Link>(t);
}
size_t source_of(Link l) {
  return static_cast<size_t>(l >> 32);
}
int32_t target_of(Link l) {
  return static_cast<int32_t>(l & 0xffffffff);
}

// Evenly spread pairs with at most about kMostLinks links.
std::vector<EncodedPair> sample(const std::vector<const EncodedPairs*>& corpora) {
  size_t links = 0;
  for (const EncodedPairs* corpus : corpora)
    for (size_t i = 0; i < corpus->size(); ++i)
      links += (corpus->source_size(i) + 1) * corpus->target_size(i);
  const size_t step = links / kMostLinks + 1;
  std::vector<EncodedPair> taken;
  size_t next = 0;
  for (const EncodedPairs* corpus : corpora) {
    for (; next < corpus->size(); next += step)
      taken.push_back((*corpus)[next]);
    next -= corpus->size();
  }
  return taken;
}

// Writes the targets of the links with the largest values, at most `size`, into a row.
void write_row(std::vector<std::pair<double, int32_t>> targets, int64_t size, real* row) {
  const auto kept = std::min(std::ssize(targets), size);
  std::ranges::partial_sort(targets, targets.begin() + kept, [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second < b.second;
  });
  for (int64_t i = 0; i < kept; ++i)
    row[i] = static_cast<real>(targets[static_cast<size_t>(i)].second);
}

}  // namespace

Lexicon learn_lexicon(const std::vector<const EncodedPairs*>& corpora, const Checkpoint& checkpoint,
                      int64_t size) {
  const int64_t source_vocabulary = checkpoint.source.vocabulary().size();
  const int64_t target_vocabulary = checkpoint.target.vocabulary().size();
  std::vector<Link> links;      // of each pair, target token after target token
  std::vector<size_t> sources;  // for each target token, how many links it has
  std::vector<double> frequency(static_cast<size_t>(target_vocabulary));
  for (const EncodedPair& pair : sample(corpora))
    for (const int32_t t : pair.target) {
      for (const int32_t s : pair.source)
        links.push_back(link(s, t));
      links.push_back(link(models::kEos, t));
      sources.push_back(pair.source.size() + 1);
      ++frequency[static_cast<size_t>(t)];
    }
  std::vector<Link> distinct = links;
  std::ranges::sort(distinct);
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  std::vector<uint32_t> index(links.size());  // of each link in `distinct`
  parallel_for(std::ssize(links), 1 << 14, [&](int64_t begin, int64_t end) {
    for (auto i = static_cast<size_t>(begin); i < static_cast<size_t>(end); ++i)
      index[i] =
          static_cast<uint32_t>(std::ranges::lower_bound(distinct, links[i]) - distinct.begin());
  });

  std::vector<double> p(distinct.size(), 1);  // p(t | s)
  for (int iteration = 0; iteration < kIterations; ++iteration) {
    std::vector<double> count(distinct.size()), total(static_cast<size_t>(source_vocabulary));
    auto at = index.begin();
    for (const size_t n : sources) {
      const std::span of_token(at, n);
      double sum = 0;
      for (const uint32_t i : of_token)
        sum += p[i];
      for (const uint32_t i : of_token)
        count[i] += p[i] / sum;
      at += static_cast<std::ptrdiff_t>(n);
    }
    for (size_t i = 0; i < distinct.size(); ++i)
      total[source_of(distinct[i])] += count[i];
    for (size_t i = 0; i < distinct.size(); ++i)
      p[i] = count[i] / total[source_of(distinct[i])];
  }

  const Lexicon lexicon = Tensor::zeros({source_vocabulary, size});
  const auto row = [&](size_t s) { return lexicon.data() + static_cast<int64_t>(s) * size; };
  for (size_t i = 0; i < distinct.size();) {
    const size_t s = source_of(distinct[i]);
    std::vector<std::pair<double, int32_t>> targets;
    for (; i < distinct.size() && source_of(distinct[i]) == s; ++i)
      targets.emplace_back(p[i], target_of(distinct[i]));
    write_row(std::move(targets), size, row(s));
  }
  std::vector<std::pair<double, int32_t>> frequent;
  for (int32_t t = models::kReservedIds; t < target_vocabulary; ++t)
    frequent.emplace_back(frequency[static_cast<size_t>(t)], t);
  // The most frequent target tokens fill the rows of kPad, kBos and kEos, which are 0, 1 and 2.
  std::fill_n(row(models::kEos), size, real(0));
  write_row(std::move(frequent), 3 * size, row(0));
  if (checkpoint.settings.has_joint_vocabulary())
    for (int32_t s = models::kReservedIds; s < source_vocabulary; ++s)
      row(static_cast<size_t>(s))[size - 1] = static_cast<real>(s);
  return lexicon;
}

}  // namespace gloss::translate
