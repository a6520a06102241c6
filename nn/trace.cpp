#include "nn/trace.h"

namespace gloss::nn {

void name_modules(Trace& trace, const Module& root) {
  struct Walk : Visitor {
    explicit Walk(Trace& t) : trace(t) {}
    void parameter(const std::string& path, const Tensor& x) override { trace.name(x, path); }
    void module(const std::string& path, const Module& child) override {
      trace.name_module(&child, path);
    }
    Trace& trace;
  } walk(trace);
  root.visit(walk);
}

}  // namespace gloss::nn
