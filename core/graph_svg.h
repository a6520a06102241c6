#pragma once

#include <string>

#include "core/graph.h"

// Graphs as pictures. The SVG needs nothing else, is light or dark as the viewer prefers, and may
// stand in a file of its own or in a page of HTML.
namespace gloss {

// The recorded operations that y depends on, as a picture: values flow downwards, each layer below
// the values that it reads. To be called before backward(), which frees the graph.
//
//   std::ofstream("graph.svg") << to_svg(loss);
std::string to_svg(const Tensor& y);

std::string to_svg(const Graph& graph);

}  // namespace gloss
