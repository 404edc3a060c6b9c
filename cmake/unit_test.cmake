# uniselector_unit_test(<module> SOURCES a_test.cc ... [DEPENDS <module> ...] [LIBS <target> ...])
#
# One executable and one CTest entry, uniselector_unit_<module>, linked with the objects of the
# module, of what it depends on, and of the further modules in DEPENDS. Sources include
# "support/catch.h" and never Catch2 itself. The test main is compiled once for all modules.
find_package(Catch2 REQUIRED CONFIG)

add_library(uniselector_catch_main OBJECT "${uniselector_SOURCE_DIR}/tests/support/catch_main.cc")
set_target_properties(uniselector_catch_main PROPERTIES CXX_STANDARD 20 CXX_EXTENSIONS OFF)
target_include_directories(uniselector_catch_main PUBLIC "${uniselector_SOURCE_DIR}/tests")
target_compile_definitions(
  uniselector_catch_main PUBLIC UNISELECTOR_SOURCE_DIR="${uniselector_SOURCE_DIR}")
if(TARGET Catch2::Catch2WithMain)
  # Catch2 v3, and the v2 packages that carry a compiled main.
  target_link_libraries(uniselector_catch_main PUBLIC Catch2::Catch2WithMain)
else()
  target_compile_definitions(uniselector_catch_main PRIVATE UNISELECTOR_CATCH_MAIN)
  target_link_libraries(uniselector_catch_main PUBLIC Catch2::Catch2)
endif()

function(uniselector_unit_test module)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;LIBS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "uniselector_unit_test(${module}): SOURCES is needed, and only SOURCES, "
                        "DEPENDS and LIBS are known (found '${arg_UNPARSED_ARGUMENTS}')")
  endif()
  uniselector_module_closure(closure ${module} ${arg_DEPENDS})
  list(TRANSFORM closure PREPEND "uniselector_")
  set(target uniselector_unit_${module})
  add_executable(${target} ${arg_SOURCES})
  uniselector_compile_options(${target})
  target_link_libraries(${target} PRIVATE ${closure} uniselector_catch_main ${arg_LIBS})
  add_test(NAME ${target} COMMAND ${target})
  set_tests_properties(${target} PROPERTIES LABELS unit TIMEOUT 900)
endfunction()
