// Bodies of files.h.
#include "uniselector/files.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include <fmt/format.h>

#include "api/files_beside.h"
#include "config/center_reader.h"
#include "runtime/file.h"

namespace uniselector::cli {

namespace {

Status cannot_write(const std::string& path, int error) {
  return failed_precondition(fmt::format("{}: cannot be written: {}", path, std::strerror(error)));
}

/// What a symbolic link leads to, though it need not be there yet: the file is written, the link
/// stays. A path that is no link, or a ring of them, is answered as it is.
std::string behind_links(const std::string& name) {
  constexpr int kMost = 40;  // as many as Linux follows
  std::filesystem::path path = name;
  std::error_code error;
  for (int i = 0; i < kMost; ++i) {
    if (!std::filesystem::is_symlink(path, error)) return path.string();
    const std::filesystem::path target = std::filesystem::read_symlink(path, error);
    if (error) break;
    path = path.parent_path() / target;  // an absolute target replaces the whole
  }
  return name;
}

}  // namespace

Result<std::string> read_text(const std::string& path) {
  return runtime::read_file(path, config::kMaxTextBytes);
}

Status write_text(const std::string& name, std::string_view text) {
  std::error_code error;
  const std::string path = behind_links(name);
  // Devices and pipes cannot be replaced, only written to.
  const bool special =
      std::filesystem::exists(path, error) && !std::filesystem::is_regular_file(path, error);
  const std::string target = special ? path : path + ".partial";
  std::FILE* file = std::fopen(target.c_str(), "wb");
  if (file == nullptr) return cannot_write(path, errno);
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int write_error = errno;
  if (std::fclose(file) != 0 || !written) {
    const int code = written ? errno : write_error;
    if (!special) std::remove(target.c_str());
    return cannot_write(path, code);
  }
  if (special) return ok_status();
  std::filesystem::rename(target, path, error);
  return error ? cannot_write(path, error.value()) : ok_status();
}

Result<Center> load_center(const std::string& path) {
  Result<std::string> text = read_text(path);
  if (!text.ok()) return text.status();
  config::ReadResult read = config::read_center(*text, path, api::files_beside(path));
  if (Status status = config::to_status(read.complaints); !status.ok()) return status;
  return std::move(read.center);
}

Result<Workload> load_workload(const std::string& path, const Center& center) {
  Result<std::string> text = read_text(path);
  if (!text.ok()) return text.status();
  return read_workload(*text, path, center);
}

std::string beside(const std::string& path, const std::string& name) {
  const std::filesystem::path file = std::filesystem::path(path).parent_path() / name;
  std::error_code error;
  return std::filesystem::is_regular_file(file, error) ? file.string() : std::string();
}

}  // namespace uniselector::cli
