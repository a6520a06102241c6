#pragma once

#include <string>
#include <string_view>

namespace gloss::translate {

// What core/ops.h says of an operation.
struct Formula {
  std::string call;  // "y = linear(x, weight, bias)"
  std::string text;  // its comment: the equation and the gradient, line by line; may be empty
};

// `op` is the name under which the operation is recorded: "linear", "add". With one operand that is
// a tensor, "add", "sub" and "mul" have a constant as the other. An operation that the catalogue
// does not have is "y = op".
Formula formula_of(std::string_view op, size_t operands = 2);

}  // namespace gloss::translate
