# uniselector_module(<name> SOURCES a.cc ... [DEPENDS <module> ...] [PRIVATE_LIBS <target> ...])
#
# Declares lib/<name> as the OBJECT library uniselector_<name>. Its include path holds the public
# headers, its own folder and the folders of the modules in DEPENDS with all that they depend on:
# `#include "match/roster.h"` does not compile in a module that may not see match. To that end each
# module gets a directory of its own in the build tree, with one link named after the module in it.
#
# uniselector_module_closure(<variable> <module> ...) sets <variable> to the modules with everything
# they depend on, each once.

add_library(uniselector_public_headers INTERFACE)
target_include_directories(uniselector_public_headers
                           INTERFACE "${uniselector_SOURCE_DIR}/include")
if(NOT BUILD_SHARED_LIBS)
  target_compile_definitions(uniselector_public_headers INTERFACE UNISELECTOR_STATIC)
endif()

define_property(GLOBAL PROPERTY UNISELECTOR_MODULES BRIEF_DOCS "Modules in order of declaration")

function(uniselector_module_closure result)
  set(closure "")
  foreach(module IN LISTS ARGN)
    if(NOT TARGET uniselector_${module})
      message(FATAL_ERROR "uniselector: there is no module '${module}' yet; modules are added "
                          "lowest first in the top CMakeLists.txt")
    endif()
    get_property(depends GLOBAL PROPERTY UNISELECTOR_CLOSURE_${module})
    list(APPEND closure ${depends} ${module})
  endforeach()
  list(REMOVE_DUPLICATES closure)
  set(${result} "${closure}" PARENT_SCOPE)
endfunction()

function(uniselector_module name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;DEPENDS;PRIVATE_LIBS")
  if(arg_UNPARSED_ARGUMENTS OR NOT arg_SOURCES)
    message(FATAL_ERROR "uniselector_module(${name}): SOURCES is needed, and only SOURCES, DEPENDS "
                        "and PRIVATE_LIBS are known (found '${arg_UNPARSED_ARGUMENTS}')")
  endif()
  uniselector_module_closure(closure ${arg_DEPENDS})
  set_property(GLOBAL PROPERTY UNISELECTOR_CLOSURE_${name} "${closure}")
  set_property(GLOBAL APPEND PROPERTY UNISELECTOR_MODULES ${name})
  set_property(GLOBAL APPEND PROPERTY UNISELECTOR_PRIVATE_LIBS ${arg_PRIVATE_LIBS})

  set(view "${uniselector_BINARY_DIR}/include/${name}")
  file(MAKE_DIRECTORY "${view}")
  file(CREATE_LINK "${CMAKE_CURRENT_SOURCE_DIR}" "${view}/${name}" SYMBOLIC)

  add_library(uniselector_${name}_headers INTERFACE)
  target_include_directories(uniselector_${name}_headers INTERFACE "${view}")
  target_link_libraries(uniselector_${name}_headers INTERFACE uniselector_public_headers)
  foreach(module IN LISTS closure)
    target_link_libraries(uniselector_${name}_headers INTERFACE uniselector_${module}_headers)
  endforeach()

  add_library(uniselector_${name} OBJECT ${arg_SOURCES})
  uniselector_compile_options(uniselector_${name})
  target_link_libraries(
    uniselector_${name}
    PUBLIC uniselector_${name}_headers
    PRIVATE ${arg_PRIVATE_LIBS})
endfunction()
