#pragma once

#include <string>

// Where the tests find the sources and the built programs. Only paths.cpp is compiled with these
// paths, so that a compiler cache serves every checkout.
std::string source_dir();
std::string binary_dir();
