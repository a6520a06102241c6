// Reverse-mode automatic differentiation of single numbers: a tape records every operation with its
// derivatives.
//
//   y = f(a, b)        dL/da += dL/dy * dy/da        dL/db += dL/dy * dy/db
//
// Every computation appends an entry to the tape: its value and, for each input, where it stands on
// the tape and the derivative by it. So an entry stands behind its inputs. backward() goes through
// the tape from its end: when it comes to y, all that was computed from y has added to dL/dy.
//
// Source: Wengert, "A simple automatic derivative evaluation program" (1964).
#pragma once

#include <cmath>
#include <vector>

namespace plain {

struct Entry {
  double value = 0, gradient = 0;
  int inputs[2] = {-1, -1};  // their places on the tape; -1: none
  double derivatives[2] = {0, 0};
};
inline std::vector<Entry> tape;

// A place on the tape. A Value made from a number alone is a constant or a parameter.
struct Value {
  Value(double value, int a = -1, double by_a = 0, int b = -1, double by_b = 0)
      : at(static_cast<int>(tape.size())) {
    tape.push_back({value, 0, {a, b}, {by_a, by_b}});
  }
  double& value() const { return tape[at].value; }
  double& gradient() const { return tape[at].gradient; }

  friend Value operator+(Value a, Value b) { return {a.value() + b.value(), a.at, 1, b.at, 1}; }
  friend Value operator-(Value a, Value b) { return {a.value() - b.value(), a.at, 1, b.at, -1}; }
  friend Value operator*(Value a, Value b) {
    return {a.value() * b.value(), a.at, b.value(), b.at, a.value()};
  }
  friend Value operator/(Value a, Value b) {
    const double y = a.value() / b.value();
    return {y, a.at, 1 / b.value(), b.at, -y / b.value()};
  }
  friend Value exp(Value a) { return {std::exp(a.value()), a.at, std::exp(a.value())}; }
  friend Value log(Value a) { return {std::log(a.value()), a.at, 1 / a.value()}; }
  friend Value tanh(Value a) {
    const double y = std::tanh(a.value());
    return {y, a.at, 1 - y * y};
  }
  friend Value sigmoid(Value a) { return 1 / (1 + exp(0 - a)); }
  friend bool operator<(Value a, Value b) { return a.value() < b.value(); }

  int at;
};

// Adds d loss / d x to the gradient of every x that the loss was computed from.
inline void backward(Value loss) {
  loss.gradient() += 1;
  for (int i = loss.at; i >= 0; --i)
    for (const int k : {0, 1})
      if (const int x = tape[i].inputs[k]; x >= 0)
        tape[x].gradient += tape[i].gradient * tape[i].derivatives[k];
}

}  // namespace plain
