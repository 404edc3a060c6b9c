// The test main, compiled once. It is empty where the Catch2 package carries a compiled main.
#if defined(UNISELECTOR_CATCH_MAIN)
#define CATCH_CONFIG_MAIN
#endif
#include "support/catch.h"
