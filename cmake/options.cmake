# What a user may switch. Everything beside the library is on only when this is the top-level
# project, so that a host which adds us as a subdirectory builds the library alone.
option(UNISELECTOR_BUILD_TESTS "Build the tests" ${PROJECT_IS_TOP_LEVEL})
option(UNISELECTOR_BUILD_TOOLS "Build the uniselector command line" ${PROJECT_IS_TOP_LEVEL})
option(UNISELECTOR_BUILD_EXAMPLES "Build the examples" ${PROJECT_IS_TOP_LEVEL})
option(UNISELECTOR_BUILD_BENCH "Build the benchmarks" ${PROJECT_IS_TOP_LEVEL})
option(UNISELECTOR_BUILD_PYTHON "Build the Python module" OFF)
option(UNISELECTOR_BUILD_FUZZERS "Build the fuzzers (clang with libFuzzer)" OFF)
option(UNISELECTOR_DEVELOPER "Treat warnings as errors" OFF)
option(UNISELECTOR_INSTALL "Create the install rules" ${PROJECT_IS_TOP_LEVEL})

if(PROJECT_IS_TOP_LEVEL)
  option(BUILD_SHARED_LIBS "Build a shared library" ON)
  if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
    set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
  endif()
  # A compiler cache, when the machine has one, makes the several build trees of CI cheap.
  find_program(UNISELECTOR_CCACHE ccache)
  mark_as_advanced(UNISELECTOR_CCACHE)
  if(UNISELECTOR_CCACHE AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
    set(CMAKE_CXX_COMPILER_LAUNCHER "${UNISELECTOR_CCACHE}")
  endif()
endif()

include(GNUInstallDirs)

# Language level, warnings and visibility of every target we compile. Linked PRIVATE through
# uniselector_compile_options() and never exported.
function(uniselector_compile_options target)
  set_target_properties(
    ${target}
    PROPERTIES CXX_STANDARD 20
               CXX_STANDARD_REQUIRED ON
               CXX_EXTENSIONS OFF
               CXX_VISIBILITY_PRESET hidden
               VISIBILITY_INLINES_HIDDEN ON
               POSITION_INDEPENDENT_CODE ON)
  target_compile_options(
    ${target}
    PRIVATE -Wall
            -Wextra
            -Wpedantic
            -Wshadow
            -Wnon-virtual-dtor
            -Woverloaded-virtual
            -Wold-style-cast
            -Wextra-semi
            -Wundef
            # Designated initialisers leave fields at their defaults on purpose.
            -Wno-missing-field-initializers
            # a * b + c is rounded twice everywhere: compilers fuse the two by default where the
            # machine can (arm64), and results would differ between machines.
            -ffp-contract=off)
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    # g++ 12 reports false overlaps in std::string concatenation (GCC bug 105651).
    target_compile_options(${target} PRIVATE -Wno-restrict)
  endif()
  if(UNISELECTOR_DEVELOPER)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
endfunction()
