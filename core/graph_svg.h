#pragma once

#include <string>
#include <vector>

#include "core/trace.h"

// Graphs as pictures. The SVG needs nothing else, is light or dark as the viewer prefers, and may
// stand in a file of its own or in a page of HTML.
namespace gloss {

struct Graph {
  enum class Kind { kOperation, kParameter, kData, kModule };
  struct Vertex {
    std::string label, detail;  // one line each
    Kind kind = Kind::kOperation;
    std::vector<size_t> inputs;  // vertices before this one; later ones are drawn as a way back
  };
  std::vector<Vertex> vertices;
};

// The recorded operations that y depends on, as a picture: values flow downwards, each layer below
// the values that it reads. To be called before backward(), which frees the graph.
//
//   std::ofstream("graph.svg") << to_svg(loss);
std::string to_svg(const Tensor& y);

std::string to_svg(const Graph& graph);

// The operations of a trace. Parameters stand in the vertex of the operation that reads them.
Graph operations_of(const std::vector<Trace::Entry>& entries);

// The modules of a trace and what flows between them. The elements of lists are one vertex each:
// "encoder.layers.0" for all below it. Operations outside of modules are left out.
Graph modules_of(const std::vector<Trace::Entry>& entries);

}  // namespace gloss
