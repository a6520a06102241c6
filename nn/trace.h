#pragma once

#include "core/trace.h"
#include "nn/module.h"

namespace gloss::nn {

// Gives the trace the names of the modules and parameters of `root`, before it is called:
// "encoder.layers.0.linear1", "encoder.layers.0.linear1.weight".
void name_modules(Trace& trace, const Module& root);

}  // namespace gloss::nn
