# Each example also builds alone against an installed package; here it takes the target of this tree.
file(GLOB uniselector_examples CONFIGURE_DEPENDS
     "${uniselector_SOURCE_DIR}/examples/*/CMakeLists.txt")
foreach(file IN LISTS uniselector_examples)
  get_filename_component(folder "${file}" DIRECTORY)
  add_subdirectory("${folder}")
endforeach()
