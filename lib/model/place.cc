// See the header.
#include "model/place.h"

#include "base/text.h"

namespace uniselector::model {

std::string Place::text() const {
  std::string text = parent_ == nullptr ? std::string() : parent_->text();
  if (index_ != kNoIndex) return text + '[' + std::to_string(index_) + ']';
  if (name_.empty()) return text;
  if (!text.empty()) text += '.';
  return text + printable(name_, base::kMaxIdBytes);
}

std::string printable(std::string_view text, std::size_t most) {
  std::string out(text.substr(0, most));
  if (text.size() > most) {
    // A character that was cut in two goes whole; it has four bytes at most.
    for (int i = 0; i < 3 && !out.empty(); ++i) {
      if ((static_cast<unsigned char>(text[out.size()]) & 0xc0U) != 0x80U) break;
      out.pop_back();
    }
  }
  const bool utf8 = base::is_utf8(out);
  for (char& c : out) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || (byte >= 0x80 && !utf8)) c = '?';
  }
  return out;
}

}  // namespace uniselector::model
