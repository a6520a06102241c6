// A recurrent translator with attention: the probability of a target sentence y, given a source x.
//
//   p(y | x) = product over t of p(y_t | y_0 .. y_{t-1}, x)         y_0 = kBegin, y_T = kEnd
//
//   encoder    memory_j = [f_j; b_j]: a GRU reads x_1 .. x_S, another one x_S .. x_1
//   start      h_0 = tanh(W_b [f_S; b_1] + b_b)
//   attention  c_t = mean of the memory, with the weights of its scores for h_{t-1}
//   decoder    h_t = gru([embed(y_{t-1}); c_t], h_{t-1})
//   readout    r_t = tanh(W_r [h_t; c_t; embed(y_{t-1})] + b_r)
//   output     p(y_t) = softmax(W_o r_t + b_o)
//
// E: width of embeddings and r. H: of h, c and memory; f and b have H / 2.
// Source: Bahdanau, Cho and Bengio (2015), appendix A.
#pragma once

#include <random>

#include "adam.h"
#include "attention.h"
#include "beam_search.h"
#include "gru.h"

namespace plain {

using Ids = std::vector<int>;      // the tokens of a sentence, kEnd last
using Pair = std::pair<Ids, Ids>;  // source and target

struct Parameters {
  std::mt19937 random{1};
  Vector all = {};

  // Makes a matrix: random numbers from -1 to 1, divided by the root of a row's length.
  Vector operator()(size_t rows, size_t columns) {
    for (size_t i = 0; i < rows * columns; ++i)
      all.push_back((random() / 2147483648.0 - 1) / std::sqrt(columns));
    return {all.end() - rows * columns, all.end()};
  }
  Gru gru(size_t in, size_t H) {
    return {(*this)(3 * H, in), (*this)(3 * H, H), (*this)(3 * H, 1), (*this)(3 * H, 1)};
  }
};

struct Translator {
  size_t source_vocabulary, target_vocabulary, E = 16, H = 16;
  Parameters make = {};
  Vector source_embedding = make(source_vocabulary, E);
  Vector target_embedding = make(target_vocabulary, E);
  Gru forwards = make.gru(E, H / 2), backwards = make.gru(E, H / 2);  // the encoder
  Vector bridge_weight = make(H, H), bridge_bias = make(H, 1);        // W_b, b_b
  Attention attention = {make(H, H), make(H, H), make(H, 1), make(1, H)};
  Gru decoder = make.gru(E + H, H);
  Vector readout_weight = make(E, 2 * H + E), readout_bias = make(E, 1);  // W_r, b_r
  Vector output_weight = make(target_vocabulary, E), output_bias = make(target_vocabulary, 1);
  size_t end = tape.size();  // the parameters are the tape up to here

  struct State {
    Vector h;
    std::vector<Vector> memory, weights;  // of the encoder; of the attention, for each t
  };

  State encode(const Ids& x) const {
    std::vector<Vector> memory;
    Vector f(H / 2, Value(0)), b = f;
    for (const int id : x)
      memory.push_back(f = gru_step(forwards, row(source_embedding, id, E), f));
    for (size_t j = x.size(); j-- > 0;) {
      b = gru_step(backwards, row(source_embedding, x[j], E), b);
      memory[j] = concat(memory[j], b);
    }
    return {tanh(multiply(bridge_weight, concat(f, b)) + bridge_bias), memory, {}};
  }

  // Reads y_{t-1} and gives p(y_t) for every token. The state becomes that of t.
  Vector step(State& state, int token) const {
    const Vector embedded = row(target_embedding, token, E);
    const auto [weights, context] = attend(attention, state.h, state.memory);
    state.weights.push_back(weights);
    state.h = gru_step(decoder, concat(embedded, context), state.h);
    const Vector all = concat(concat(state.h, context), embedded);
    const Vector r = tanh(multiply(readout_weight, all) + readout_bias);
    return softmax(multiply(output_weight, r) + output_bias);
  }

  // -log p(y | x). The decoder reads the right tokens, not those that it would choose.
  Value loss(const Pair& pair) const {
    State state = encode(pair.first);
    Value sum = 0;
    int previous = kBegin;
    for (const int token : pair.second) {
      sum = sum - log(step(state, previous)[token]);
      previous = token;
    }
    return sum;
  }

  // One update of all parameters. Returns the loss for each token, before it.
  double learn(const std::vector<Pair>& batch, Adam& adam) const {
    double tokens = 0, sum = 0;
    for (const Pair& pair : batch)
      tokens += pair.second.size();
    for (const Value& parameter : make.all)
      parameter.gradient() = 0;
    for (const Pair& pair : batch) {
      const Value share = loss(pair) / tokens;
      backward(share);
      sum += share.value();
      tape.resize(end);  // forgets all but the parameters and their gradients
    }
    adam.step(make.all);
    return sum;
  }

  // The best translation that the search finds.
  Hypothesis<State> translate(const Ids& source, size_t width = 4) const {
    const auto next = [&](State& state, int token) {
      std::vector<double> log_p;
      for (const Value& p : step(state, token))
        log_p.push_back(std::log(p.value()));
      return log_p;
    };
    return beam_search(encode(source), next, width, 1, 3 * source.size() + 10);
  }
};

}  // namespace plain
