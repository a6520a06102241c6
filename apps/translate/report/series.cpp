#include "apps/translate/report/series.h"

#include <algorithm>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

#include "apps/translate/cli/progress.h"

namespace gloss::translate {
namespace {

// A member of a record and the curve that it is a point of.
struct Field {
  const char* key;
  Metric metric;
  bool validation;
};

constexpr Field kProgress[] = {{"loss", Metric::kLoss, false},
                               {"learn_rate", Metric::kLearnRate, false},
                               {"grad_norm", Metric::kGradNorm, false},
                               {"tokens_per_second", Metric::kSpeed, false}};
constexpr Field kValidation[] = {{"loss", Metric::kLoss, true},
                                 {"perplexity", Metric::kPerplexity, true},
                                 {"bleu", Metric::kBleu, true},
                                 {"chrf", Metric::kChrf, true}};
constexpr Field kTraining[] = {{"train_loss", Metric::kLoss, false},  // in a model's history
                               {"learn_rate", Metric::kLearnRate, false},
                               {"grad_norm", Metric::kGradNorm, false}};

template <class Item>
Item& found_or_added(std::vector<Item>& items, const auto& matches, Item added) {
  const auto at = std::ranges::find_if(items, matches);
  return at != items.end() ? *at : items.emplace_back(std::move(added));
}

void set_fact(Facts& facts, const std::string& name, const std::string& text) {
  const auto same = [&](const auto& fact) { return fact.first == name; };
  found_or_added(facts, same, {name, ""}).second = text;
}

Curve& curve_of(Run& run, Metric metric, bool validation) {
  const auto same = [=](const Curve& curve) {
    return curve.metric == metric && curve.validation == validation;
  };
  return found_or_added(run.curves, same, Curve{metric, validation, {}});
}

// The number, or none where it is missing or so far off that no axis could show it.
double plausible(Metric metric, const Json& value) {
  const double number = value.is_null() ? NAN : value.as_double();
  const double least = metric == Metric::kPerplexity ? 1 : -1e12;
  return number >= least && number <= 1e12 ? number : NAN;
}

void add_points(Run& run, const Json& record, std::span<const Field> fields) {
  const double x = record.at("update").as_double();
  for (const Field& field : fields) {
    const Json* const value = record.find(field.key);
    if (value == nullptr) continue;
    auto& points = curve_of(run, field.metric, field.validation).points;
    while (!points.empty() && points.back().x >= x)
      points.pop_back();  // a resumed run tells some updates again
    points.push_back({x, plausible(field.metric, *value)});
  }
}

std::string text(const Json& value) {
  return value.is_string() ? value.as_string() : value.dump();
}

void add_samples(Run& run, const Json& record) {
  const Json* const samples = record.find("samples");
  if (samples == nullptr) return;
  for (const Json& sample : samples->items()) {
    const std::string& source = sample.at("source").as_string();
    const auto same = [&](const SampleHistory& known) { return known.source == source; };
    found_or_added(run.samples, same, {source, sample.at("reference").as_string(), {}})
        .translations.emplace_back(record.at("update").as_int(),
                                   sample.at("translation").as_string());
  }
}

void add_validation(Run& run, const Json& record) {
  add_points(run, record, kValidation);
  add_samples(run, record);
  const Json *const best = record.find("best"), *const bleu = record.find("bleu");
  if (best == nullptr || !best->as_bool()) return;
  set_fact(run.facts, "best at update", text(record.at("update")));
  set_fact(run.facts, "loss there", fixed(record.at("loss").as_double(), 3));
  if (bleu && bleu->is_number()) set_fact(run.facts, "BLEU there", fixed(bleu->as_double(), 1));
}

// Members of a record and the names of the facts that they are.
using Names = std::initializer_list<std::pair<const char*, const char*>>;

void add_facts(Run& run, const Json& record, Names names) {
  for (const auto& [key, name] : names)
    if (const Json* value = record.find(key)) set_fact(run.facts, name, text(*value));
}

constexpr Names kPosition = {{"update", "updates"}, {"epoch", "epochs"}};

void add_event(Run& run, const Json& record) {
  const std::string& event = record.at("event").as_string();
  if (event == "start") {
    for (const auto& [name, value] : record.at("settings").members())
      set_fact(run.settings, name, text(value));
    add_facts(run, record,
              {{"parameters", "parameters"},
               {"vocabulary", "target vocabulary"},
               {"train_pairs", "training pairs"},
               {"valid_pairs", "validation pairs"}});
  }
  if (event == "progress") add_points(run, record, kProgress);
  if (event == "validation") add_validation(run, record);
  add_facts(run, record, kPosition);
  set_fact(run.facts, "stopped by", event == "end" ? text(record.at("reason")) : "not ended");
}

// Drops curves of which nothing can be drawn and settings that the network does not have.
void drop_idle(Run& run) {
  std::erase_if(run.curves, [](const Curve& curve) {
    return std::ranges::none_of(curve.points, [](const Point& p) { return std::isfinite(p.y); });
  });
  const auto type = std::ranges::find(run.settings, "type", &Facts::value_type::first);
  if (type == run.settings.end()) return;
  const std::string network = type->second;
  std::erase_if(run.settings, [&](const auto& fact) { return !applies_to(network, fact.first); });
}

// Whether both validated at some of the same updates and agree at all of these. Either may know of
// more: a log of the validation that only a stop asked for, a model of none after its best.
bool tell_the_same(const Run& a, const Run& b) {
  const auto *const x = a.find(Metric::kLoss, true), *const y = b.find(Metric::kLoss, true);
  if (x == nullptr || y == nullptr) return false;
  bool common = false;
  for (const Point& point : *x) {
    const auto other = std::ranges::find(*y, point.x, &Point::x);
    if (other == y->end()) continue;
    if (other->y != point.y) return false;
    common = true;
  }
  return common;
}

// The model's members, and in their place those that the log tells, too.
Run joined(Run model, const Run& log) {
  for (const Curve& curve : log.curves)
    curve_of(model, curve.metric, curve.validation).points = curve.points;
  for (const auto& [name, text] : log.facts)
    set_fact(model.facts, name, text);
  for (const auto& [name, text] : log.settings)
    set_fact(model.settings, name, text);
  return model;
}

}  // namespace

const std::vector<Point>* Run::find(Metric metric, bool validation) const {
  for (const Curve& curve : curves)
    if (curve.metric == metric && curve.validation == validation) return &curve.points;
  return nullptr;
}

Run read_log(const std::string& name, std::istream& in) {
  Run run;
  run.name = name;
  run.from_log = true;
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
      }
    } catch (const std::runtime_error& error) {
      if (unfinished && number > 1) break;
      throw std::runtime_error("'" + name + "' line " + std::to_string(number) +
                               " is no record of a training log: " + error.what() +
                               " (a report is made of model files and of logs)");
    }
  }
  drop_idle(run);
  return run;
}

Run read_history(const std::string& name, const Checkpoint& checkpoint) {
  Run run;
  run.name = name;
  run.settings = values_of(checkpoint.settings);
  run.facts = {{"parameters", std::to_string(checkpoint.model->parameter_count())},
               {"source vocabulary", std::to_string(checkpoint.source.vocabulary().size())},
               {"target vocabulary", std::to_string(checkpoint.target.vocabulary().size())}};
  for (const Json& record : checkpoint.history) {
    add_points(run, record, kTraining);
    add_validation(run, record);
    add_facts(run, record, kPosition);
  }
  drop_idle(run);
  return run;
}

std::vector<Run> join_same_runs(std::vector<Run> runs) {
  for (size_t i = 0; i < runs.size(); ++i)
    for (size_t j = 0; j < runs.size() && !runs[i].from_log; ++j) {
      if (!runs[j].from_log || !tell_the_same(runs[i], runs[j])) continue;
      runs[i] = joined(runs[i], runs[j]);
      runs.erase(runs.begin() + static_cast<std::ptrdiff_t>(j));
      if (j < i) --i;
      break;
    }
  return runs;
}

}  // namespace gloss::translate
