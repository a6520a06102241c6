#pragma once

namespace gloss {

// The one number type of the library. The program and every measurement use float; gradient
// checks compile the whole library a second time with double, where a wrong constant cannot hide
// behind rounding. That build also renames the namespace (see CMakeLists.txt), so that linking the
// two by mistake fails.
#ifdef GLOSS_DOUBLE
using real = double;
#else
using real = float;
#endif

}  // namespace gloss
