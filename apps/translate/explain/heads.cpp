#include "apps/translate/explain/heads.h"

#include "apps/translate/report/html.h"
#include "apps/translate/report/pictures.h"

namespace gloss::translate {

std::string heads_html(const std::vector<LayerAttention>& layers) {
  std::string all;
  for (const LayerAttention& layer : layers) {
    std::string heads;
    for (size_t head = 0; head < layer.heads.size(); ++head) {
      const AttentionMap map{layer.columns, layer.rows, layer.heads[head]};
      const bool few = map.weights.size() <= kMostNumbers;
      heads += html("explain head",
                    {{"caption", layer.heads.size() == 1 ? "" : "head " + std::to_string(head + 1)},
                     {"svg", heatmap_svg(map, few ? 28 : 15,
                                         few ? HeatmapNumbers::kAll : HeatmapNumbers::kNone)
                                 .svg}});
    }
    const bool self = layer.rows == layer.columns, encoder = layer.module.starts_with("encoder");
    all += html("explain layer",
                {{"module", layer.module},
                 {"text", encoder ? "Each source token reads all source tokens."
                          : self  ? "Each target token reads those before it and itself."
                                 : "Before it produces the token of the row, the decoder reads the "
                                   "source tokens."},
                 {"heads", heads}});
  }
  return all;
}

}  // namespace gloss::translate
