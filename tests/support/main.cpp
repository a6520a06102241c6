// Catch2's own main for version 2; version 3 links the one from its library.
#define CATCH_CONFIG_MAIN
#include "tests/support/catch.h"
