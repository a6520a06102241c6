#include "check.h"
#include "exercise3.h"
#include "random_vector.h"
#include "solutions.h"

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto attend) {
    std::mt19937 random(1);
    const auto make = [&](size_t n) { return exercise::random_vector(n, random); };
    for (const size_t S : {1, 2, 5}) {
      const size_t Q = 3, K = 2, units = 4;
      const plain::Attention a = {make(units * Q), make(units * K), make(units), make(units)};
      const plain::Vector h = make(Q);
      std::vector<plain::Vector> x;
      for (size_t j = 0; j < S; ++j)
        x.push_back(make(K));
      const plain::Attended expected = plain::attend(a, h, x), received = attend(a, h, x);
      const std::string input = std::to_string(S) + " random vectors x_j";
      check.equal(input + ", weights", exercise::values(expected.weights),
                  exercise::values(received.weights));
      check.equal(input + ", context", exercise::values(expected.context),
                  exercise::values(received.context));
      for (const auto& [name, parameter] : {std::pair{"W", a.query_weight},
                                            {"U", a.key_weight},
                                            {"b", a.key_bias},
                                            {"v", a.score_weight},
                                            {"h", h},
                                            {"x_1", x[0]}})
        check.equal(input + ", gradient of " + name,
                    exercise::gradients(expected.context, parameter),
                    exercise::gradients(received.context, parameter));
    }
  };
  return exercise::run(arguments, test, exercise::attend, solution::attend);
}
