#include "apps/translate/report/series.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "apps/translate/cli/progress.h"

namespace gloss::translate {
namespace {

void set_fact(Facts& facts, const std::string& name, const std::string& text) {
  const auto at = std::ranges::find(facts, name, &Facts::value_type::first);
  if (at != facts.end())
    at->second = text;
  else
    facts.emplace_back(name, text);
}

std::string text(const Json& value) {
  return value.is_string() ? value.as_string() : value.dump();
}

// Sets the facts {member of the record, name of the fact}.
void set_facts(Run& run, const Json& record,
               std::initializer_list<std::pair<const char*, const char*>> names) {
  for (const auto& [key, name] : names)
    if (const Json* value = record.find(key)) set_fact(run.facts, name, text(*value));
}

void set_position(Run& run, const Json& record) {
  set_facts(run, record, {{"update", "updates"}, {"epoch", "epochs"}});
}

// Adds a point at x to the curve if the record has the member. A number that is missing, or so
// large that no axis could show it, is a gap.
void add_point(Run& run, double x, const Json& record, const char* member, const CurveKey& curve) {
  const Json* const value = record.find(member);
  if (value == nullptr) return;
  const double y = value->is_null() ? NAN : value->as_double();
  const double least = curve.quantity == "perplexity" ? 1 : -1e12;
  Points& points = run.curves[curve];
  while (!points.empty() && points.back().x >= x)
    points.pop_back();  // a resumed run has some updates again
  points.push_back({x, y >= least && y <= 1e12 ? y : NAN});
}

void add_samples(Run& run, const Json& record) {
  const Json* const samples = record.find("samples");
  if (samples == nullptr) return;
  for (const Json& sample : samples->items()) {
    const std::string& source = sample.at("source").as_string();
    auto known = std::ranges::find(run.samples, source, &SampleHistory::source);
    if (known == run.samples.end())
      known = run.samples.insert(known, {source, sample.at("reference").as_string(), {}});
    known->translations.emplace_back(record.at("update").as_int(),
                                     sample.at("translation").as_string());
  }
}

void add_validation(Run& run, const Json& record) {
  const double update = record.at("update").as_double();
  for (const char* quantity : {"loss", "perplexity", "bleu", "chrf"})
    add_point(run, update, record, quantity, {quantity, true});
  add_samples(run, record);
  const Json *const best = record.find("best"), *const bleu = record.find("bleu");
  if (best == nullptr || !best->as_bool()) return;
  set_facts(run, record, {{"update", "best at update"}});
  set_fact(run.facts, "loss there", fixed(record.at("loss").as_double(), 3));
  if (bleu && bleu->is_number()) set_fact(run.facts, "BLEU there", fixed(bleu->as_double(), 1));
}

void add_event(Run& run, const Json& record) {
  const std::string& event = record.at("event").as_string();
  if (event == "start") {
    for (const auto& [name, value] : record.at("settings").members())
      set_fact(run.settings, name, text(value));
    set_facts(run, record,
              {{"parameters", "parameters"},
               {"vocabulary", "target vocabulary"},
               {"train_pairs", "training pairs"},
               {"valid_pairs", "validation pairs"}});
  }
  if (event == "progress")
    for (const char* quantity : {"loss", "learn_rate", "grad_norm", "tokens_per_second"})
      add_point(run, record.at("update").as_double(), record, quantity, {quantity, false});
  if (event == "validation") add_validation(run, record);
  set_position(run, record);
  set_fact(run.facts, "stopped by", event == "end" ? text(record.at("reason")) : "not ended");
}

// Drops curves without a number, and settings that do not apply to the network.
void drop_empty(Run& run) {
  std::erase_if(run.curves, [](const auto& curve) {
    return std::ranges::none_of(curve.second, [](const Point& p) { return std::isfinite(p.y); });
  });
  const auto type = std::ranges::find(run.settings, "type", &Facts::value_type::first);
  if (type == run.settings.end()) return;
  const std::string network = type->second;
  std::erase_if(run.settings, [&](const auto& fact) { return !applies_to(network, fact.first); });
}

// Whether both runs validated at some of the same updates, with the same loss at all of these.
// Either may have more: a log the validation at a stop, a model none after its best.
bool same_validations(const Run& a, const Run& b) {
  const CurveKey loss{"loss", true};
  if (!a.curves.contains(loss) || !b.curves.contains(loss)) return false;
  const Points& others = b.curves.at(loss);
  bool common = false;
  for (const Point& point : a.curves.at(loss)) {
    const auto other = std::ranges::find(others, point.x, &Point::x);
    if (other == others.end()) continue;
    if (other->y != point.y) return false;
    common = true;
  }
  return common;
}

// The model with the curves, facts and settings of the log, which win.
Run joined(Run model, const Run& log) {
  for (const auto& [key, points] : log.curves)
    model.curves[key] = points;
  for (const auto& [name, text] : log.facts)
    set_fact(model.facts, name, text);
  for (const auto& [name, text] : log.settings)
    set_fact(model.settings, name, text);
  return model;
}

}  // namespace

Run read_log(const std::string& name, std::istream& in) {
  Run run{.name = name, .from_log = true};
  double before = 0, seconds = 0;  // of runs that were resumed, and of the one being read
  int64_t number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    const bool unfinished = in.eof();
    if (line.empty()) continue;
    try {
      const Json record = Json::parse(line);
      add_event(run, record);
      if (record.at("event").as_string() == "start") before += std::exchange(seconds, 0);
      if (const Json* value = record.find("seconds")) {
        seconds = value->as_double();
        set_fact(run.facts, "time", format_duration(before + seconds));
        add_point(run, (before + seconds) / 60, record, "bleu", {"bleu by minutes", true});
      }
    } catch (const std::runtime_error& error) {
      if (unfinished && number > 1) break;
      throw std::runtime_error("'" + name + "' line " + std::to_string(number) +
                               " is no record of a training log: " + error.what() +
                               " (a report is made of model files and of logs)");
    }
  }
  drop_empty(run);
  return run;
}

Run read_history(const std::string& name, const Checkpoint& checkpoint) {
  Run run{.name = name};
  run.settings = values_of(checkpoint.settings);
  run.facts = {{"parameters", std::to_string(checkpoint.model->parameter_count())},
               {"source vocabulary", std::to_string(checkpoint.source.vocabulary().size())},
               {"target vocabulary", std::to_string(checkpoint.target.vocabulary().size())}};
  for (const Json& record : checkpoint.history) {
    const double update = record.at("update").as_double();
    add_point(run, update, record, "train_loss", {"loss", false});
    add_point(run, update, record, "learn_rate", {"learn_rate", false});
    add_point(run, update, record, "grad_norm", {"grad_norm", false});
    add_validation(run, record);
    set_position(run, record);
  }
  drop_empty(run);
  return run;
}

std::vector<Run> join_same_runs(std::vector<Run> runs) {
  for (size_t i = 0; i < runs.size(); ++i)
    for (size_t j = 0; j < runs.size() && !runs[i].from_log; ++j) {
      if (!runs[j].from_log || !same_validations(runs[i], runs[j])) continue;
      runs[i] = joined(runs[i], runs[j]);
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(j));
      if (j < i) --i;
      break;
    }
  return runs;
}

}  // namespace gloss::translate
