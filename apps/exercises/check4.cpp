#include "check.h"
#include "exercise4.h"
#include "random_vector.h"
#include "solutions.h"

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto gru_step) {
    std::mt19937 random(1);
    const auto make = [&](size_t n) { return exercise::random_vector(n, random); };
    for (const size_t H : {1, 2, 5}) {
      const size_t in = 3;
      const plain::Gru gru = {make(3 * H * in), make(3 * H * H), make(3 * H), make(3 * H)};
      const plain::Vector x = make(in), h = make(H);
      const plain::Vector expected = plain::gru_step(gru, x, h), received = gru_step(gru, x, h);
      const std::string input = "random, H = " + std::to_string(H);
      check.equal(input + ", next state", exercise::values(expected), exercise::values(received));
      for (const auto& [name, parameter] : {std::pair{"weight_ih", gru.weight_ih},
                                            {"weight_hh", gru.weight_hh},
                                            {"bias_ih", gru.bias_ih},
                                            {"bias_hh", gru.bias_hh},
                                            {"x", x},
                                            {"h", h}})
        check.equal(input + ", gradient of " + name, exercise::gradients(expected, parameter),
                    exercise::gradients(received, parameter));
    }
  };
  return exercise::run(arguments, test, exercise::gru_step, solution::gru_step);
}
