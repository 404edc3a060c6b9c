# The two libraries made of the modules' objects.
#
# uniselector::uniselector   the product: shared or static by BUILD_SHARED_LIBS; the shared one
#                            exports the names marked UNISELECTOR_API and nothing else.
# uniselector_internal       all objects in a static archive with every module's headers in reach,
#                            for our own tools, benchmarks, bindings and tests. Never installed,
#                            and in a host's build made only if something of ours there needs it.
get_property(uniselector_modules GLOBAL PROPERTY UNISELECTOR_MODULES)
get_property(uniselector_private_libs GLOBAL PROPERTY UNISELECTOR_PRIVATE_LIBS)
list(REMOVE_DUPLICATES uniselector_private_libs)
list(TRANSFORM uniselector_modules REPLACE "(.+)" "$<TARGET_OBJECTS:uniselector_\\1>"
     OUTPUT_VARIABLE uniselector_objects)
list(TRANSFORM uniselector_modules REPLACE "(.+)" "uniselector_\\1_headers"
     OUTPUT_VARIABLE uniselector_module_headers)
set(uniselector_link_libs ${uniselector_private_libs})
list(REMOVE_ITEM uniselector_link_libs ${UNISELECTOR_HEADER_ONLY_LIBS})

add_library(uniselector_internal STATIC ${uniselector_objects})
set_target_properties(uniselector_internal PROPERTIES LINKER_LANGUAGE CXX)
target_compile_features(uniselector_internal INTERFACE cxx_std_20)
target_link_libraries(
  uniselector_internal
  PUBLIC ${uniselector_module_headers}
  PRIVATE ${uniselector_private_libs})
if(NOT PROJECT_IS_TOP_LEVEL)
  set_target_properties(uniselector_internal PROPERTIES EXCLUDE_FROM_ALL ON)
endif()

file(GLOB_RECURSE uniselector_header_files CONFIGURE_DEPENDS
     "${uniselector_SOURCE_DIR}/include/uniselector/*.h")
add_library(uniselector ${uniselector_objects})
add_library(uniselector::uniselector ALIAS uniselector)
target_compile_features(uniselector PUBLIC cxx_std_20)
target_link_libraries(uniselector PRIVATE ${uniselector_link_libs})
target_sources(
  uniselector
  PUBLIC FILE_SET HEADERS
         BASE_DIRS "${uniselector_SOURCE_DIR}/include"
         FILES ${uniselector_header_files})
# SOVERSION is the ABI epoch: it moves when a release breaks the binary interface.
set_target_properties(
  uniselector
  PROPERTIES LINKER_LANGUAGE CXX
             VERSION ${uniselector_VERSION}
             SOVERSION 0
             CXX_EXTENSIONS OFF
             VERIFY_INTERFACE_HEADER_SETS ${PROJECT_IS_TOP_LEVEL})
if(NOT BUILD_SHARED_LIBS)
  target_compile_definitions(uniselector INTERFACE UNISELECTOR_STATIC)
elseif(UNIX AND NOT APPLE)
  set(uniselector_map "${uniselector_SOURCE_DIR}/cmake/uniselector.map")
  target_link_options(uniselector PRIVATE "LINKER:--version-script=${uniselector_map}")
  set_target_properties(uniselector PROPERTIES LINK_DEPENDS "${uniselector_map}")
endif()
