#include "check.h"
#include "exercise7.h"
#include "solutions.h"

namespace {

// Log-probabilities of six tokens, different after each beginning.
std::vector<double> next(const exercise::Tokens& tokens) {
  double seed = 1;
  for (const int token : tokens)
    seed = std::fmod(seed * 7 + token * 3, 11);
  std::vector<double> x;
  for (int token = 0; token < 6; ++token)
    x.push_back(3 * std::sin(seed * (token + 1)) - (token == 2 ? 0.5 : 0));
  std::vector<double> log_p;
  for (const double p : solution::softmax(x))
    log_p.push_back(std::log(p));
  return log_p;
}

}  // namespace

int main(int arguments, char**) {
  const auto test = [](exercise::Check& check, auto beam_search) {
    for (const size_t width : {1, 2, 4})
      for (const double alpha : {0.0, 1.0})
        for (const size_t limit : {0, 3, 8}) {
          const auto as_numbers = [](const exercise::Tokens& tokens) {
            return std::vector<double>(tokens.begin(), tokens.end());
          };
          check.equal("width " + std::to_string(width) + ", alpha " + exercise::show(alpha) +
                          ", limit " + std::to_string(limit),
                      as_numbers(solution::beam_search(next, width, alpha, limit)),
                      as_numbers(beam_search(next, width, alpha, limit)));
        }
  };
  return exercise::run(arguments, test, exercise::beam_search,
                       solution::beam_search<exercise::Next>);
}
