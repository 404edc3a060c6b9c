# Third-party packages. All are private: none is named by a public header, and a host that links the
# shared library needs none of them. Modules name the targets they use in PRIVATE_LIBS.
find_package(absl CONFIG REQUIRED)
find_package(fmt CONFIG REQUIRED)
find_package(yaml-cpp CONFIG REQUIRED)
find_package(nlohmann_json CONFIG REQUIRED)
find_package(ZLIB REQUIRED)
# RE2's packages carry a CMake configuration only in newer distributions; all have pkg-config's.
find_package(PkgConfig REQUIRED)
pkg_check_modules(RE2 REQUIRED IMPORTED_TARGET re2)

# Libraries without object code: nothing is left of them in a static archive, so the installed
# package does not mention them.
set(UNISELECTOR_HEADER_ONLY_LIBS nlohmann_json::nlohmann_json)
