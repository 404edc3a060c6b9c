// See the header.
#include "runtime/file.h"

#include <array>
#include <fstream>

namespace uniselector::runtime {

Result<std::string> read_file(const std::string& path, std::size_t max_bytes) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return not_found(path + ": the file cannot be opened");
  std::string text;
  std::array<char, 65'536> block{};
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto count = static_cast<std::size_t>(file.gcount());
    if (count > max_bytes - text.size()) {
      return resource_exhausted(path + ": the file has more than " + std::to_string(max_bytes) +
                                " bytes");
    }
    text.append(block.data(), count);
  }
  if (file.bad()) return Status(StatusCode::kUnavailable, path + ": the file cannot be read");
  return text;
}

}  // namespace uniselector::runtime
