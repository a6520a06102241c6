#pragma once

#include "optim/adam.h"

namespace gloss::optim {

struct MuonOptions {
  double momentum = 0.95;  // mu, of the matrices
  AdamOptions adam = {};   // of the other parameters; lr and weight_decay of all
};

// The weight of a hidden layer. `parts` matrices are stacked in its rows: 3 in the projection of
// queries, keys and values. Each is made orthogonal on its own, as Jordan et al. advise.
struct HiddenMatrix {
  Tensor weight;
  int64_t parts = 1;
};

// Jordan et al., "Muon: An optimizer for hidden layers in neural networks" (2024): momentum, of
// which the update is the nearest orthogonal matrix, so that it changes all directions equally,
// rare ones as well. For the matrices of hidden layers:
//   m = mu m + g
//   d = orthogonalized(g + mu m)                                (Nesterov's momentum)
//   theta = theta - lr (0.2 sqrt(max(rows, columns)) d + weight_decay theta)
// The factor (Liu et al., "Muon is Scalable for LLM Training", 2025, equation 4) makes the update
// as large as Adam's, so that they share lr. All other parameters (embeddings, the output layer,
// biases, norms) are updated by Adam.
class Muon : public Adam {
 public:
  Muon(std::span<const HiddenMatrix> matrices, std::span<const Tensor> others,
       const MuonOptions& options = {});

 private:
  void update(size_t i, real* theta, const real* g, int64_t n) override;

  double momentum_;
  std::vector<int64_t> parts_;  // of the matrices, the first parameters; their v of Adam stays 0
};

// Replaces x [rows, columns] = U S V^T by about U V^T: its singular values, all that are not tiny,
// end between 0.7 and 1.2. Five steps of a Newton-Schulz iteration (Jordan et al. 2024), written
// for rows <= columns:
//   x = x / |x|
//   A = x x^T,   x = a x + (b A + c A A) x          a = 3.4445, b = -4.7750, c = 2.0315
void orthogonalize(real* x, int64_t rows, int64_t columns);

}  // namespace gloss::optim
