#include "core/graph.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <numeric>
#include <set>
#include <sstream>
#include <unordered_map>

#include "core/autograd.h"

namespace gloss {
namespace {

constexpr size_t kNone = static_cast<size_t>(-1);

std::string text(const Shape& shape) {
  std::ostringstream out;
  out << shape;
  return out.str();
}

// The path of the vertex that stands for a module: up to the first number in it.
std::string element_of(const std::string& module) {
  for (size_t begin = 0; begin < module.size();) {
    const size_t end = std::min(module.find('.', begin), module.size());
    if (std::isdigit(static_cast<unsigned char>(module[begin]))) return module.substr(0, end);
    begin = end + 1;
  }
  return module;
}

}  // namespace

Graph graph_of(const Tensor& y) {
  std::map<int64_t, const Node*> nodes;  // by sequence number, which is an order of computation
  std::vector<const Node*> open{y.node().get()};
  while (!open.empty()) {
    const Node* const node = open.back();
    open.pop_back();
    if (!nodes.emplace(node->sequence, node).second) continue;
    for (const Node::Input& input : node->inputs)
      if (input.node) open.push_back(input.node.get());
  }
  Graph graph;
  std::unordered_map<const Node*, size_t> index;
  for (const auto& [sequence, node] : nodes) {
    Graph::Vertex vertex{
        .label = node->is_leaf() ? "parameter" : node->op,
        .detail = text(node->shape),
        .kind = node->is_leaf() ? Graph::Kind::kParameter : Graph::Kind::kOperation,
        .inputs = {}};
    for (const Node::Input& input : node->inputs) {
      if (input.node) vertex.inputs.push_back(index.at(input.node.get()));
    }
    index[node] = graph.vertices.size();
    graph.vertices.push_back(std::move(vertex));
  }
  return graph;
}

Graph operations_of(const std::vector<Trace::Entry>& entries) {
  Graph graph;
  std::vector<size_t> vertex_of(entries.size(), kNone);
  for (size_t i = 0; i < entries.size(); ++i) {
    const Trace::Entry& e = entries[i];
    if (e.is_leaf() && e.is_parameter) continue;
    Graph::Vertex vertex{.label = e.is_leaf() ? (e.name.empty() ? "data" : e.name) : e.op,
                         .detail = text(e.value.shape()),
                         .kind = e.is_leaf() ? Graph::Kind::kData : Graph::Kind::kOperation,
                         .inputs = {}};
    for (const size_t input : e.inputs)
      if (vertex_of[input] != kNone)
        vertex.inputs.push_back(vertex_of[input]);
      else
        vertex.label += " " + entries[input].name.substr(entries[input].name.rfind('.') + 1);
    vertex_of[i] = graph.vertices.size();
    graph.vertices.push_back(std::move(vertex));
  }
  return graph;
}

Graph modules_of(const std::vector<Trace::Entry>& entries) {
  Graph graph;
  std::map<std::string, size_t> vertices;
  std::map<size_t, size_t> last;                          // the entry that a vertex computes last
  std::vector<std::set<size_t>> sources(entries.size());  // the vertices that an entry comes from
  for (size_t i = 0; i < entries.size(); ++i) {
    const Trace::Entry& e = entries[i];
    std::set<size_t> from;
    for (const size_t input : e.inputs)
      from.insert(sources[input].begin(), sources[input].end());
    const std::string module = element_of(e.module);
    if (e.is_leaf() || module.empty()) {
      sources[i] = std::move(from);
      continue;
    }
    const auto [at, is_new] = vertices.emplace(module, graph.vertices.size());
    if (is_new)
      graph.vertices.push_back(
          {.label = module, .detail = {}, .kind = Graph::Kind::kModule, .inputs = {}});
    Graph::Vertex& vertex = graph.vertices[at->second];
    for (const size_t source : from)
      if (source != at->second && std::ranges::find(vertex.inputs, source) == vertex.inputs.end())
        vertex.inputs.push_back(source);
    vertex.detail = text(e.value.shape());  // of the last operation
    last[at->second] = i;
    sources[i] = {at->second};
  }
  // In the order of their last operations, in which each step of a recurrent network reads the
  // step before: of all edges of a cycle, this one leads back.
  std::vector<size_t> order(graph.vertices.size()), rank(graph.vertices.size());
  std::iota(order.begin(), order.end(), size_t{0});
  std::ranges::sort(order, {}, [&](size_t v) { return last[v]; });
  Graph sorted;
  for (const size_t v : order) {
    rank[v] = sorted.vertices.size();
    sorted.vertices.push_back(std::move(graph.vertices[v]));
  }
  for (Graph::Vertex& vertex : sorted.vertices)
    for (size_t& input : vertex.inputs)
      input = rank[input];
  return sorted;
}

}  // namespace gloss
