// Where tests find the data that is shared beside the project and never copied into it.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <string>

namespace uniselector::test {

/// The path of a shared file: below the folder named by UNISELECTOR_SHARED, else below `shared`
/// beside the project. Empty when it is not there; the test then reports that it was skipped.
inline std::string shared_file(const std::string& name) {
  const char* const folder = std::getenv("UNISELECTOR_SHARED");
  const std::filesystem::path path =
      std::filesystem::path(folder ? folder : UNISELECTOR_SOURCE_DIR "/../shared") / name;
  std::error_code error;
  return std::filesystem::exists(path, error) ? path.string() : std::string();
}

}  // namespace uniselector::test
