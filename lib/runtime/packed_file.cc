// See the header.
#include "runtime/packed_file.h"

#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <memory>
#include <system_error>
#include <vector>

#include <fmt/format.h>
#include <zlib.h>

namespace uniselector::runtime {
namespace {

constexpr std::size_t kBlockBytes = 64 * 1'024;
constexpr unsigned char kMagic[] = {0x1f, 0x8b};
constexpr int kGzipOnly = 15 + 16;  // the greatest window, and a gzip header

struct Close {
  void operator()(std::FILE* file) const { std::fclose(file); }
};

std::string reason(int error) { return std::generic_category().message(error); }

/// A stream of gzip members. Not copied: zlib keeps a pointer to its place.
class Unpacker {
 public:
  Unpacker() { good_ = inflateInit2(&stream_, kGzipOnly) == Z_OK; }
  ~Unpacker() { inflateEnd(&stream_); }
  Unpacker(const Unpacker&) = delete;
  Unpacker& operator=(const Unpacker&) = delete;

  /// Empty, or what is wrong. `*more` becomes false when `take` wants no more. Bound: each round
  /// uses up input or fills the block.
  std::string_view feed(unsigned char* bytes, std::size_t size,
                        const std::function<bool(std::string_view)>& take, bool* more) {
    if (!good_) return "there is no memory to unpack it";
    stream_.next_in = bytes;
    stream_.avail_in = static_cast<unsigned>(size);
    do {
      if (!inside_ && stream_.avail_in == 0) return {};
      if (!inside_ && *stream_.next_in != kMagic[0]) {
        return "bytes that are no gzip data follow the gzip data";
      }
      inside_ = true;
      stream_.next_out = reinterpret_cast<unsigned char*>(out_.data());
      stream_.avail_out = static_cast<unsigned>(out_.size());
      const int code = inflate(&stream_, Z_NO_FLUSH);
      if (code != Z_OK && code != Z_STREAM_END && code != Z_BUF_ERROR) {
        return stream_.msg != nullptr ? stream_.msg : "the gzip data are damaged";
      }
      const std::size_t got = out_.size() - stream_.avail_out;
      *more = got == 0 || take(std::string_view(out_.data(), got));
      if (code == Z_STREAM_END) {
        inside_ = false;
        inflateReset(&stream_);
      }
    } while (*more && (stream_.avail_in > 0 || stream_.avail_out == 0));
    return {};
  }
  /// Whether a member has begun that has not ended.
  bool inside() const { return inside_; }

 private:
  z_stream stream_{};
  std::vector<char> out_ = std::vector<char>(kBlockBytes);
  bool good_ = false;
  bool inside_ = false;
};

}  // namespace

Status read_packed(const std::string& path, std::string_view what,
                   const std::function<bool(std::string_view)>& take) {
  const std::unique_ptr<std::FILE, Close> file(std::fopen(path.c_str(), "rb"));
  if (!file) return not_found(fmt::format("{} cannot be opened: {}", what, reason(errno)));
  std::vector<unsigned char> block(kBlockBytes);
  Unpacker unpacker;
  bool packed = false;
  bool more = true;
  for (bool first = true; more; first = false) {
    const std::size_t got = std::fread(block.data(), 1, block.size(), file.get());
    if (std::ferror(file.get()) != 0) {
      return Status(StatusCode::kUnavailable,
                    fmt::format("{} cannot be read: {}", what, reason(errno)));
    }
    if (got == 0) break;
    if (first) packed = got >= 2 && block[0] == kMagic[0] && block[1] == kMagic[1];
    if (!packed) {
      more = take(std::string_view(reinterpret_cast<const char*>(block.data()), got));
      continue;
    }
    const std::string_view problem = unpacker.feed(block.data(), got, take, &more);
    if (!problem.empty()) {
      return invalid_argument(fmt::format("{} cannot be read: {}", what, problem));
    }
  }
  if (more && unpacker.inside()) {
    return invalid_argument(fmt::format("{} cannot be read: the gzip data end too early", what));
  }
  return ok_status();
}

}  // namespace uniselector::runtime
