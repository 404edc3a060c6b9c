// See the header.
#include "api/files_beside.h"

#include <filesystem>

#include "runtime/file.h"

namespace uniselector::api {

config::ReadFile files_beside(const std::string& file) {
  return [folder = std::filesystem::path(file).parent_path()](
             const std::string& name) -> Result<config::NamedText> {
    const std::string path = (folder / name).lexically_normal().string();
    std::error_code error;
    // Opening a pipe waits for somebody who writes into it.
    if (std::filesystem::is_fifo(path, error)) {
      return not_found(path + ": found a pipe, expected a file");
    }
    auto text = runtime::read_file(path, config::kMaxTextBytes);
    if (!text.ok()) return text.status();
    return config::NamedText{path, *std::move(text)};
  };
}

}  // namespace uniselector::api
