#include "check.h"
#include "exercise5.h"
#include "solutions.h"

int main(int arguments, char**) {
  using State = exercise::AdamState;
  const auto test = [](exercise::Check& check, auto adam_step) {
    for (const State& start :
         {State{0.1, 0.9, 0.999, 1e-8, 0, {}, {}}, {1, 0.5, 0.8, 0.1, 0, {}, {}}}) {
      State expected_state = start, state = start;
      std::vector<double> expected = {1, -2, 3}, theta = expected;
      for (const std::vector<double>& g :
           {std::vector<double>{0.5, -1, 0}, {0.25, 4, 2}, {-3, 0, 1}}) {
        solution::adam_step(expected_state, expected, g);
        adam_step(state, theta, g);
        const std::string input = "step " + std::to_string(expected_state.t) + " with lr " +
                                  exercise::show(start.lr) + ", g " + exercise::show(g);
        check.equal(input + ", theta", expected, theta);
        check.equal(input + ", m", expected_state.m, state.m);
        check.equal(input + ", v", expected_state.v, state.v);
      }
    }
  };
  return exercise::run(arguments, test, exercise::adam_step, solution::adam_step<State>);
}
