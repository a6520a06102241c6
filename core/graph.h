#pragma once

#include <string>
#include <vector>

#include "core/trace.h"

// What a computation consists of, as vertices to draw (graph_svg.h).
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

// The recorded operations that y depends on, each after its inputs. To be called before backward(),
// which frees them.
Graph graph_of(const Tensor& y);

// The operations of a trace. Parameters stand in the vertex of the operation that reads them.
Graph operations_of(const std::vector<Trace::Entry>& entries);

// The modules of a trace and what flows between them. The elements of lists are one vertex each:
// "encoder.layers.0" for all below it. Operations outside of modules are left out.
Graph modules_of(const std::vector<Trace::Entry>& entries);

}  // namespace gloss
