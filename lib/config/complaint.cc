// Complaints as people read them.
#include "config/complaint.h"

namespace uniselector::config {
namespace {

constexpr std::string_view kHex = "0123456789abcdef";

/// The code point of the two or three bytes at the front, if it is one that a terminal obeys or
/// that breaks a line: U+0080..U+009F, U+2028..U+202E, U+2066..U+2069. Else 0.
unsigned obeyed(std::string_view text) {
  const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (text.size() >= 2 && byte(0) == 0xc2 && byte(1) >= 0x80 && byte(1) < 0xa0) return byte(1);
  if (text.size() < 3 || byte(0) != 0xe2 || (byte(1) != 0x80 && byte(1) != 0x81)) return 0;
  const unsigned code = 0x2000U + (byte(1) & 0x3fU) * 64U + (byte(2) & 0x3fU);
  const bool line_or_direction = code >= 0x2028 && code <= 0x202e;
  const bool isolate = code >= 0x2066 && code <= 0x2069;
  return line_or_direction || isolate ? code : 0;
}

}  // namespace

std::string escaped(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte >= 0x20 && byte < 0x7f) {
      out += text[i];
    } else if (byte == '\n' || byte == '\t' || byte == '\r') {
      out += byte == '\n' ? "\\n" : byte == '\t' ? "\\t" : "\\r";
    } else if (byte < 0x80) {
      out += {'\\', 'x', kHex[byte >> 4U], kHex[byte & 15U]};
    } else if (const unsigned code = obeyed(text.substr(i)); code != 0) {
      out += {'\\',
              'u',
              kHex[code >> 12U],
              kHex[code >> 8U & 15U],
              kHex[code >> 4U & 15U],
              kHex[code & 15U]};
      i += code < 0x800 ? 1 : 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string to_string(const Complaint& complaint) {
  std::string text = escaped(complaint.file);
  if (complaint.line > 0) {
    text += ':' + std::to_string(complaint.line) + ':' + std::to_string(complaint.column);
  }
  if (!text.empty()) text += ": ";
  if (!complaint.path.empty()) text += escaped(complaint.path) + ": ";
  return text + escaped(complaint.message);
}

Status to_status(const std::vector<Complaint>& complaints) {
  if (complaints.empty()) return ok_status();
  std::string text;
  for (const Complaint& complaint : complaints) {
    if (!text.empty()) text += '\n';
    text += to_string(complaint);
  }
  if (complaints.size() >= Complaints::kMost) text += "\n(further complaints are not listed)";
  return invalid_argument(std::move(text));
}

}  // namespace uniselector::config
