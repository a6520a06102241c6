#pragma once

// The library is compiled twice. The program and every measurement use the build with float. The
// gradient checks use a second build with double, in which the error of a finite difference is
// small enough to reveal a wrong constant. CMake compiles the second build with -DGLOSS_DOUBLE, and
// includes this header ahead of each of its files.
//
// In the second build the namespace `gloss` is renamed, so gloss_double::Tensor in a message of the
// linker or the debugger is the Tensor of the double build. Object files of the two builds share no
// symbol, and therefore a program that mixes them by mistake does not link.
#ifdef GLOSS_DOUBLE
#define gloss gloss_double
#endif

namespace gloss {

#ifdef GLOSS_DOUBLE
using real = double;
#else
using real = float;
#endif

}  // namespace gloss
