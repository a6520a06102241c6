#include "check.h"
#include "exercise1.h"
#include "solutions.h"

using Numbers = std::vector<double>;

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto matmul_backward) {
    struct Case {
      Numbers a, b, dc;
      size_t m, n, k;
    };
    for (const Case& c :
         {Case{{2}, {3}, {5}, 1, 1, 1},
          {{1, 2, 3, 4, 5, 6}, {1, 0, -1}, {1, 2}, 2, 1, 3},
          {{1, -2, 3, 0, 5, -6}, {2, 1, 0, -1, 3, 4, 1, 1, 2}, {1, 0, 2, -1, 1, 3}, 2, 3, 3}}) {
      // The gradients of sum over i of dc_i c_i, computed on the tape.
      const plain::Vector a(c.a.begin(), c.a.end()), b(c.b.begin(), c.b.end());
      const plain::Vector y = plain::matmul(a, b, c.m, c.n, c.k);
      plain::Value loss = 0;
      for (size_t i = 0; i < y.size(); ++i)
        loss = loss + y[i] * c.dc[i];
      plain::backward(loss);
      const auto gradients = [](const plain::Vector& x) {
        Numbers g;
        for (const plain::Value& element : x)
          g.push_back(element.gradient());
        return g;
      };
      const auto received = matmul_backward(c.a, c.b, c.dc, c.m, c.n, c.k);
      const std::string input = "A " + exercise::show(c.a) + ", B " + exercise::show(c.b) +
                                ", dC " + exercise::show(c.dc);
      check.equal(input + ", dA", gradients(a), received.da);
      check.equal(input + ", dB", gradients(b), received.db);
      plain::tape.clear();
    }
  };
  return exercise::run(arguments, test, exercise::matmul_backward,
                       solution::matmul_backward<exercise::MatmulGradients>);
}
