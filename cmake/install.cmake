# The installed package: library, public headers, find_package files and a pkg-config file.
include(CMakePackageConfigHelpers)

# What a static archive still needs at link time, in the words of CMake and of pkg-config.
set(UNISELECTOR_FIND_DEPENDENCIES "")
set(UNISELECTOR_PC_REQUIRES "")
if(NOT BUILD_SHARED_LIBS)
  foreach(lib IN LISTS uniselector_link_libs)
    if(lib MATCHES "^absl::(.+)$")
      list(APPEND packages absl)
      list(APPEND requires "absl_${CMAKE_MATCH_1}")
    elseif(lib STREQUAL "ZLIB::ZLIB")
      list(APPEND packages ZLIB)
      list(APPEND requires zlib)
    elseif(lib STREQUAL "fmt::fmt")
      list(APPEND packages fmt)
      list(APPEND requires fmt)
    elseif(lib STREQUAL "PkgConfig::RE2")
      list(APPEND packages PkgConfig)
      list(APPEND requires re2)
      set(checks "pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)\n")
    elseif(lib STREQUAL "yaml-cpp")
      list(APPEND packages yaml-cpp)
      list(APPEND requires yaml-cpp)
    else()
      message(FATAL_ERROR "uniselector: say in cmake/install.cmake how an installed static library "
                          "finds ${lib}")
    endif()
  endforeach()
  list(REMOVE_DUPLICATES packages)
  list(TRANSFORM packages REPLACE "(.+)" "find_dependency(\\1)")
  list(JOIN packages "\n" UNISELECTOR_FIND_DEPENDENCIES)
  string(APPEND UNISELECTOR_FIND_DEPENDENCIES "\n${checks}")
  list(JOIN requires " " requires)
  # An archive needs them whoever links it, so they are public: plain `pkg-config --libs` works for
  # both kinds of library.
  set(UNISELECTOR_PC_REQUIRES "Requires: ${requires}\n")
  set(UNISELECTOR_PC_CFLAGS " -DUNISELECTOR_STATIC")
endif()

# Paths in the pkg-config file are relative to its own place, so that the installed tree can be
# moved, however many folders deep the libraries are (lib, lib64, lib/x86_64-linux-gnu). A folder
# that was given as an absolute path stays one.
function(uniselector_pc_path variable folder)
  if(IS_ABSOLUTE "${folder}" OR IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY "${CMAKE_INSTALL_PREFIX}" NORMALIZE
               OUTPUT_VARIABLE path)
  else()
    file(RELATIVE_PATH path "/prefix/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/prefix/${folder}")
    string(PREPEND path "\${pcfiledir}/")
  endif()
  string(REGEX REPLACE "/$" "" path "${path}")
  set(${variable} "${path}" PARENT_SCOPE)
endfunction()
uniselector_pc_path(UNISELECTOR_PC_PREFIX ".")
uniselector_pc_path(UNISELECTOR_PC_LIBDIR "${CMAKE_INSTALL_LIBDIR}")
uniselector_pc_path(UNISELECTOR_PC_INCLUDEDIR "${CMAKE_INSTALL_INCLUDEDIR}")

set(uniselector_cmake_dir "${CMAKE_INSTALL_LIBDIR}/cmake/uniselector")
configure_package_config_file(
  "${uniselector_SOURCE_DIR}/cmake/config.cmake.in"
  "${uniselector_BINARY_DIR}/uniselector-config.cmake"
  INSTALL_DESTINATION "${uniselector_cmake_dir}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file("${uniselector_BINARY_DIR}/uniselector-config-version.cmake"
                                 COMPATIBILITY SameMinorVersion)
configure_file("${uniselector_SOURCE_DIR}/cmake/uniselector.pc.in"
               "${uniselector_BINARY_DIR}/uniselector.pc" @ONLY)

install(
  TARGETS uniselector
  EXPORT uniselector-targets
  COMPONENT library
  FILE_SET HEADERS
  COMPONENT library)
install(EXPORT uniselector-targets NAMESPACE uniselector:: DESTINATION "${uniselector_cmake_dir}"
        COMPONENT library)
install(FILES "${uniselector_BINARY_DIR}/uniselector-config.cmake"
              "${uniselector_BINARY_DIR}/uniselector-config-version.cmake"
        DESTINATION "${uniselector_cmake_dir}" COMPONENT library)
install(FILES "${uniselector_BINARY_DIR}/uniselector.pc"
        DESTINATION "${CMAKE_INSTALL_LIBDIR}/pkgconfig" COMPONENT library)
install(FILES "${uniselector_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DOCDIR}"
        COMPONENT library)
