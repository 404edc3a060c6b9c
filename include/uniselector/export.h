// UNISELECTOR_API marks what the shared library exports; everything else stays hidden. In a static
// build (UNISELECTOR_STATIC, set by our packages) nothing is marked, so that a host's own shared
// library does not export us again.
#pragma once

#if defined(_WIN32) || defined(UNISELECTOR_STATIC)
#define UNISELECTOR_API
#else
#define UNISELECTOR_API [[gnu::visibility("default")]]
#endif
