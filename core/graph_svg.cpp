#include "core/graph_svg.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <sstream>

#include "core/check.h"

namespace gloss {
namespace {

constexpr double kBoxHeight = 34, kLayerGap = 26, kGap = 14, kLetter = 7, kMargin = 12;

// A place in a layer: a vertex, or a point that an edge passes between layers which are not
// neighbours.
struct Place {
  size_t vertex;  // kNone for a point
  double width = 0, x = 0;
  std::vector<size_t> above, below;  // places
};
constexpr size_t kNone = static_cast<size_t>(-1);

// Letters of UTF-8 text.
size_t length(const std::string& text) {
  return static_cast<size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

std::string escaped(const std::string& text) {
  std::string result;
  for (const char c : text)
    switch (c) {
      case '&':
        result += "&amp;";
        break;
      case '<':
        result += "&lt;";
        break;
      case '>':
        result += "&gt;";
        break;
      case '"':
        result += "&quot;";
        break;
      default:
        result += c;
    }
  return result;
}

std::string px(double value) {
  std::ostringstream out;
  out << std::round(value * 10) / 10;
  return out.str();
}

// Vertices in layers (Sugiyama et al. 1981): each below its inputs, ordered so that few edges
// cross, and moved towards the middle of its neighbours.
class Layout {
 public:
  explicit Layout(const Graph& graph) : graph_(graph), place_of_(graph.vertices.size()) {
    assign_layers();
    make_places();
    for (int round = 0; round < 12; ++round)
      order(round % 2 == 0);
    place();
  }

  std::string svg() const;

 private:
  void assign_layers();
  void make_places();
  void order(bool downwards);
  void place();
  double mean(const std::vector<size_t>& neighbours) const;
  double y_of(size_t layer) const {
    return kMargin + static_cast<double>(layer) * (kBoxHeight + kLayerGap);
  }
  bool leads_back(size_t from, size_t to) const { return from >= to; }

  const Graph& graph_;
  std::vector<size_t> layer_of_;  // of each vertex
  std::vector<size_t> place_of_;  // of each vertex
  std::vector<Place> places_;
  std::vector<std::vector<size_t>> layers_;  // places from left to right
  double width_ = 0;
};

void Layout::assign_layers() {
  const auto& vertices = graph_.vertices;
  layer_of_.assign(vertices.size(), 0);
  std::vector<size_t> highest_reader(vertices.size(), kNone);
  for (size_t v = 0; v < vertices.size(); ++v)
    for (const size_t input : vertices[v].inputs)
      if (!leads_back(input, v)) layer_of_[v] = std::max(layer_of_[v], layer_of_[input] + 1);
  // What reads nothing stands just above what reads it.
  for (size_t v = 0; v < vertices.size(); ++v)
    for (const size_t input : vertices[v].inputs)
      if (!leads_back(input, v))
        highest_reader[input] = std::min(highest_reader[input], layer_of_[v]);
  for (size_t v = 0; v < vertices.size(); ++v)
    if (vertices[v].inputs.empty() && highest_reader[v] != kNone)
      layer_of_[v] = highest_reader[v] - 1;
}

void Layout::make_places() {
  const auto& vertices = graph_.vertices;
  if (vertices.empty()) return;
  layers_.resize(*std::ranges::max_element(layer_of_) + 1);
  const auto add = [&](size_t layer, size_t vertex, double width) {
    layers_[layer].push_back(places_.size());
    places_.push_back({.vertex = vertex, .width = width, .above = {}, .below = {}});
    return places_.size() - 1;
  };
  for (size_t v = 0; v < vertices.size(); ++v) {
    const size_t letters = std::max(length(vertices[v].label), length(vertices[v].detail));
    place_of_[v] = add(layer_of_[v], v, kLetter * static_cast<double>(letters) + 18);
  }
  for (size_t v = 0; v < vertices.size(); ++v)
    for (const size_t input : std::set(vertices[v].inputs.begin(), vertices[v].inputs.end())) {
      if (leads_back(input, v)) continue;
      size_t from = place_of_[input];
      for (size_t layer = layer_of_[input] + 1; layer <= layer_of_[v]; ++layer) {
        const size_t to = layer == layer_of_[v] ? place_of_[v] : add(layer, kNone, 4);
        places_[from].below.push_back(to);
        places_[to].above.push_back(from);
        from = to;
      }
    }
  for (const auto& layer : layers_) {
    double x = 0;
    for (const size_t p : layer) {
      places_[p].x = x + places_[p].width / 2;
      x += places_[p].width + kGap;
    }
  }
}

double Layout::mean(const std::vector<size_t>& neighbours) const {
  double sum = 0;
  for (const size_t p : neighbours)
    sum += places_[p].x;
  return sum / static_cast<double>(neighbours.size());
}

// Sorts each layer by the means of the neighbours in the layer before it.
void Layout::order(bool downwards) {
  for (size_t i = 0; i < layers_.size(); ++i) {
    auto& layer = layers_[downwards ? i : layers_.size() - 1 - i];
    std::vector<std::pair<double, size_t>> wanted;
    for (const size_t p : layer) {
      const auto& neighbours = downwards ? places_[p].above : places_[p].below;
      wanted.emplace_back(neighbours.empty() ? places_[p].x : mean(neighbours), p);
    }
    std::ranges::stable_sort(wanted, {}, &std::pair<double, size_t>::first);
    double x = 0;
    for (size_t k = 0; k < layer.size(); ++k) {
      layer[k] = wanted[k].second;
      places_[layer[k]].x = x + places_[layer[k]].width / 2;
      x += places_[layer[k]].width + kGap;
    }
  }
}

// Moves places below the middle of what they read and above the middle of what reads them, in turn,
// without changing the order. The last pass goes down: a chain of operations is a straight line.
void Layout::place() {
  for (int round = 0; round < 31; ++round)
    for (size_t i = 0; i < layers_.size(); ++i) {
      const bool downwards = round % 2 == 0;
      const auto& layer = layers_[downwards ? i : layers_.size() - 1 - i];
      std::vector<double> wanted;
      for (const size_t p : layer) {
        std::vector<size_t> neighbours = downwards ? places_[p].above : places_[p].below;
        // Edges across several layers do not pull at a vertex that has direct neighbours.
        const auto is_point = [&](size_t n) { return places_[n].vertex == kNone; };
        if (!is_point(p) && !std::ranges::all_of(neighbours, is_point))
          std::erase_if(neighbours, is_point);
        wanted.push_back(neighbours.empty() ? places_[p].x : mean(neighbours));
      }
      // Of all arrangements that keep the distances, the one nearest to what is wanted. Places that
      // would overlap form a block (pool adjacent violators), in which vertices count more.
      struct Block {
        double sum, weight;
        size_t places;
        double mean() const { return sum / weight; }
      };
      std::vector<Block> blocks;
      std::vector<double> offset(layer.size());  // of each place if all were as near as allowed
      for (size_t k = 0; k < layer.size(); ++k) {
        if (k > 0)
          offset[k] =
              offset[k - 1] + kGap + (places_[layer[k - 1]].width + places_[layer[k]].width) / 2;
        const double weight = places_[layer[k]].vertex == kNone ? 1 : 30;
        blocks.push_back({weight * (wanted[k] - offset[k]), weight, 1});
        while (blocks.size() > 1 && blocks.end()[-2].mean() > blocks.back().mean()) {
          const Block right = blocks.back();
          blocks.pop_back();
          blocks.back() = {blocks.back().sum + right.sum, blocks.back().weight + right.weight,
                           blocks.back().places + right.places};
        }
      }
      size_t k = 0;
      for (const Block& block : blocks)
        for (size_t n = 0; n < block.places; ++n, ++k)
          places_[layer[k]].x = block.mean() + offset[k];
    }
  double low = places_.empty() ? 0 : places_[0].x, high = low;
  for (const Place& p : places_) {
    low = std::min(low, p.x - p.width / 2);
    high = std::max(high, p.x + p.width / 2);
  }
  for (Place& p : places_)
    p.x += kMargin - low;
  width_ = high - low + 2 * kMargin;
}

std::string Layout::svg() const {
  std::string edges, boxes;
  size_t ways_back = 0;
  for (size_t v = 0; v < graph_.vertices.size(); ++v) {
    const Graph::Vertex& vertex = graph_.vertices[v];
    const Place& p = places_[place_of_[v]];
    const double y = y_of(layer_of_[v]);
    // Each edge to a vertex below, through its points.
    for (size_t next : p.below) {
      double x = p.x, bottom = y + kBoxHeight;
      size_t layer = layer_of_[v] + 1;
      std::string d = "M" + px(x) + " " + px(bottom);
      for (;; ++layer) {
        const Place& to = places_[next];
        const double top = y_of(layer), middle = (bottom + top) / 2;
        d += "C" + px(x) + " " + px(middle) + " " + px(to.x) + " " + px(middle) + " " + px(to.x) +
             " " + px(top);
        x = to.x;
        if (to.vertex != kNone) break;
        d += "V" + px(bottom = top + kBoxHeight);
        next = to.below[0];
      }
      edges += "<path class=\"g-edge\" d=\"" + d + "\"/>\n";
    }
    for (const size_t from : std::set(vertex.inputs.begin(), vertex.inputs.end())) {
      if (!leads_back(from, v) || from == v) continue;
      const Place& source = places_[place_of_[from]];
      const double begin = y_of(layer_of_[from]) + kBoxHeight / 2, end = y + kBoxHeight / 2;
      const double out = width_ + 10 * static_cast<double>(++ways_back);
      edges += "<path class=\"g-edge g-back\" d=\"M" + px(source.x + source.width / 2) + " " +
               px(begin) + "C" + px(out) + " " + px(begin) + " " + px(out) + " " + px(end) + " " +
               px(p.x + p.width / 2) + " " + px(end) + "\"/>\n";
    }
    constexpr const char* kClasses[] = {"g-operation", "g-parameter", "g-data", "g-module"};
    boxes += "<g class=\"" + std::string(kClasses[static_cast<size_t>(vertex.kind)]) +
             "\"><rect x=\"" + px(p.x - p.width / 2) + "\" y=\"" + px(y) + "\" width=\"" +
             px(p.width) + "\" height=\"" + px(kBoxHeight) + "\" rx=\"6\"/>";
    const auto line = [&](const std::string& style, double at, const std::string& words) {
      boxes += "<text class=\"" + style + "\" x=\"" + px(p.x) + "\" y=\"" + px(y + at) + "\">" +
               escaped(words) + "</text>";
    };
    line("g-label", vertex.detail.empty() ? 21 : 14.5, vertex.label);
    if (!vertex.detail.empty()) line("g-detail", 27, vertex.detail);
    boxes += "</g>\n";
  }
  const double width = width_ + (ways_back > 0 ? 10 * static_cast<double>(ways_back) : 0);
  const double height = y_of(layers_.size()) - kLayerGap + kMargin;
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"graph\" width=\"" + px(width) +
         "\" height=\"" + px(height) + "\" viewBox=\"0 0 " + px(width) + " " + px(height) +
         "\" role=\"img\" aria-label=\"Graph of operations\">\n" + R"(<style>
.graph text{text-anchor:middle;font:600 11px system-ui,sans-serif;fill:#1e1e20}
.graph .g-detail{font:10px ui-monospace,monospace;fill:#65656b}
.graph rect{fill:#fff;stroke-width:1.4}
.g-operation rect{stroke:#1f5fa8}
.g-parameter rect{stroke:#177048}
.g-data rect{stroke:#876000}
.g-module rect{stroke:#7347a0}
.g-edge{fill:none;stroke:#8a8a92;stroke-width:1.2}
.g-back{stroke-dasharray:4 3}
@media(prefers-color-scheme:dark){.graph text{fill:#e9e8e6}.graph .g-detail{fill:#a0a0a8}
.graph rect{fill:#1f1f24}.g-operation rect{stroke:#76aeea}.g-parameter rect{stroke:#63c497}
.g-data rect{stroke:#d8ad50}.g-module rect{stroke:#bd9ae6}.g-edge{stroke:#7c7c86}}
</style>
)" + edges +
         boxes + "</svg>\n";
}

}  // namespace

std::string to_svg(const Graph& graph) {
  return Layout(graph).svg();
}

std::string to_svg(const Tensor& y) {
  check(y.node() != nullptr, "to_svg", "nothing here requires a gradient: y is ", y.shape());
  return to_svg(graph_of(y));
}

}  // namespace gloss
