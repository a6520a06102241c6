#include "apps/translate/explain/page.h"

#include <algorithm>
#include <cmath>

#include "apps/translate/cli/progress.h"
#include "apps/translate/explain/heads.h"
#include "apps/translate/explain/operations.h"
#include "apps/translate/report/html.h"
#include "core/graph_svg.h"
#include "core/io/json.h"

namespace gloss::translate {
namespace {

constexpr size_t kMostDrawn = 320;  // operations in a picture

std::string percent(double probability) {
  const double value = 100 * probability;
  return (value > 0 && value < 0.1 ? "< 0.1" : fixed(value, value < 10 ? 1 : 0)) + "%";
}

std::string tokens_html(const std::string& title, const std::vector<std::string>& tokens,
                        const Codec& codec) {
  std::string all;
  for (size_t i = 0; i < tokens.size(); ++i) {
    const int32_t id = i + 1 == tokens.size() ? models::kEos : codec.vocabulary().id(tokens[i]);
    all += html("explain token", {{"token", tokens[i]}, {"id", std::to_string(id)}});
  }
  return html("explain tokens", {{"title", title}, {"tokens", all}});
}

std::string losses_html(const Pass& pass) {
  double most = 1;
  for (const PredictedToken& t : pass.predicted)
    most = std::max(most, -std::log(t.probability));
  std::string lines;
  for (const PredictedToken& t : pass.predicted) {
    const double loss = -std::log(t.probability);
    std::string others = t.rank == 1 ? "" : "rank " + std::to_string(t.rank) + "; ";
    for (const PredictedToken::Other& other : t.best)
      others +=
          (&other == &t.best.front() ? "" : " · ") + other.token + " " + percent(other.probability);
    lines += html("explain line", {{"class", t.rank > 1 ? "missed" : ""},
                                   {"token", t.token},
                                   {"share", fixed(std::min(loss / most, 1.0), 3)},
                                   {"loss", fixed(std::abs(loss), 3)},
                                   {"probability", percent(t.probability)},
                                   {"others", others}});
  }
  return html("explain lines", {{"lines", lines}});
}

std::string search_html(const SearchSteps& search, const Codec& codec) {
  const auto text = [&](std::span<const int32_t> ids) { return codec.decode(ids); };
  std::string all;
  for (size_t i = 0; i < search.steps.size(); ++i) {
    std::string candidates;
    for (const SearchCandidate& c : search.steps[i].candidates) {
      const int32_t token = c.tokens.back();
      const std::string prefix = text(std::span(c.tokens).first(c.tokens.size() - 1));
      candidates +=
          html("explain candidate", {{"class", c.outcome == Outcome::kKept       ? "kept"
                                               : c.outcome == Outcome::kFinished ? "finished"
                                                                                 : "dropped"},
                                     {"mark", c.outcome == Outcome::kKept       ? "✓"
                                              : c.outcome == Outcome::kFinished ? "■"
                                                                                : "✗"},
                                     {"share", fixed(c.probability, 3)},
                                     {"prefix", prefix.empty() ? "" : prefix + " + "},
                                     {"token", codec.vocabulary().token(token)},
                                     {"probability", percent(c.probability)},
                                     {"total", fixed(c.log_probability, 3)},
                                     {"why", c.why}});
    }
    const SearchCandidate& best = search.steps[i].candidates[0];
    all += html("explain step",
                {{"open", i < 2 ? " open" : ""},
                 {"title", "Token " + std::to_string(i + 1)},
                 {"best", text(best.tokens) + (best.outcome == Outcome::kFinished ? " ■" : "")},
                 {"candidates", candidates}});
  }
  all += html("explain plain", {{"text", search.end}});
  std::string finished;
  for (const FinishedHypothesis& h : search.finished)
    finished += html("explain candidate", {{"class", "finished"},
                                           {"mark", &h == &search.finished.front() ? "★" : "■"},
                                           {"share", "0"},
                                           {"prefix", text(h.tokens)},
                                           {"token", ""},
                                           {"probability", fixed(h.score, 3)},
                                           {"total", fixed(h.log_probability, 3)},
                                           {"why", ""}});
  return all +
         html("explain layer", {{"module", "Complete translations"},
                                {"text", "With score and log-probability; the first wins."},
                                {"heads", ""}}) +
         finished;
}

std::string graphs_html(const Pass& pass) {
  std::string content = html("explain picture", {{"svg", to_svg(modules_of(pass.entries))}});
  const Graph operations = operations_of(pass.entries);
  if (operations.vertices.size() <= kMostDrawn)
    content += html("explain folded",
                    {{"title", "Every operation"},
                     {"content", html("explain picture", {{"svg", to_svg(operations)}})}});
  else
    content += html("explain plain",
                    {{"text", "A picture of all " + std::to_string(operations.vertices.size()) +
                                  " operations would be too large to read; a shorter sentence has "
                                  "fewer."}});
  return content;
}

}  // namespace

std::string explain_page(const Checkpoint& checkpoint, const Explanation& e) {
  const Pass& pass = e.pass;
  std::string notes, facts, links, sections;
  for (const std::string& note : e.notes)
    notes += html("explain note", {{"text", note}});
  const auto fact = [&](const std::string& name, const std::string& value) {
    facts += html("explain fact", {{"name", name}, {"value", value}});
  };
  int64_t bytes = 0, operations = 0;
  for (const Trace::Entry& entry : pass.entries) {
    if (entry.is_leaf()) continue;
    ++operations;
    if (!entry.shares_memory) bytes += entry.value.size() * static_cast<int64_t>(sizeof(real));
  }
  const auto tokens = static_cast<double>(pass.target.size());
  fact("network", checkpoint.settings.type);
  fact("parameters", format_count(static_cast<double>(checkpoint.model->parameter_count())));
  fact("loss, " + format_quantity(static_cast<int64_t>(pass.target.size()), "target token"),
       fixed(pass.loss, 3));
  fact("loss per token", fixed(pass.loss / tokens, 3));
  fact("operations", std::to_string(operations));
  fact("forward", format_milliseconds(pass.forward_seconds));
  if (pass.learns) {
    fact("backward", format_milliseconds(pass.backward_seconds));
    fact("gradient norm", fixed(pass.gradient_norm, 3));
    fact("loss after one step of Adam, learning rate " + fixed(pass.learn_rate, 4),
         fixed(pass.loss_after, 3));
  }
  fact("bytes of all results", format_bytes(bytes));

  const auto section = [&](const std::string& id, const std::string& title, const std::string& text,
                           const std::string& content) {
    links += html("explain link", {{"id", id}, {"title", title}});
    sections += html("explain section",
                     {{"id", id}, {"title", title}, {"text", text}, {"content", content}});
  };
  section("tokens", "Tokens",
          checkpoint.settings.subwords > 0
              ? "The text as the network reads it: pieces of words and their numbers in the "
                "vocabulary. ▁ stands for the space before a word, </s> is the end mark."
              : "The text as the network reads it: words and their numbers in the vocabulary. </s> "
                "is the end mark.",
          tokens_html("source", pass.source, checkpoint.source) +
              tokens_html("target", pass.target, checkpoint.target));
  section(
      "loss", "Where the loss comes from",
      "For each target token -log p, p being its probability given the source and the target "
      "tokens before it. Below it stand the network's most probable tokens. The sum is the loss, " +
          fixed(pass.loss, 3) + ".",
      losses_html(pass));
  if (!e.search.steps.empty())
    section("search", "How the translation was found",
            "Beam search: at each step every hypothesis is continued with every token. Candidates "
            "are ordered by the log-probability of the whole hypothesis (right); the percentage is "
            "the probability of the new token. ✓ kept, ■ complete, ✗ dropped.",
            search_html(e.search, checkpoint.target));
  section("attention", "Attention of every layer and head",
          pass.attention.empty() ? "This network has no attention."
                                 : "Each row of weights sums to 1; the darker, the larger.",
          heads_html(pass.attention));
  section("graph", "The recorded graph",
          "The modules and what flows between them, with the shape of each module's last result. "
          "Dashed: from a later module back to an earlier one, in the next step of a recurrent "
          "network.",
          graphs_html(pass));
  section("operations", "Operation by operation",
          pass.learns
              ? "In the order of computation, with the time and the bytes of each result. "
                "The backward pass goes through the same operations from the last to the "
                "first: the gradient of a result is the derivative of the loss with respect "
                "to it."
              : "The forward pass in the order of computation, with the time and the bytes "
                "of each result. With a target sentence there are gradients, too.",
          operations_html(pass.entries, e.all_numbers));
  return html("explain page", {{"title", "gloss explain"},
                               {"heading", pass.learns ? "One training step, operation by operation"
                                                       : "One translation, operation by operation"},
                               {"source", e.source},
                               {"target", e.target},
                               {"notes", notes},
                               {"facts", facts},
                               {"links", links},
                               {"sections", sections},
                               {"footer", "Made by gloss explain with " + e.model +
                                              ". Dropout and label smoothing are off."}});
}

}  // namespace gloss::translate
