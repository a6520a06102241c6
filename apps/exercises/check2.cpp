#include "check.h"
#include "exercise2.h"
#include "solutions.h"

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto softmax) {
    for (const std::vector<double>& x : std::vector<std::vector<double>>{
             {0}, {0, 0}, {1, 2, 3}, {-1, 5, 0.5, 2}, {1000, 999}, {-1000, -1000, 1000}})
      check.equal("x " + exercise::show(x), solution::softmax(x), softmax(x));
    check.equal("x [0 log 3]", {0.25, 0.75}, softmax({0, std::log(3.0)}));
  };
  return exercise::run(arguments, test, exercise::softmax, solution::softmax);
}
