// The version of these headers, as numbers for the preprocessor. The build reads it from here, so
// that the library, its packages and the Python module cannot disagree.
#pragma once

#define UNISELECTOR_VERSION_MAJOR 0
#define UNISELECTOR_VERSION_MINOR 1
#define UNISELECTOR_VERSION_PATCH 0
#define UNISELECTOR_VERSION "0.1.0"
